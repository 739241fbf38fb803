"""Messages of ours that offer something to press: the welcome, the menu, languages, reasons."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ansari_whatsapp.meta.sayings import Buttons, Choice, Menu, Saying
from ansari_whatsapp.presenters.texts import ServiceText, service_text
from ansari_whatsapp.presenters.wishes import (
    ChooseLanguage,
    ConfirmDeletion,
    DeleteMyData,
    ExportMyData,
    Help,
    KeepMyData,
    NewConversation,
    SetLanguage,
    ShowSources,
    Wish,
    button_id,
)

LANGUAGES_FIRST: Final = ("ar", "ur", "id", "ms", "en", "fr", "tr", "bn", "fa")
"""A menu holds ten rows: nine languages, and one that leads to the others."""
LANGUAGES_NEXT: Final = ("es", "de", "ha", "sw", "so", "bs", "ru")

_REASON: Final = "reason:"


class Reason(StrEnum):
    """What may be wrong with an answer; the value is kept with it."""

    WRONG = "wrong"
    SOURCE = "source"
    UNCLEAR = "unclear"
    LANGUAGE = "language"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a person says is wrong with an answer, after we asked."""

    reason: Reason
    key: str
    """What the backend knows the answer's turn by."""


def welcome(language: str) -> Saying:
    """Introduce Ansari to a newcomer."""
    buttons = Buttons(
        choices=(
            _choice(Help(), ServiceText.ROW_HELP, language),
            _choice(ChooseLanguage(), ServiceText.ROW_LANGUAGE, language),
        )
    )
    return Saying(body=service_text(ServiceText.WELCOME, language), choices=buttons)


def help_menu(language: str) -> Saying:
    """Say what can be wished for."""
    rows: tuple[tuple[Wish, ServiceText, ServiceText], ...] = (
        (NewConversation(), ServiceText.ROW_NEW, ServiceText.ROW_NEW_ABOUT),
        (ChooseLanguage(), ServiceText.ROW_LANGUAGE, ServiceText.ROW_LANGUAGE_ABOUT),
        (ShowSources(), ServiceText.ROW_SOURCES, ServiceText.ROW_SOURCES_ABOUT),
        (ExportMyData(), ServiceText.ROW_EXPORT, ServiceText.ROW_EXPORT_ABOUT),
        (DeleteMyData(), ServiceText.ROW_DELETE, ServiceText.ROW_DELETE_ABOUT),
    )
    menu = Menu(
        button=service_text(ServiceText.MENU_BUTTON, language),
        choices=tuple(_choice(wish, title, language, about) for wish, title, about in rows),
    )
    return Saying(body=service_text(ServiceText.HELP, language), choices=menu)


def language_menu(language: str, *, is_continued: bool) -> Saying:
    """Offer the languages, each in its own words; `is_continued` asks for those left out first."""
    codes = LANGUAGES_NEXT if is_continued else LANGUAGES_FIRST
    choices = [_choice(SetLanguage(code), ServiceText.LANGUAGE_NAME, code) for code in codes]
    if not is_continued:
        more = ChooseLanguage(is_continued=True)
        choices.append(_choice(more, ServiceText.LANGUAGE_MORE, language))
    button = service_text(ServiceText.LANGUAGE_BUTTON, language)
    return Saying(
        body=service_text(ServiceText.LANGUAGE_CHOOSE, language),
        choices=Menu(button=button, choices=tuple(choices)),
    )


def question_before_deleting(language: str) -> Saying:
    """Ask whether everything is to be deleted."""
    buttons = Buttons(
        choices=(
            _choice(ConfirmDeletion(), ServiceText.DELETE_YES, language),
            _choice(KeepMyData(), ServiceText.DELETE_NO, language),
        )
    )
    return Saying(body=service_text(ServiceText.DELETE_CONFIRM, language), choices=buttons)


def question_why(key: str, language: str) -> Saying:
    """Ask what was wrong with the answer to the turn that the backend knows by this key."""
    menu = Menu(
        button=service_text(ServiceText.FEEDBACK_BUTTON, language),
        choices=tuple(
            Choice(
                id=f"{_REASON}{reason}:{key}",
                title=service_text(ServiceText(f"feedback_{reason}"), language),
            )
            for reason in Reason
        ),
    )
    return Saying(body=service_text(ServiceText.FEEDBACK_WHY, language), choices=menu)


def complaint_of(pressed: str) -> Complaint | None:
    """Give what a row of `question_why` stands for, if it is one."""
    name, _, key = pressed.removeprefix(_REASON).partition(":")
    if pressed.startswith(_REASON) and name in list(Reason) and key:
        return Complaint(reason=Reason(name), key=key)
    return None


def _choice(
    wish: Wish, title: ServiceText, language: str, about: ServiceText | None = None
) -> Choice:
    return Choice(
        id=button_id(wish),
        title=service_text(title, language),
        about=service_text(about, language) if about else "",
    )
