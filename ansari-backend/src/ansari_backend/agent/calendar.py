"""The tool that tells what a day brings at a place: prayer times, qibla, the Hijri date."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from anyio import to_thread
from pydantic_ai import RunContext

from ansari_backend.agent.answering import Place
from ansari_backend.agent.desk import Desk
from ansari_backend.almanac.days import NoSunError, PrayerDay, hijri_date, prayer_day, qibla
from ansari_backend.almanac.places import City, city_in, city_named, city_near


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Today, at one place."""

    city: str
    country: str
    date: str
    hijri: str | None
    """By the calendar of Umm al-Qura: where the moon is sighted it may be a day off."""
    times: PrayerDay | None
    """None where the sun doesn't rise or set today: refer the person to a mosque there."""
    qibla: int
    """Degrees from true north, clockwise."""


async def prayer_times(context: RunContext[Desk], city: str = "") -> Day | str:
    """Compute today's prayer times, the direction of the qibla, and the Hijri date.

    Name the method of calculation in the answer, and both times of Asr where they matter.

    Args:
        context: The turn.
        city: The city that the person names; empty for where they are, if they ever told.
    """
    desk = context.deps
    desk.lasting = False
    day = await to_thread.run_sync(_day, city, desk.place)
    return day or "Which city? The person may also share their location. Nothing was computed."


def _day(name: str, place: Place | None) -> Day | None:
    """A city that is named goes before where the person is."""
    named = (city_named(name) or city_in(name)) if name.strip() else None
    if named:
        return _day_at(named, named)
    if place:
        return _day_at(city_near(place.latitude, place.longitude), place)
    return None


def _day_at(nearest: City, point: City | Place) -> Day:
    today = datetime.now(ZoneInfo(nearest.timezone)).date()
    try:
        times = prayer_day(
            today,
            latitude=point.latitude,
            longitude=point.longitude,
            timezone=nearest.timezone,
            country=nearest.country,
        )
    except NoSunError:
        times = None
    return Day(
        city=nearest.name,
        country=nearest.country,
        date=today.isoformat(),
        hijri=hijri_date(today),
        times=times,
        qibla=qibla(point.latitude, point.longitude),
    )
