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
REPLYING_TO_US: Final = "[Replying to your answer]"
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
        return message.words if quoted is None else f"{quoted}\n\n{message.words}"

    async def _quoted(self, message: Message) -> str | None:
        """Quote what it replies to; only the person's own words and ours to them can be found."""
        wamid = message.inbound.replies_to
        if wamid is None:
            return None
        if ours := await self._outbox.words_of(wamid, message.inbound.sender):
            return _quotation(REPLYING_TO_US, ours[:MOST_QUOTED])
        event = f"message:{message.waiting.number_id}:{wamid}"
        payload = await self._inbox.payload_of(event, message.waiting.person)
        said = payload and read_message(payload).content
        return _quotation(REPLYING_TO, said.body[:MOST_QUOTED]) if isinstance(said, Text) else None


def _quotation(heading: str, words: str) -> str:
    return "\n".join([heading, *(f"> {line}" for line in words.splitlines())])
