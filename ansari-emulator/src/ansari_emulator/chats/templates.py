"""Messages that Meta has approved, which a business may send at any time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ansari_emulator.chats.contents import FromTemplate
from ansari_emulator.chats.offers import Choice, Offer, OfferKind

_BLANK: Final = re.compile(r"\{\{(\w+)\}\}")


class UnknownTemplateError(Exception):
    """Nothing of this name was approved in this language: say so to the caller."""


class WrongBlanksError(Exception):
    """There are more or fewer words than blanks: say so to the caller."""

    def __init__(self, given: int, wanted: int) -> None:
        super().__init__(f"number of params ({given}) does not match the expected ({wanted})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words with blanks such as `{{1}}` or `{{name}}`, and perhaps buttons for quick replies."""

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()

    def filled(
        self, words: Sequence[str], named: Mapping[str, str], payloads: Mapping[int, str]
    ) -> FromTemplate:
        """The message with `words` or `named` in the blanks; `payloads` are the buttons' ids.

        Raises:
            WrongBlanksError: They are not as many as the blanks.
        """
        by_name = {str(number): word for number, word in enumerate(words, 1)} | dict(named)
        blanks = set(_BLANK.findall(self.body))
        if set(by_name) != blanks:
            raise WrongBlanksError(len(by_name), len(blanks))
        body = _BLANK.sub(lambda blank: by_name[blank[1]], self.body)
        offer = self._offer(payloads) if self.buttons else None
        return FromTemplate(name=self.name, language=self.language, body=body, offer=offer)

    def _offer(self, payloads: Mapping[int, str]) -> Offer:
        choices = tuple(
            Choice(id=payloads.get(number, title), title=title)
            for number, title in enumerate(self.buttons)
        )
        return Offer(kind=OfferKind.QUICK_REPLIES, choices=choices)


HELLO: Final = Template(
    name="hello_world",
    language="en_US",
    body="Welcome and congratulations!! This message demonstrates your ability to send a message.",
)
"""Every account has it from the start."""


class Templates:
    """All that was approved."""

    def __init__(self) -> None:
        self._approved: dict[tuple[str, str], Template] = {}
        self.approve(HELLO)

    def approve(self, template: Template) -> None:
        """Let the business send `template` from now on."""
        self._approved[template.name, template.language] = template

    def get(self, name: str, language: str) -> Template:
        """The one of this name in this language."""
        try:
            return self._approved[name, language]
        except KeyError:
            raise UnknownTemplateError from None
