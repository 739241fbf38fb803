"""One question by WhatsApp and the answer to it, as somebody with a phone would see it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from ansari_emulator.api.message_view import MessageView
from ansari_emulator.chats.messages import Author
from ansari_emulator.client import Happening, Phones

_QUIET_SECONDS: Final = 1.5  # after it, no further part of the answer is expected


class NoAnswerError(Exception):
    """Nothing came back in time: say so and end."""


async def ask(
    phones: Phones, phone: str, question: str, patience: float, quiet: float = _QUIET_SECONDS
) -> list[MessageView]:
    """Ask as the person with this number: the question and all that comes with its answer.

    Raises:
        NoAnswerError: Nothing came that replies to it.
    """
    async with phones.watching() as happenings:
        asked = await phones.say(phone, question)
        said = _said_to(phone, happenings)
        parts = {asked} | await _until_answered(said, asked, patience)
        while (part := await _next(said, within=quiet)) is not None:
            parts.add(part.id)
    return [message for message in await phones.chat(phone) if message.id in parts]


async def _until_answered(
    said: AsyncIterator[MessageView], asked: str, patience: float
) -> set[str]:
    """What comes up to the first part of the answer: a welcome replies to nothing."""
    before: set[str] = set()
    try:
        async with asyncio.timeout(patience):
            async for message in said:
                before.add(message.id)
                if message.replies_to == asked:
                    return before
    except TimeoutError:
        pass
    raise NoAnswerError


async def _said_to(
    phone: str,
    happenings: AsyncIterator[Happening],
) -> AsyncIterator[MessageView]:
    """Each message of the business once, though its statuses make it appear again."""
    seen = set()
    async for event in happenings:
        if (
            isinstance(event, MessageView)
            and event.author is Author.BUSINESS
            and event.phone == phone
            and event.id not in seen
        ):
            seen.add(event.id)
            yield event


async def _next(answers: AsyncIterator[MessageView], within: float) -> MessageView | None:
    try:
        async with asyncio.timeout(within):
            return await anext(answers, None)
    except TimeoutError:
        return None
