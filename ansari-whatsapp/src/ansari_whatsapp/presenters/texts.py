"""What Ansari says on its own account, in the person's language.

The words are in `catalogue/`, one file per language, for translators to edit.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

FALLBACK_LANGUAGE: Final = "en"
_CATALOGUE: Final = "catalogue"


class ServiceText(StrEnum):
    """An occasion to say something; the value is its key in the catalogue."""

    MAINTENANCE = "maintenance"
    CANNOT_REGISTER = "cannot_register"
    HISTORY_UNREACHABLE = "history_unreachable"
    ANSWER_FAILED = "answer_failed"
    EMPTY_ANSWER = "empty_answer"
    TOO_OLD = "too_old"
    TAKES_LONGER = "takes_longer"
    CANNOT_READ_IMAGE = "cannot_read_image"
    CANNOT_READ_AUDIO = "cannot_read_audio"
    CANNOT_READ_VIDEO = "cannot_read_video"
    CANNOT_READ_DOCUMENT = "cannot_read_document"
    CANNOT_READ_STICKER = "cannot_read_sticker"
    CANNOT_READ_LOCATION = "cannot_read_location"
    CANNOT_READ_CONTACTS = "cannot_read_contacts"
    CANNOT_READ_THIS = "cannot_read_this"

    @classmethod
    def for_kind(cls, kind: str) -> "ServiceText":
        """Give what to say to a kind of message, by Meta's name for it, that we can't read."""
        key = f"cannot_read_{kind}"
        return cls(key) if key in list(cls) else cls.CANNOT_READ_THIS


def service_text(text: ServiceText, language: str, **values: str) -> str:
    """Say it in this language, or in English where the catalogue has no such language."""
    spoken = language if language in languages() else FALLBACK_LANGUAGE
    return catalogue(spoken)[text].format_map(values)


@cache
def languages() -> frozenset[str]:
    """The languages of the catalogue, by their codes."""
    entries = files(__package__).joinpath(_CATALOGUE).iterdir()
    return frozenset(
        entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")
    )


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Read all texts of a language that the catalogue has."""
    entry = files(__package__).joinpath(_CATALOGUE, f"{language}.toml")
    return tomllib.loads(entry.read_text(encoding="utf-8"))
