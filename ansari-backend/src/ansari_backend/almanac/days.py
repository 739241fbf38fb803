"""What a day brings at a place: when to pray, which way, and which day it is by the moon."""

from dataclasses import dataclass
from datetime import date, datetime
from math import atan2, cos, degrees, radians, sin, tan
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from adhanpy.calculation.CalculationMethod import CalculationMethod  # type: ignore[import-untyped]
from adhanpy.calculation.CalculationParameters import CalculationParameters  # type: ignore[import-untyped]
from adhanpy.calculation.HighLatitudeRule import HighLatitudeRule  # type: ignore[import-untyped]
from adhanpy.calculation.Madhab import Madhab  # type: ignore[import-untyped]
from adhanpy.PrayerTimes import PrayerTimes  # type: ignore[import-untyped]
from hijridate import Gregorian

_KAABA: Final = (21.4225, 39.8262)
_FAR_NORTH: Final = 48.0
"""Degrees: beyond it the twilight of summer lasts all night, and another rule is needed."""
_LAST: Final = date(2077, 11, 16)
"""Of the calendar of Umm al-Qura as far as it is laid down."""

_METHODS: Final = MappingProxyType(
    {
        **dict.fromkeys(("SA", "YE"), CalculationMethod.UMM_AL_QURA),
        **dict.fromkeys(
            (
                "EG",
                "SD",
                "LY",
                "SY",
                "LB",
                "IQ",
                "JO",
                "PS",
                "MA",
                "DZ",
                "TN",
                "SO",
                "NG",
                "KE",
                "TZ",
            ),
            CalculationMethod.EGYPTIAN,
        ),
        **dict.fromkeys(("PK", "IN", "BD", "AF", "LK", "NP"), CalculationMethod.KARACHI),
        **dict.fromkeys(("AE", "OM"), CalculationMethod.DUBAI),
        **dict.fromkeys(("ID", "MY", "SG", "BN"), CalculationMethod.SINGAPORE),
        **dict.fromkeys(("US", "CA"), CalculationMethod.NORTH_AMERICA),
        "KW": CalculationMethod.KUWAIT,
        "QA": CalculationMethod.QATAR,
        "FR": CalculationMethod.UOIF,
    }
)
"""What is used most in a country, by its code; the Muslim World League's elsewhere."""
_NAMES: Final = MappingProxyType(
    {
        CalculationMethod.MUSLIM_WORLD_LEAGUE: "Muslim World League",
        CalculationMethod.EGYPTIAN: "Egyptian General Authority of Survey",
        CalculationMethod.KARACHI: "University of Islamic Sciences, Karachi",
        CalculationMethod.UMM_AL_QURA: "Umm al-Qura University, Makkah",
        CalculationMethod.DUBAI: "Dubai",
        CalculationMethod.NORTH_AMERICA: "Islamic Society of North America",
        CalculationMethod.KUWAIT: "Kuwait",
        CalculationMethod.QATAR: "Qatar",
        CalculationMethod.SINGAPORE: "Majlis Ugama Islam Singapura (20° / 18°)",
        CalculationMethod.UOIF: "Musulmans de France (12°)",
    }
)


class NoSunError(Exception):
    """The sun doesn't rise or doesn't set there on that day: ask a local mosque."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrayerDay:
    """The times of one day as `HH:MM` by the clocks of the place."""

    fajr: str
    sunrise: str
    dhuhr: str
    asr: str
    asr_hanafi: str
    maghrib: str
    isha: str
    method: str
    """Whose angles of twilight were used."""
    high_latitude_rule: str | None
    """How Fajr and Isha were found where the twilight doesn't end; None where it does."""


def prayer_day(
    day: date, *, latitude: float, longitude: float, timezone: str, country: str
) -> PrayerDay:
    """Compute the times; all are for guidance, a mosque's own table goes first.

    Raises:
        NoSunError: There is no sunrise or no sunset on that day.
    """
    method = _METHODS.get(country, CalculationMethod.MUSLIM_WORLD_LEAGUE)
    is_far = abs(latitude) > _FAR_NORTH
    rule = HighLatitudeRule.SEVENTH_OF_THE_NIGHT if is_far else None

    def times(school: Madhab) -> PrayerTimes:
        parameters = CalculationParameters(method=method)
        parameters.madhab = school
        if rule is not None:
            parameters.high_latitude_rule = rule
        at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
        try:
            return PrayerTimes(
                (latitude, longitude),
                at,
                calculation_parameters=parameters,
                time_zone=ZoneInfo(timezone),
            )
        except (ValueError, TypeError, RuntimeError) as error:
            raise NoSunError from error

    common, hanafi = times(Madhab.SHAFI), times(Madhab.HANAFI)
    return PrayerDay(
        fajr=_clock(common.fajr),
        sunrise=_clock(common.sunrise),
        dhuhr=_clock(common.dhuhr),
        asr=_clock(common.asr),
        asr_hanafi=_clock(hanafi.asr),
        maghrib=_clock(common.maghrib),
        isha=_clock(common.isha),
        method=_NAMES[method],
        high_latitude_rule="a seventh of the night" if is_far else None,
    )


def qibla(latitude: float, longitude: float) -> int:
    """Give the direction of the Kaaba in degrees from true north, clockwise.

    The great circle, https://en.wikipedia.org/wiki/Qibla#Great_circle
    """
    here, there = radians(latitude), radians(_KAABA[0])
    east = radians(_KAABA[1] - longitude)
    bearing = atan2(sin(east), cos(here) * tan(there) - sin(here) * cos(east))
    return round(degrees(bearing)) % 360


def hijri_date(day: date) -> str | None:
    """Give the day, month and year by the calendar of Umm al-Qura; None beyond its tables.

    Where the month begins with the sighting of the moon it may be a day off.
    """
    if not date(1924, 8, 1) <= day <= _LAST:
        return None
    hijri = Gregorian.fromdate(day).to_hijri()
    return f"{hijri.day} {hijri.month_name()} {hijri.year}"


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")
