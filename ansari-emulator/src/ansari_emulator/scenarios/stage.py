"""The people of one run of a scenario, each with a number that nobody had before."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Phones
from ansari_emulator.scenarios.script import Role


@dataclass(kw_only=True)
class Player:
    """Somebody in a scenario: what came to them, and how much of it was expected."""

    phones: Phones
    name: str
    phone: str
    seen: int = 0
    """Messages of the business that an `expect` has looked at."""
    expected: int = 0
    """Answers that were counted so far."""
    newest: str | None = None
    """The id of what they sent last."""

    async def received(self) -> list[MessageView]:
        """All that the business has sent them."""
        chat = await self.phones.chat(self.phone)
        return [message for message in chat if message.author is Author.BUSINESS]

    async def last_received(self) -> MessageView:
        """The newest of it."""
        received = await self.received()
        if not received:
            raise ScenarioFailedError(f"{self.name} has got no message to speak of yet")
        return received[-1]


class ScenarioFailedError(Exception):
    """What had to come back didn't: say so, and go on with the next scenario."""


def answers_among(messages: list[MessageView]) -> list[MessageView]:
    """Those that reply to something: each answer once, by its first part, and no welcome."""
    return [message for message in messages if message.replies_to is not None]


async def gather_players(phones: Phones, people: Mapping[str, Role]) -> dict[str, Player]:
    """Give everybody a phone."""
    players = {}
    for key, role in people.items():
        phone = f"1650{secrets.randbelow(10**7):07}"
        known = await phones.add(name=role.name, phone=phone, number_hidden=role.hidden)
        players[key] = Player(phones=phones, name=role.name, phone=known.phone)
    return players
