"""Look for the words of a question in one language, and weigh what they bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ansari_backend.knowledge.questions import Weighed, subjects_of
from ansari_backend.knowledge.word_index import Hit, Part, Subject, WordIndex
from ansari_backend.knowledge.words import stems

POOL: Final = 100
"""Texts that each way of searching may bring."""
_MOST_WORDS: Final = 60
"""Of a quotation: more of it would only cost time."""
_SHARE_TO_FIT: Final = 0.7
"""A text must have this share of what the question says, by the weight of its words. Below it a
chance word decided ("best pizza recipe" would find "the best of you"), and silence is better."""
_MANY: Final = 3
_SHARE_OF_MANY: Final = 0.4
"""So many words of a longer question don't meet by chance: less of it is enough."""
_FAMILIAR: Final = 0.3
"""A question with this share of subjects that the texts are known for has an answer in them, also
if no text has most of its words."""
_FOREIGN: Final = 0.65
"""With more of words that no text has, it is about something else: "kill a process in linux"."""
_SHARE_TO_FOLLOW: Final = 0.3
"""Once a question is known to have an answer, what has less of it is still no part of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the words of a question bring in one language."""

    language: str
    weighed: Weighed
    hits: Sequence[Hit]
    """Those that may belong to the question once it is known to have an answer, best first."""

    def fitting(self, fewest: int = 1) -> list[Hit]:
        """Give the texts that have enough of the question for being about it."""
        return [
            each
            for each in self.hits
            if (count := self.weighed.count(each)) >= fewest
            and self.weighed.share(each) >= (_SHARE_OF_MANY if count >= _MANY else _SHARE_TO_FIT)
        ]

    def has_answer(self) -> bool:
        """Tell by words: some text is about the question, or its subjects are known to have one."""
        known = self.weighed.familiar() >= _FAMILIAR and self.weighed.foreign() <= _FOREIGN
        return bool(known or self.fitting())


def look(index: WordIndex, query: str, asked: str, searched: str, part: Part) -> Found | None:
    """Look in one language; None where no text of it has any of the question."""
    subjects = subjects_of(query, asked, searched) if searched in index.languages else []
    hits = index.search(subjects, searched, POOL, part) if subjects else []
    if not hits:
        return None
    weighed = Weighed(subjects, index, searched)
    shares = ((hit, weighed.share(hit)) for hit in hits)
    kept = [hit.scored(hit.score * share**2) for hit, share in shares if share >= _SHARE_TO_FOLLOW]
    kept.sort(key=lambda hit: -hit.score)
    return Found(language=searched, weighed=weighed, hits=kept)


def overlapping(index: WordIndex, text: str, language: str, limit: int) -> list[Hit]:
    """Give the texts that have most of these words, for comparing them word by word."""
    words = [Subject(word=word) for word in dict.fromkeys(stems(text, language))][:_MOST_WORDS]
    sought = {subject.word for subject in words}
    hits = index.search(words, language, POOL) if words else []
    return sorted(hits, key=lambda hit: -len(sought & hit.words))[:limit]
