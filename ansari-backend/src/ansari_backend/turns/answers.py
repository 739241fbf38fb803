"""An answer as a whole, and how it is kept."""

from dataclasses import asdict, dataclass
from datetime import datetime

from ansari_backend.conversations.store import Document
from ansari_backend.conversations.values import CitedSource, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAnswer:
    """Everything that was said, on what it stands, and when."""

    text: str
    sources: tuple[CitedSource, ...]
    asked_at: datetime
    answered_at: datetime
    record: Record | None = None
    question: str | None = None
    """Its name in the cache, where it may be given again."""


def to_document(answer: WholeAnswer) -> Document:
    """Write an answer down for MongoDB."""
    return asdict(answer)


def from_document(document: Document) -> WholeAnswer:
    """Read what `to_document` wrote."""
    sources = tuple(CitedSource(**source) for source in document["sources"])
    record = document["record"] and Record(**document["record"])
    return WholeAnswer(**{**document, "sources": sources, "record": record})
