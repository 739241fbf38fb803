"""Let a person go with everything that is theirs, or forget it."""

from ansari_backend.conversations.errors import UnknownPersonError
from ansari_backend.conversations.estate import Estate, user_ids
from ansari_backend.conversations.store import Document
from ansari_backend.conversations.values import Identity
from ansari_backend.turns.runs import Runs
from ansari_backend.turns.turns import Turns

_OURS = ("_id", "token", "leased_until", "fingerprint")
"""What only this machinery needs says nothing about anybody."""


class Leaving:
    """Reaches over people, threads, messages and runs."""

    def __init__(self, estate: Estate, runs: Runs, turns: Turns) -> None:
        self._estate = estate
        self._runs = runs
        self._turns = turns

    async def export(self, who: Identity) -> Document:
        """Give all that is stored about the person.

        Raises:
            UnknownPersonError: Nothing is.
        """
        owner = await self._estate.owner(who)
        if owner is None:
            raise UnknownPersonError
        runs = await self._runs.of(user_ids(owner))
        threads = await self._estate.threads(owner)
        return _plain({"person": owner, "threads": threads, "runs": runs})

    async def erase(self, who: Identity) -> None:
        """Erase all of it; for somebody unknown there is nothing to do.

        The record goes after the rest, so that an erasure that was interrupted can be repeated.
        A turn that began while we were at work loses its run in the second round, and what it
        stored; one that begins later finds that its person is gone (`Maker`).
        """
        owner = await self._estate.owner(who)
        if owner is None:
            return
        await self._turns.abandon(user_ids(owner))
        await self._runs.forget(user_ids(owner))
        threads = await self._estate.clear(owner, also=[])
        await self._estate.close(owner)
        await self._runs.forget(user_ids(owner))
        await self._estate.clear(owner, also=threads)


def _plain(value: Document) -> Document:
    return {name: _part(part) for name, part in value.items() if name not in _OURS}


def _part(part: object) -> object:
    match part:
        case dict():
            return _plain(part)
        case list():
            return [_part(one) for one in part]
        case _:
            return part
