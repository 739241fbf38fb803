"""A person's turn, as it is asked for."""

from dataclasses import dataclass, field
from hashlib import sha256

from ansari_backend.conversations.values import Location, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a person says, in which thread, and how to recognise it when it comes again."""

    user_id: str
    thread_id: str
    message: str
    key: str
    """Unique for each person; the same key never runs the model twice."""
    language: str = "en"
    location: Location | None = None
    told: Told = field(default_factory=Told)
    supersedes: str | None = None
    """The key of an earlier turn, whose answer nobody has seen."""
    deadline: float | None = None
    """When the answer stops being useful, in seconds since 1970."""

    @property
    def name(self) -> tuple[str, str]:
        """What this turn and its repeats share."""
        return (self.user_id, self.key)

    @property
    def fingerprint(self) -> str:
        """What must not differ between repeats."""
        return sha256(f"{self.thread_id}\n{self.message}".encode()).hexdigest()
