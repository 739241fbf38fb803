"""Find verses by what commentaries say of them: people ask in such words more than in the Qur'an's.

`where is the verse about the blind man` has no word in common with 80:1, but with what
is told of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.word_index import Hit, Part, WordIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    """The index of the commentaries, and the verses that each of their pieces is about."""

    index: WordIndex
    verses: Mapping[Place, Sequence[Place]]

    def explained(self, hits: Sequence[Hit], part: Part) -> list[Place]:
        """Give the verses of a part that these pieces are about, each once."""
        verses = (verse for hit in hits for verse in self.verses[hit.place])
        return list(dict.fromkeys(verse for verse in verses if part.has(verse)))
