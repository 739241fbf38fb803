"""Know a person again who has another number or user id, or shows the second of the two."""

from contextlib import suppress

from ansari_whatsapp.inbox.chats import Hold
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.messages import Moved
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.ansari_client import AnsariClient, BackendForgotError, Person


class Identities:
    """Keeps all that is known of a person under the name that they have now.

    That is their user id, since WhatsApp always sends it; their number where it doesn't.
    """

    def __init__(self, backend: AnsariClient, inbox: Inbox, outbox: Outbox) -> None:
        """Take everywhere that people are known."""
        self._backend = backend
        self._inbox = inbox
        self._outbox = outbox

    async def move(self, change: Moved, hold: Hold) -> None:
        """Follow a change that WhatsApp tells of; the same again does no harm.

        Raises:
            BackendUnavailableError: It may be followed later.
        """
        with suppress(BackendForgotError):  # it may never have known them
            await self._backend.move(change.previous, change.current)
        await self._outbox.move(change.previous, change.current)
        if change.current.name != hold.person:
            await self._inbox.move(hold.person, change.current.name)
            await hold.hand_over(change.current.name)
            hold.is_forgotten = True

    async def join(self, person: Person, hold: Hold) -> None:
        """Go on with the chat of somebody who until now was known by their number alone.

        The backend joins the two by itself.
        """
        if person.phone and person.phone != hold.person and await hold.adopt(person.phone):
            await self._inbox.move(person.phone, hold.person)
