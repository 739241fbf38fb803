"""The people who have a phone with WhatsApp."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

_NOT_A_DIGIT: Final = re.compile(r"[^0-9]")
_USER_ID_DIGITS: Final = 20


class UnknownPersonError(Exception):
    """Nobody has this number or user id: say so to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes to the business, from a number in digits alone.

    Who has hidden the number is known to the business by user id and username alone.
    """

    name: str
    phone: str
    number_hidden: bool = False
    username: str | None = None

    @property
    def user_id(self) -> str:
        """Meta's business-scoped user id; the same again after a restart of the emulator."""
        number = int(sha256(self.phone.encode()).hexdigest(), 16)
        return f"US.{str(number)[:_USER_ID_DIGITS]}"


def made_up_phone() -> str:
    """A number for somebody who will show it to nobody; no country has this code."""
    return f"999{secrets.randbelow(10**9):09}"


def digits(phone: str) -> str:
    """A number as WhatsApp compares it: without plus, blanks or dashes."""
    return _NOT_A_DIGIT.sub("", phone)


class PhoneBook:
    """Everybody whom WhatsApp can reach, by number and by user id."""

    def __init__(self) -> None:
        self._by_phone: dict[str, Person] = {}
        self._by_user_id: dict[str, Person] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_phone.values())

    def add(self, person: Person) -> None:
        """Take `person` in; a known number gets the new name."""
        self._by_phone[person.phone] = person
        self._by_user_id[person.user_id] = person

    def with_phone(self, phone: str) -> Person:
        """Whoever has this number, however it is written."""
        try:
            return self._by_phone[digits(phone)]
        except KeyError:
            raise UnknownPersonError from None

    def with_user_id(self, user_id: str) -> Person:
        """Whoever Meta knows by this id."""
        try:
            return self._by_user_id[user_id]
        except KeyError:
            raise UnknownPersonError from None
