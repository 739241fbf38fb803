"""What is kept of people, why, and for how long: the one place where that is decided.

docs/privacy.md tells it to people; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ansari_backend.app.settings import Settings
from ansari_backend.conversations.expiry import Expiry
from ansari_backend.turns.budget import KEPT as SPENDING_KEPT
from ansari_backend.turns.runs import KEPT as RUNS_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One collection."""

    collection: str
    what: str
    why: str
    since: str | None = None
    """The date from which its time counts; None where each document bears its own end."""
    how_long: timedelta | None
    """None: until it is asked for, by the person or the operator."""


def retention(settings: Settings) -> Sequence[Kept]:
    """List every collection of the backend."""
    messages = _days(settings.message_retention_days)
    return (
        Kept(
            collection="users",
            what="number, user id, language, place, and what they told of themselves",
            why="to know who writes, and to answer as they wish",
            since="updated_at",
            how_long=_days(settings.person_retention_days),
        ),
        Kept(
            collection="threads",
            what="the first words of a conversation as its name, and notes of its older part",
            why="to go on with a conversation",
            since="updated_at",
            how_long=messages,
        ),
        Kept(
            collection="messages",
            what="what was said, with sources, cost and feedback",
            why="to go on with a conversation, and to show its sources",
            since="created_at",
            how_long=messages,
        ),
        Kept(
            collection="runs",
            what="answers by the ids of their questions",
            why="to give the same answer when the same question comes again",
            how_long=RUNS_KEPT,
        ),
        Kept(
            collection="cached_answers",
            what="answers to plain first questions, with a hash of the question",
            why="not to ask a model the same again; nobody's name is on them",
            how_long=timedelta(hours=settings.ansari_answer_cache_hours),
        ),
        Kept(
            collection="spending",
            what="what vendors cost on each day, and nothing of whose answers",
            why="to keep within what an operator allows",
            how_long=SPENDING_KEPT,
        ),
    )


def expiries(settings: Settings) -> Sequence[Expiry]:
    """Give the indexes that let go of what is older."""
    return [
        Expiry(collection=kept.collection, since=kept.since, after=kept.how_long)
        for kept in retention(settings)
        if kept.since is not None
    ]


def _days(setting: float) -> timedelta | None:
    return timedelta(days=setting) if setting else None
