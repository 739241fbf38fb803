"""Turn a message that is nothing but a wish ("sources", "/help", "مصدر ٢") into a value.

All languages are understood at once, since people mix them, and since who got the wrong language
must be able to say so. The words are in the catalogue, for translators to edit. Whatever says more
than a wish is a question, and goes to the agent.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from ansari_whatsapp.presenters.texts import ServiceText, languages, service_text, wish_words

_PREFIX: Final = "wish:"
_LONGEST: Final = 80
_APOSTROPHES: Final = frozenset("'’‘ʼ`´")
_ALIKE: Final = str.maketrans("ىیےکہةھıɓɗƙđ", "يييكهههibdkd")
"""Letters that Arabic, Persian and Urdu keyboards write differently, and Latin ones that
a phone's keyboard lacks."""
_NUMBER_LAST: Final = re.compile(r"(?P<words>.+?) ?(?P<number>\d{1,2})")
_NUMBER_FIRST: Final = re.compile(r"(?P<number>\d{1,2}) ?[^\W\d]{0,3} (?P<words>.+)")
"""With room for the end of an ordinal: 2nd source, 2e source, 2-й источник."""


@dataclass(frozen=True, slots=True)
class NewConversation:
    """Leave what was spoken about and begin afresh."""


@dataclass(frozen=True, slots=True)
class Help:
    """See what can be wished for."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """See the languages, or those that found no room in the first list."""

    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Be written to in this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class ShowSources:
    """See the sources of the last answer, or the full text of one."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class ExportMyData:
    """Have a copy of everything that is stored about oneself."""


@dataclass(frozen=True, slots=True)
class DeleteMyData:
    """Have everything removed that is stored about oneself."""


@dataclass(frozen=True, slots=True)
class ConfirmDeletion:
    """Say yes to the question that `DeleteMyData` raises."""


@dataclass(frozen=True, slots=True)
class KeepMyData:
    """Say no to it."""


Wish = (
    NewConversation
    | Help
    | ChooseLanguage
    | SetLanguage
    | ShowSources
    | ExportMyData
    | DeleteMyData
    | ConfirmDeletion
    | KeepMyData
)

_PLAIN_WISHES: Final[Mapping[str, Wish]] = {
    "new": NewConversation(),
    "help": Help(),
    "language": ChooseLanguage(),
    "sources": ShowSources(),
    "export": ExportMyData(),
    "delete": DeleteMyData(),
}
"""By their names in the catalogue and in the ids of buttons."""
_ANSWERS: Final[Mapping[ServiceText, Wish]] = {
    ServiceText.DELETE_YES: ConfirmDeletion(),
    ServiceText.DELETE_NO: KeepMyData(),
}
"""By the text that offers them."""
_PRESSED_ONLY: Final[Mapping[str, Wish]] = {
    "language:more": ChooseLanguage(is_continued=True),
    "delete:yes": ConfirmDeletion(),
    "delete:no": KeepMyData(),
}
"""By the ids of buttons; they have no words of their own, or those of `_ANSWERS`."""
_BUTTONS: Final[Mapping[str, Wish]] = {**_PLAIN_WISHES, **_PRESSED_ONLY}


def wish_in(text: str) -> Wish | None:
    """Give the wish that is all that this message says, if it is one."""
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    return _understood(plain) or _understood(_without_politeness(plain))


def wish_of(button_id: str) -> Wish | None:
    """Give the wish behind a button or row of ours that somebody pressed."""
    name = button_id.removeprefix(_PREFIX)
    if name == button_id:
        return None
    match name.split(":"):
        case ["language", code] if code in languages():
            return SetLanguage(code)
        case ["sources", number] if number.isdecimal():
            return ShowSources(int(number))
        case _:
            return _BUTTONS.get(name)


def button_id(wish: Wish) -> str:
    """Give the id of the button or row by which this can be wished for."""
    match wish:
        case SetLanguage(language=code):
            return f"{_PREFIX}language:{code}"
        case ShowSources(number=int(number)):
            return f"{_PREFIX}sources:{number}"
        case _:
            return _PREFIX + next(name for name, each in _BUTTONS.items() if each == wish)


def _understood(phrase: str) -> Wish | None:
    return _phrases().get(phrase) or _numbered_source(phrase) or _named_language(phrase)


def _numbered_source(phrase: str) -> Wish | None:
    found = _NUMBER_LAST.fullmatch(phrase) or _NUMBER_FIRST.fullmatch(phrase)
    if found and _phrases().get(found["words"]) == ShowSources():
        return ShowSources(int(found["number"]))
    return None


def _named_language(phrase: str) -> Wish | None:
    """Understand "language Urdu" and "Türkçe dil"; a name alone may be a question's answer."""
    words = phrase.split()
    for cut in range(1, len(words)):
        before, after = " ".join(words[:cut]), " ".join(words[cut:])
        for saying, name in ((before, after), (after, before)):
            if _phrases().get(saying) == ChooseLanguage() and name in _names():
                return SetLanguage(_names()[name])
    return None


def _without_politeness(phrase: str) -> str:
    for polite in _polite_words():
        phrase = phrase.removeprefix(f"{polite} ").removesuffix(f" {polite}")
    return phrase


def _plain(text: str) -> str:
    """Leave small letters and Latin digits: no marks, no dots, one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_ALIKE)
    return " ".join("".join(map(_plain_character, letters)).split())


def _plain_character(char: str) -> str:
    if unicodedata.combining(char) or char in _APOSTROPHES or char == "ـ":
        return ""
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    return char if unicodedata.category(char)[0] in "LM" else " "


@cache
def _phrases() -> Mapping[str, Wish]:
    wishes = {
        _plain(phrase): wish
        for language in languages()
        for name, wish in _PLAIN_WISHES.items()
        for phrase in wish_words(language)[name]
    }
    answers = {
        _plain(service_text(text, language)): wish
        for language in languages()
        for text, wish in _ANSWERS.items()
    }
    return wishes | answers


@cache
def _names() -> Mapping[str, str]:
    return {_plain(name): code for language in languages() for code, name in _names_in(language)}


def _names_in(language: str) -> Iterator[tuple[str, str]]:
    for code, names in wish_words(language)["names"].items():
        yield from ((code, name) for name in names)


@cache
def _polite_words() -> tuple[str, ...]:
    """The longest first, so that none leaves a part of another behind."""
    words = chain.from_iterable(wish_words(language)["polite"] for language in languages())
    return tuple(sorted({_plain(word) for word in words}, key=len, reverse=True))
