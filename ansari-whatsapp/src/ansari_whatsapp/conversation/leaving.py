"""Give a person all that is stored about them, or forget it.

To forget takes two steps, since they are still to be told that it is done: almost all of it goes at
once, and what only this last word needs goes when it was sent.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from ansari_whatsapp.inbox.chats import Chats, Hold
from ansari_whatsapp.inbox.forgetting import Forgetting
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import AnsariClient, BackendForgotError, Person


class Leaving:
    """Reaches everywhere that something about a person may be."""

    def __init__(
        self, backend: AnsariClient, forgetting: Forgetting, outbox: Outbox, chats: Chats
    ) -> None:
        """Take all of these places."""
        self._backend = backend
        self._forgetting = forgetting
        self._outbox = outbox
        self._chats = chats

    async def export(self, person: Person, hold: Hold) -> bytes:
        """Write everything down as JSON, to be read by its person.

        Raises:
            BackendUnavailableError: It may be possible later.
            BackendRefusedError: It is not.
        """
        try:
            conversations: Mapping[str, object] = await self._backend.export(person)
        except BackendForgotError:
            conversations = {}
        answers = await self._outbox.all_to(person)
        everything = {
            "conversations": conversations,
            "whatsapp": {
                "chat": asdict(hold.memory),
                "messages_from_you": await self._forgetting.all_of(_names(person, hold)),
                "messages_to_you": answers,
            },
        }
        return json.dumps(everything, ensure_ascii=False, indent=2, default=_plain).encode()

    async def begin(self, person: Person, hold: Hold) -> None:
        """Forget all but the wish itself; again does no harm. Raises as `export`.

        The backend comes first: when it can't, nothing is forgotten, and we try again.
        """
        await self._backend.erase(person)
        await self._outbox.erase(person)
        await self._forgetting.forget(_names(person, hold))
        forgotten = replace(hold.memory, thread=None, language=None, is_welcomed=False)
        await hold.remember(replace(forgotten, is_leaving=True))

    async def end(self, person: Person, hold: Hold) -> None:
        """Forget the wish and its answer too, once that was sent."""
        await self._outbox.erase(person)
        names = _names(person, hold)
        await self._forgetting.forget(names)
        await self._chats.forget(names)
        hold.is_forgotten = True


def _names(person: Person, hold: Hold) -> list[str]:
    """Give every name that things of theirs may be kept under."""
    return sorted({hold.person, *filter(None, (person.phone, person.whatsapp_id))})


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
