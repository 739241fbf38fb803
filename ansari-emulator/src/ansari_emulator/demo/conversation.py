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


async def ask(phones: Phones, phone: str, question: str, patience: float) -> list[MessageView]:
    """Ask as the person with this number: the question and every part of its answer."""
    async with phones.watching() as happenings:
        asked = await phones.say(phone, question)
        answers = _answers_to(phone, happenings)
        if (part := await _next(answers, within=patience)) is None:
            raise NoAnswerError
        parts = {asked}
        while part is not None:
            parts.add(part.id)
            part = await _next(answers, within=_QUIET_SECONDS)
    return [message for message in await phones.chat(phone) if message.id in parts]


async def _answers_to(
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
