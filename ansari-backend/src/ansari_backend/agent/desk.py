"""What one turn has on its desk: the texts, the language, and which passages it has seen."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ansari_backend.agent.answering import About, Counts, Exchange, Place, Source
from ansari_backend.agent.expansion import Block, Inline, Removed, Replacement
from ansari_backend.agent.quoting import in_full, quotation, source_line
from ansari_backend.agent.shelf import Shelf
from ansari_backend.agent.spending import Spending
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import (
    Comment,
    Passage,
    Reference,
    Verses,
    parse_reference,
    verse,
)
from ansari_backend.providers.library import Library

_REFERENCE = re.compile(r"\[\[([^\]\n]+)\]\]")


@dataclass(slots=True, kw_only=True)
class Desk:
    """Knows what may be quoted, and what was."""

    knowledge: Knowledge
    library: Library = field(default_factory=Library)
    language: str
    """The one that translations are wanted in."""
    spoken: str = ""
    """The person's own, if it is another: we may have no texts in it."""
    place: Place | None = None
    """Where the person is, if they ever told."""
    about: About = field(default_factory=About)
    searches: int = 0
    tool_times: list[tuple[str, float]] = field(default_factory=list)
    """Each tool that was called, and how many seconds it took."""
    found: dict[tuple[str, ...], list[Passage]] = field(default_factory=dict)
    """By tool and queries: the same search twice costs nothing."""
    unsearched: set[str] = field(default_factory=set)
    """Which texts could not be searched, as the person is told."""
    shelf: Shelf = field(default_factory=Shelf)
    seen: set[Reference] = field(default_factory=set)
    cited: dict[Reference, Source] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    spending: Spending = field(default_factory=Spending)
    lasting: bool = True
    """Whether the answer is as good tomorrow and elsewhere; a tool that looks at a clock or a
    place says no."""
    heard: bool = False
    """Whether words have left: then there is no way back, and nothing more to search."""
    left_out: bool = False
    """Whether a quotation was left out, which the person is told."""

    @property
    def voice(self) -> str:
        """The language of our own sentences, whether or not there are texts in it."""
        return self.spoken or self.language

    def saw(self, references: Iterable[Reference]) -> None:
        """Remember passages that were laid before the model: they may be quoted."""
        for reference in references:
            self.seen.update(single(reference))

    def room(self, most: int) -> int:
        """Tell how many more passages may be read in this turn."""
        return max(0, most - sum(map(len, self.found.values())) - len(self.shelf))

    def remember(self, history: Iterable[Exchange]) -> None:
        """Allow what was quoted earlier in the conversation, where it stands as references."""
        for exchange in history:
            if exchange.role == "assistant":
                inside = _REFERENCE.findall(exchange.content)
                self.saw(reference for text in inside if (reference := parse_reference(text)))

    def replace(self, inside: str) -> Replacement:
        """Put a passage in the place of a reference: whole at first, by its name when repeated.

        A tafsir is retold by the model and only named; its words come with its source. So is what
        a service lent.
        """
        if lent := self.shelf.cite(inside):
            return Inline(text=f"({lent.title})")
        reference = parse_reference(inside)
        passage = self._quotable(reference) if reference else None
        if passage is None:
            self.counts.removed += 1
            return Removed()
        told = isinstance(reference, Comment) or passage.reference in self.cited
        self.cite(passage)
        if told:
            return Inline(text=f"({source_line(passage, self.voice)})")
        self.counts.inserted += 1
        return Block(text=quotation(passage, self.voice))

    def cite(self, passage: Passage) -> None:
        """Put a passage on the list of sources, once."""
        self.cited.setdefault(passage.reference, _source(passage, self.voice))

    @property
    def sources(self) -> tuple[Source, ...]:
        """List what the answer stands on: scripture first, then what services lent."""
        return (*self.cited.values(), *self.shelf.sources(self.voice))

    def may_quote(self, reference: Reference) -> bool:
        """Tell whether all of the passage was laid before the model."""
        return self.seen.issuperset(single(reference))

    def _quotable(self, reference: Reference) -> Passage | None:
        if not self.may_quote(reference):
            return None
        return self.knowledge.find(reference, self.language)


def single(reference: Reference) -> list[Reference]:
    """Take a range apart, so that verses seen one by one may be quoted together."""
    if not isinstance(reference, Verses):
        return [reference]
    return [verse(reference.surah, n) for n in range(reference.first, reference.last + 1)]


def _source(passage: Passage, language: str) -> Source:
    return Source(
        reference=str(passage.reference),
        title=source_line(passage, language, with_translator=False),
        language=passage.translation.language if passage.translation else None,
        link=passage.link,
        text=in_full(passage, language),
    )
