"""Know in every instance what operators have switched, without asking MongoDB for each message."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from pymongo.errors import PyMongoError

from ansari_whatsapp.admission.controls import Controls, Maintenance
from ansari_whatsapp.utils.ansari_client import Person

LOOK_SECONDS: Final = 0.5
"""How soon a switch takes effect. A look costs one small query."""


class Watch:
    """What the controls said when we last looked; while MongoDB is away, that still holds."""

    def __init__(self, controls: Controls, *, always_closed: bool) -> None:
        """Take where the controls are; `always_closed` is the setting that closes one instance."""
        self._controls = controls
        self._always_closed = always_closed
        self._maintenance: Maintenance | None = None
        self._blocked: frozenset[str] = frozenset()
        self._changes = -1
        self._began_at = datetime.now(UTC)
        self.has_looked = False
        """Before that nobody can be served: we don't know whether we are open."""

    async def keep(self) -> None:
        """Look for ever."""
        while True:
            with suppress(PyMongoError):  # the worker says so
                await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look now."""
        setting = await self._controls.read(known_changes=self._changes)
        self._maintenance = setting.maintenance
        if setting.blocked is not None:
            self._changes = setting.blocked.changes
            self._blocked = frozenset(one.person for one in setting.blocked.people)
        self.has_looked = True

    @property
    def closed(self) -> str | None:
        """The name of the maintenance that lasts, or None; people are told of each once."""
        if self._maintenance and self._maintenance.ended_at is None:
            return self._maintenance.name
        return f"setting {datetime.now(UTC):%Y-%m-%d}" if self._always_closed else None

    @property
    def open_since(self) -> datetime:
        """From when on this instance could serve somebody."""
        ended_at = self._maintenance and self._maintenance.ended_at
        return max(self._began_at, ended_at) if ended_at else self._began_at

    def is_blocked(self, person: Person) -> bool:
        """Tell whether either id of theirs is on the list."""
        return not self._blocked.isdisjoint({person.phone, person.whatsapp_id})
