"""Let the backend see what a message speaks of: the words that it quotes, or that it passes on.

Both go as a Markdown quotation under a line that says what it is, so that an agent can tell them
from the person's own words.
"""

from typing import Final

from ansari_whatsapp.conversation.turn import Message, Turn
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.messages import Text, read_message
from ansari_whatsapp.outbox.store import Outbox

FORWARDED: Final = "[Forwarded message]"
REPLYING_TO: Final = "[Replying to]"
MOST_QUOTED: Final = 2_000
"""Characters of a quoted message: what matters of a long one is how it begins."""


class Quoting:
    """Finds quoted messages where they are kept."""

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        """Take where the person's messages are, and ours."""
        self._inbox = inbox
        self._outbox = outbox

    async def with_quotations(self, turn: Turn) -> str:
        """Give all that the person said, each message under what it quotes."""
        return "\n".join([await self._with_quotation(message) for message in turn.messages])

    async def _with_quotation(self, message: Message) -> str:
        content = message.inbound.content
        if isinstance(content, Text) and content.is_forwarded:
            return _quotation(FORWARDED, content.body)
        quoted = await self._quoted(message)
        if quoted is None:
            return message.words
        return f"{_quotation(REPLYING_TO, quoted[:MOST_QUOTED])}\n\n{message.words}"

    async def _quoted(self, message: Message) -> str | None:
        """Find the words quoted; only the person's own and ours to them can be."""
        wamid, waiting = message.inbound.replies_to, message.waiting
        if wamid is None:
            return None
        event = f"message:{waiting.number_id}:{wamid}"
        payload = await self._inbox.payload_of(event, waiting.person)
        if payload is None:
            return await self._outbox.words_of(wamid)
        said = read_message(payload).content
        return said.body if isinstance(said, Text) else None


def _quotation(heading: str, words: str) -> str:
    return "\n".join([heading, *(f"> {line}" for line in words.splitlines())])
