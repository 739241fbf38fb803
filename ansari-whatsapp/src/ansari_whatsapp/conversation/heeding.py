"""Heed what people do without words: a reaction tells what they think of an answer."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from ansari_whatsapp.conversation.asking import Question
from ansari_whatsapp.conversation.identities import Identities
from ansari_whatsapp.conversation.turn import key_of
from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.meta.messages import Moved, Opened, Reaction
from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.presenters.menus import question_why
from ansari_whatsapp.utils.ansari_client import AnsariClient, BackendRefusedError, Verdict

_GOOD: Final = frozenset("👍❤🧡💛💚💙💜🤎🖤🤍🥰😍🙏🤲👏💯✅🌹🌟💐👌🤝😊")
_BAD: Final = frozenset("👎❌😡😠🤬💔🤮🚫")


class Heeding:
    """Keeps what people think of answers with these, and knows people again who change."""

    def __init__(self, backend: AnsariClient, outbox: Outbox, identities: Identities) -> None:
        """Take where answers are kept, where they were sent from, and where people are known."""
        self._backend = backend
        self._outbox = outbox
        self._identities = identities

    async def heed(
        self, sign: Reaction | Opened | Moved, question: Question, hold: Hold
    ) -> Sequence[Saying]:
        """Take note, and give what is to be said to that: mostly nothing.

        Raises:
            BackendUnavailableError: It may be noted later.
        """
        match sign:
            case Moved():
                await self._identities.move(sign, hold)
            case Reaction():
                return await self._rate(sign, question)
            case Opened():
                pass  # the welcome says it all
        return ()

    async def _rate(self, sign: Reaction, question: Question) -> Sequence[Saying]:
        turn = await self._outbox.turn_of(sign.wamid, question.person)
        if turn is None:
            return ()
        verdict = verdict_of(sign.emoji)
        try:
            await self._backend.rate(question.person, key_of(turn), verdict)
        except BackendRefusedError:  # it was no answer of the agent's, or is forgotten
            return ()
        if verdict == "bad" and await self._outbox.is_first_to_ask_why(turn):
            return (question_why(key_of(turn), question.language),)
        return ()


def verdict_of(emoji: str) -> Verdict:
    """Tell what an emoji says of an answer. `none` takes back what another said before."""
    plain = "".join(char for char in emoji if not _is_shade(char))
    if plain[:1] in _GOOD:
        return "good"
    return "bad" if plain[:1] in _BAD else "none"


def _is_shade(char: str) -> bool:
    """Whether it only changes the look of the emoji before it: its skin, or its style."""
    return unicodedata.category(char) in {"Sk", "Mn"}
