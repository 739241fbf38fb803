"""Prayer times, qibla and Hijri dates agree with almanacs, for places as people name them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ansari_backend.agent.ansari import create_agent
from ansari_backend.agent.answering import Made, Place, Question, ToolUse, Words
from ansari_backend.almanac.days import NoSunError, PrayerDay, hijri_date, prayer_day, qibla
from ansari_backend.almanac.places import City, city_in, city_named, city_near
from ansari_backend.knowledge.knowledge import Knowledge

SOLSTICE = date(2026, 6, 21)


def day_in(name: str, day: date) -> PrayerDay:
    city = city_named(name)
    assert city is not None
    return prayer_day(
        day,
        latitude=city.latitude,
        longitude=city.longitude,
        timezone=city.timezone,
        country=city.country,
    )


def minutes(clock: str) -> int:
    hours, _, rest = clock.partition(":")
    return 60 * int(hours) + int(rest)


@pytest.mark.parametrize(
    ("city", "sunrise", "sunset"),
    [("London", "04:43", "21:21"), ("New York City", "05:25", "20:31"), ("Oslo", "03:54", "22:44")],
)
def test_the_sun_rises_and_sets_when_almanacs_say(city: str, sunrise: str, sunset: str) -> None:
    day = day_in(city, SOLSTICE)

    assert abs(minutes(day.sunrise) - minutes(sunrise)) <= 1
    assert abs(minutes(day.maghrib) - minutes(sunset)) <= 1


@pytest.mark.parametrize("city", ["Mecca", "Cairo", "Karachi", "Jakarta", "London", "Istanbul"])
@pytest.mark.parametrize("day", [SOLSTICE, date(2026, 12, 21), date(2027, 3, 20)])
def test_the_times_of_a_day_follow_one_another(city: str, day: date) -> None:
    told = day_in(city, day)
    times = [
        told.fajr,
        told.sunrise,
        told.dhuhr,
        told.asr,
        told.asr_hanafi,
        told.maghrib,
        told.isha,
    ]

    assert times == sorted(times)
    assert told.method


def test_isha_in_makkah_is_ninety_minutes_after_sunset() -> None:
    """So Umm al-Qura has it outside of Ramadan."""
    day = day_in("Mecca", SOLSTICE)

    assert minutes(day.isha) - minutes(day.maghrib) == 90
    assert "Umm al-Qura" in day.method


def test_where_the_sun_does_not_set_no_time_is_made_up() -> None:
    with pytest.raises(NoSunError):
        day_in("Tromsø", SOLSTICE)


@pytest.mark.parametrize(
    ("city", "degrees"),
    [("London", 119), ("New York City", 58), ("Jakarta", 295), ("Karachi", 268)],
)
def test_the_qibla_is_where_compasses_say(city: str, degrees: int) -> None:
    place = city_named(city)

    assert place is not None
    assert abs(qibla(place.latitude, place.longitude) - degrees) <= 1


@pytest.mark.parametrize(
    ("day", "hijri"),
    [
        (date(2024, 3, 11), "1 Ramadan 1445"),
        (date(2023, 7, 19), "1 Muharram 1445"),
        (date(2100, 1, 1), None),
    ],
)
def test_the_hijri_date_is_that_of_umm_al_qura(day: date, hijri: str | None) -> None:
    assert hijri_date(day) == hijri


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("prayer times in New York", "New York City"),
        ("أوقات الصلاة في القاهرة", "Cairo"),
        ("متى المغرب بالقاهرة؟", "Cairo"),
        ("کراچی میں نماز کے اوقات", "Karachi"),
        ("jadwal sholat jakarta hari ini", "Jakarta"),
        ("Во сколько намаз, Москва?", "Moscow"),
        ("When is the evening prayer?", None),
        ("what is the time of asr", None),
    ],
)
def test_a_city_is_found_in_what_people_write(text: str, city: str | None) -> None:
    found = city_in(text)

    assert (found and found.name) == city


def test_a_point_belongs_to_the_nearest_city_also_across_the_date_line() -> None:
    assert city_near(-6.2, 106.85).country == "ID"
    assert isinstance(city_near(-18.1, -179.9), City)
    assert city_near(-18.1, -179.9).country == "FJ"


async def ask(knowledge: Knowledge, text: str, language: str, place: Place | None = None) -> str:
    agent = create_agent("", knowledge)
    question = Question(text=text, language=language, place=place)
    events = [event async for event in agent.answer(question)]
    assert [event.name for event in events if isinstance(event, ToolUse)] == ["prayer_times"]
    assert not [event for event in events if isinstance(event, Made) and event.lasting]
    return "".join(event.text for event in events if isinstance(event, Words))


async def test_times_are_told_without_a_model_for_a_city_or_a_location(
    knowledge: Knowledge,
) -> None:
    today = datetime.now(ZoneInfo("Africa/Cairo")).date()
    told = day_in("Cairo", today)

    for_city = await ask(knowledge, "مواقيت الصلاة في القاهرة", "ar")
    where_they_are = await ask(
        knowledge, "prayer times", "en", Place(latitude=30.06, longitude=31.25)
    )

    assert told.fajr in for_city
    assert "العصر" in for_city
    assert "Egyptian" in where_they_are


async def test_who_names_no_city_is_asked_for_one(knowledge: Knowledge) -> None:
    assert "city" in await ask(knowledge, "prayer times please", "en")
