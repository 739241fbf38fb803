"""Hear what people tell of themselves: their school, their level, in which language to answer.

It is told again when they ask, and changed or forgotten when they wish.

The signs are in `about.toml`. All languages are heard at once. Nothing is guessed.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ansari_backend.agent.answering import About
from ansari_backend.care.signs import any_of, plain

LONGEST: Final = 600
"""Characters; who writes more asks something, and tells of others."""
LEVELS: Final = ("new", "student", "scholar")
_NAMED: Final = ("school", "language")
_FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message says of its writer."""

    about: About
    """All that is known from now on."""
    asks: bool
    """Whether they want to know what is remembered."""
    is_all: bool
    """Whether the message says nothing else."""


def hear(message: str, known: About) -> Heard | None:
    """Hear what a person's own words say of them; None if nothing."""
    text = plain(message)
    if len(text) > LONGEST:
        return None
    text = _sign("unless").sub(" . ", text)
    found = {name: match for name in _NAMES if (match := _sign(name).search(text))}
    if not found:
        return None
    return Heard(
        about=_changed(known, {name: match[0] for name, match in found.items()}),
        asks="asks" in found,
        is_all=_is_all(text, found.values()),
    )


def sentences(language: str) -> Mapping[str, Any]:
    """Give what is said about it in a language, or in English."""
    known = _file()
    spoken = language if language in known and language != "names" else _FALLBACK
    sentences: Mapping[str, Any] = known[spoken]
    return sentences


def _changed(known: About, found: Mapping[str, str]) -> About:
    if "forget_all" in found:
        return About()
    about = known
    for name in _NAMED:
        if f"forget_{name}" in found:
            about = replace(about, **{name: None})
        if name in found:
            about = replace(about, **{name: _named(name, found[name])})
    if "not_school" in found and _named("school", found["not_school"]) == about.school:
        about = replace(about, school=None)
    if "forget_level" in found:
        return replace(about, level=None)
    return replace(about, level=next((one for one in LEVELS if one in found), about.level))


def _named(kind: str, words: str) -> str | None:
    """Tell which name comes last: "not this one but that one"."""
    places = {
        name: max((match.start() for match in sign.finditer(words)), default=-1)
        for name, sign in _name_signs(kind).items()
    }
    return max(places, key=lambda name: places[name])


def _is_all(text: str, found: Iterable[re.Match[str]]) -> bool:
    rest = list(text)
    for match in found:
        rest[match.start() : match.end()] = " " * len(match[0])
    words = "".join(rest).split()
    return all(word in _filler() for word in words)


_NAMES: Final = (
    "asks",
    *_NAMED,
    "not_school",
    *LEVELS,
    *(f"forget_{what}" for what in (*_NAMED, "level", "all")),
)


@cache
def _sign(name: str) -> re.Pattern[str]:
    """Whatever the language."""
    phrases = [phrase for words in _languages() for phrase in words[name]]
    return any_of(_with_names(phrase) for phrase in phrases)


def _with_names(phrase: str) -> str:
    for kind in _NAMED:
        names = "|".join(_file()["names"][kind].values())
        phrase = phrase.replace(f"{{{kind}}}", f"({names})")
    return phrase


@cache
def _name_signs(kind: str) -> Mapping[str, re.Pattern[str]]:
    """A name may be within a word: `hanefiyim`."""
    return {
        name: re.compile("|".join(plain(each).strip() for each in names.split("|")))
        for name, names in _file()["names"][kind].items()
    }


@cache
def _filler() -> frozenset[str]:
    return frozenset(word for words in _languages() for word in plain(words["filler"]).split())


@cache
def _languages() -> Sequence[Mapping[str, Any]]:
    return [words for name, words in _file().items() if name != "names"]


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("about.toml").read_text("utf-8"))
