"""What Ansari says on its own account, in the person's language.

The words are in `catalogue/`, one file per language, for translators to edit.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

FALLBACK_LANGUAGE: Final = "en"
_CATALOGUE: Final = "catalogue"
_WISHES: Final = "wishes"


class ServiceText(StrEnum):
    """An occasion to say something; the value is its key in the catalogue."""

    MAINTENANCE = "maintenance"
    ANSWER_FAILED = "answer_failed"
    EMPTY_ANSWER = "empty_answer"
    TOO_OLD = "too_old"
    TAKES_LONGER = "takes_longer"
    TOO_MANY = "too_many"
    CANNOT_READ_IMAGE = "cannot_read_image"
    CANNOT_READ_AUDIO = "cannot_read_audio"
    COULD_NOT_HEAR = "could_not_hear"
    CANNOT_READ_VIDEO = "cannot_read_video"
    CANNOT_READ_DOCUMENT = "cannot_read_document"
    CANNOT_READ_STICKER = "cannot_read_sticker"
    CANNOT_READ_CONTACTS = "cannot_read_contacts"
    CANNOT_READ_ORDER = "cannot_read_order"
    CANNOT_READ_POLL = "cannot_read_poll"
    CANNOT_READ_TOO_LARGE = "cannot_read_too_large"
    CANNOT_READ_UNAVAILABLE = "cannot_read_unavailable"
    CANNOT_READ_THIS = "cannot_read_this"
    LOCATION_THANKS = "location_thanks"
    WELCOME = "welcome"
    HELP = "help"
    MENU_BUTTON = "menu_button"
    ROW_NEW = "row_new"
    ROW_NEW_ABOUT = "row_new_about"
    ROW_HELP = "row_help"
    ROW_LANGUAGE = "row_language"
    ROW_LANGUAGE_ABOUT = "row_language_about"
    ROW_SOURCES = "row_sources"
    ROW_SOURCES_ABOUT = "row_sources_about"
    ROW_EXPORT = "row_export"
    ROW_EXPORT_ABOUT = "row_export_about"
    ROW_DELETE = "row_delete"
    ROW_DELETE_ABOUT = "row_delete_about"
    NEW_CONVERSATION = "new_conversation"
    LANGUAGE_NAME = "language_name"
    LANGUAGE_CHOOSE = "language_choose"
    LANGUAGE_BUTTON = "language_button"
    LANGUAGE_MORE = "language_more"
    LANGUAGE_SET = "language_set"
    SOURCES_NONE = "sources_none"
    SOURCE_UNKNOWN = "source_unknown"
    EXPORT_READY = "export_ready"
    DELETE_CONFIRM = "delete_confirm"
    DELETE_YES = "delete_yes"
    DELETE_NO = "delete_no"
    DELETE_DONE = "delete_done"
    DELETE_KEPT = "delete_kept"
    FEEDBACK_WHY = "feedback_why"
    FEEDBACK_BUTTON = "feedback_button"
    FEEDBACK_WRONG = "feedback_wrong"
    FEEDBACK_SOURCE = "feedback_source"
    FEEDBACK_UNCLEAR = "feedback_unclear"
    FEEDBACK_LANGUAGE = "feedback_language"
    FEEDBACK_OTHER = "feedback_other"
    FEEDBACK_THANKS = "feedback_thanks"

    @classmethod
    def for_kind(cls, kind: str) -> "ServiceText":
        """Give what to say to a kind of message, by Meta's name for it, that we can't read."""
        key = f"cannot_read_{kind}"
        return cls(key) if key in list(cls) else cls.CANNOT_READ_THIS


def service_text(text: ServiceText, language: str, /, **values: str) -> str:
    """Say it in this language, or in English where the catalogue has no such language."""
    spoken = language if language in languages() else FALLBACK_LANGUAGE
    words: str = _file(spoken)[text]
    return words.format_map(values)


@cache
def languages() -> frozenset[str]:
    """The languages of the catalogue, by their codes."""
    entries = files(__package__).joinpath(_CATALOGUE).iterdir()
    return frozenset(
        entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")
    )


def catalogue(language: str) -> Mapping[str, str]:
    """Give all texts of a language that the catalogue has."""
    return {key: text for key, text in _file(language).items() if key != _WISHES}


def wish_words(language: str) -> Mapping[str, Any]:
    """Give what people write to wish for something; see `[wishes]` in any of the files."""
    words: Mapping[str, Any] = _file(language)[_WISHES]
    return words


@cache
def _file(language: str) -> Mapping[str, Any]:
    entry = files(__package__).joinpath(_CATALOGUE, f"{language}.toml")
    return tomllib.loads(entry.read_text(encoding="utf-8"))
