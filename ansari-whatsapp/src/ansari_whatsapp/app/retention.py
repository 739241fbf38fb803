"""What is kept of people, why, and for how long: the one place that lists all of it.

docs/privacy.md tells it to people; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ansari_whatsapp.admission.quotas import COUNTS_KEPT
from ansari_whatsapp.inbox.chats import REMEMBERED
from ansari_whatsapp.inbox.store import MEMORY
from ansari_whatsapp.outbox.store import KEPT
from ansari_whatsapp.utils.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One collection."""

    collection: str
    what: str
    why: str
    how_long: timedelta | None
    """None: until an operator changes it."""


def answers_kept(settings: Settings) -> timedelta:
    """Tell how long answers are kept: no longer than they are of use, and less where it is set."""
    days = settings.message_retention_days
    return min(KEPT, timedelta(days=days)) if days else KEPT


def retention(settings: Settings) -> Sequence[Kept]:
    """List every collection of the gateway."""
    return (
        Kept(
            collection="inbox",
            what="every event from Meta, with the person's words",
            why="to answer what we said 200 to, and to know a repeat: Meta sends for seven days",
            how_long=MEMORY,
        ),
        Kept(
            collection="outbox",
            what="our answers, to whom, and what became of each part",
            why="to go on after a crash, and to know what people quote or react to",
            how_long=answers_kept(settings),
        ),
        Kept(
            collection="chats",
            what="who serves whom, the thread, the language, how much was asked in this hour, "
            "and what a recording says until it is answered",
            why="to serve one person's turns one after the other, and to go on with their chat",
            how_long=REMEMBERED,
        ),
        Kept(
            collection="controls",
            what="whether there is maintenance, and the number or user id of who is blocked",
            why="to answer nobody whom an operator blocked",
            how_long=None,
        ),
        Kept(
            collection="quotas",
            what="how many turns there were in an hour, and nothing of whose",
            why="to keep within what an operator allows",
            how_long=COUNTS_KEPT,
        ),
    )
