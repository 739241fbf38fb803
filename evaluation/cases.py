"""Read the suites: what a person says, and what an answer to it must and must not be.

The files are in `suites/`, for people to write; docs/evaluation.md explains each field.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ansari_backend.knowledge.passages import parse_reference

SUITES: Final = Path(__file__).parent / "suites"
MOST_WORDS: Final = 220
"""Of the answer's own: the prompt asks for 150, and languages differ in what a word is."""


class SuiteError(Exception):
    """A suite can't be run; the text says which case of which file, and why."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}” is no regular expression: {error}") from error
    return text


def _reference(text: str) -> str:
    if parse_reference(text) is None:
        raise ValueError(f"“{text}” is no reference")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression, looked for in the answer whatever the capitals."""
Reference = Annotated[str, AfterValidator(_reference)]
Subject = Literal["nothing", "field", "scholar", "professional", "help", "knowledge"]
"""What an answer may have to speak of; the words for it are in `words.toml`, by language."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Strict):
    """One message of a person, and how the answer to it is judged."""

    ask: Annotated[str, Field(min_length=1)]
    language: str = "en"
    """In which the answer must be (ISO 639-1)."""
    romanised: bool = False
    """Whether it must be in Latin letters, though the language has its own."""
    must: tuple[Pattern, ...] = ()
    must_not: tuple[Pattern, ...] = ()
    speaks_of: tuple[Subject, ...] = ()
    references: tuple[Reference, ...] = ()
    """One of these must be quoted; a verse of a range counts."""
    quotes: Literal["any", "none", "tafsir"] = "any"
    tools: tuple[str, ...] | None = None
    """One of these must have been used; none of any if empty."""
    by: Literal["care", "memory", "model"] = "model"
    """Who answers: a fixed text may have to come before any model."""
    sides: tuple[Pattern, ...] = ()
    """Positions, of which an answer has to name two at least."""
    most_words: int = MOST_WORDS
    most_sources: int = 5
    says: str = ""
    """The words of the scripted model; `{quotes}` is where it quotes."""
    seeks: tuple[str, ...] = ()
    """What the scripted model looks for, where that isn't `references`."""


class Past(_Strict):
    """A message from before the case begins."""

    role: Literal["user", "assistant"]
    content: str


class About(_Strict):
    """What the person told of themselves before."""

    language: str | None = None
    school: str | None = None
    level: str | None = None


class Case(_Strict):
    """A conversation of one turn or more; it passes if all of its turns do."""

    suite: str
    number: int
    name: str = ""
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    history: tuple[Past, ...] = ()
    summary: str = ""
    about: About = About()
    poison: str = ""
    """Words that somebody has put into every passage that a model gets to read."""

    @property
    def label(self) -> str:
        """How a report names it."""
        return f"{self.suite} {self.number}{f' ({self.name})' if self.name else ''}"

    @model_validator(mode="after")
    def _told_apart(self) -> "Case":
        if len({turn.ask for turn in self.turns}) < len(self.turns):
            raise ValueError("the same message twice in a conversation")
        return self


def read_suites(names: Sequence[str] = (), folder: Path = SUITES) -> dict[str, list[Case]]:
    """Give the cases of each suite, of all suites if none is named.

    Raises:
        SuiteError: There is no such suite, or a file is not as it should be.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if unknown := set(names) - set(files):
        raise SuiteError(f"There is no suite {', '.join(sorted(unknown))}: {', '.join(files)}.")
    return {name: _read(path) for name, path in files.items() if not names or name in names}


def _read(path: Path) -> list[Case]:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SuiteError(f"{path.name}: {error}") from error
    defaults = raw.get("defaults", {})
    return [_case(path, number, each, defaults) for number, each in enumerate(raw["case"], start=1)]


def _case(path: Path, number: int, raw: Mapping[str, Any], defaults: Mapping[str, Any]) -> Case:
    """A case of one turn has the turn's fields beside its own."""
    own = {name: value for name, value in raw.items() if name in Case.model_fields}
    turn = {name: value for name, value in raw.items() if name not in Case.model_fields}
    turns = own.pop("turns", None) or [{}]
    whole = {**own, "suite": path.stem, "number": number}
    try:
        return Case(**whole, turns=[{**defaults, **turn, **each} for each in turns])
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SuiteError(f"{path.name}, case {number}: {reason}") from error
