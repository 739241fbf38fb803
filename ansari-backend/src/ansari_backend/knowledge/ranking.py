"""Choose the texts that are about a question: by its words, by its subjects, by its meaning.

Each way ranks the texts by itself; the ranks are joined as in Cormack, Clarke and Buettcher,
"Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ansari_backend.knowledge.books import SOUNDNESS
from ansari_backend.knowledge.languages import language_of
from ansari_backend.knowledge.questions import Weighed, points_elsewhere, subjects_of
from ansari_backend.knowledge.vectors import Meanings
from ansari_backend.knowledge.word_index import (
    EVERYWHERE,
    Hit,
    Part,
    Place,
    Subject,
    WordIndex,
)
from ansari_backend.knowledge.words import stems

_POOL: Final = 100
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
_MOSTLY: Final = 0.6
"""A question that names another field is ours all the same with so much of known subjects."""
_FOREIGN: Final = 0.65
"""With more of words that no text has, it is about something else: "kill a process in linux"."""
_SHARE_TO_FOLLOW: Final = 0.3
"""Once a question is known to have an answer, what has less of it is still no part of that."""
_SAME_WORDS: Final = 0.6
"""Texts that share more of their words tell the same story; one of them is enough."""

_NEARLY_AS_GOOD: Final = 0.5
_DEPTH: Final = 4
"""How many texts are looked at for each that is wanted: some tell the same."""
_FIRST_RANKS: Final = 20
"""The constant of the fusion: the smaller, the more the first ranks count."""
_LED_WEIGHT: Final = 0.5
"""What is found in English by the subjects of a question in another language counts less."""
_WEIGHT_FOR_A_WORD: Final = 0.4
"""What is near a question of a single word is mostly a text of the same shape."""
_PIVOT: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
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
        """Tell whether some text is about the question, or its subjects are known to have one."""
        known = self.weighed.familiar() >= _FAMILIAR and self.weighed.foreign() <= _FOREIGN
        return bool(known or self.fitting())


def rank(
    index: WordIndex,
    query: str,
    hint: str,
    limit: int,
    *,
    meanings: Meanings | None = None,
    part: Part = EVERYWHERE,
) -> list[Hit]:
    """Give the best texts for a question in any of our languages; none if none is about it.

    A question in a language that the index lacks is led over to English by its subjects.
    """
    asked = language_of(query, hint)
    languages = dict.fromkeys((asked, _PIVOT))
    looked = [_look(index, query, asked, language, part) for language in languages]
    found = [each for each in looked if each]
    least = _MOSTLY if points_elsewhere(query, asked) else 0.0
    if not any(each.weighed.familiar() >= least and each.has_answer() for each in found):
        return []
    first = found[0]
    weights = (1.0, _LED_WEIGHT)
    ranked = [
        ([hit.place for hit in each.hits], weight)
        for each, weight in zip(found, weights, strict=False)
    ]
    if meanings:
        several = len(first.weighed.subjects) > 1
        weight = 1.0 if several else _WEIGHT_FOR_A_WORD
        ranked.append((meanings.near(query, asked, _POOL, part), weight))
    fused = _fused(ranked)
    known = {hit.place: hit for hit in first.hits}
    hits = (known.get(place) or index.at(place, first.language) for place in fused)
    scored = (replace(hit, score=fused[hit.place]) for hit in hits if hit)
    return _distinct(islice(scored, _DEPTH * limit), limit, first.weighed)


def rank_strictly(
    index: WordIndex,
    query: str,
    hint: str,
    limit: int,
    *,
    fewest: int = 1,
    part: Part = EVERYWHERE,
) -> list[Hit]:
    """Give only texts that have most of a question, and so many of its words at least."""
    asked = language_of(query, hint)
    if points_elsewhere(query, asked):
        return []
    found = _look(index, query, asked, asked if asked in index.languages else _PIVOT, part)
    return _distinct(found.fitting(fewest), limit, found.weighed) if found else []


def overlapping(index: WordIndex, text: str, language: str, limit: int) -> list[Hit]:
    """Give the texts that have most of these words, for comparing them word by word."""
    words = [Subject(word=word) for word in dict.fromkeys(stems(text, language))][:_MOST_WORDS]
    sought = {subject.word for subject in words}
    hits = index.search(words, language, _POOL) if words else []
    return sorted(hits, key=lambda hit: -len(sought & hit.words))[:limit]


def _look(index: WordIndex, query: str, asked: str, searched: str, part: Part) -> _Found | None:
    """Look in one language; None where no text of it has any of the question."""
    subjects = subjects_of(query, asked, searched) if searched in index.languages else []
    hits = index.search(subjects, searched, _POOL, part) if subjects else []
    if not hits:
        return None
    weighed = Weighed(subjects, index, searched)
    shares = ((hit, weighed.share(hit)) for hit in hits)
    kept = [
        replace(hit, score=hit.score * share**2)
        for hit, share in shares
        if share >= _SHARE_TO_FOLLOW
    ]
    kept.sort(key=lambda hit: -hit.score)
    return _Found(language=searched, weighed=weighed, hits=kept)


def _fused(ranked: Iterable[tuple[Sequence[Place], float]]) -> dict[Place, float]:
    """Join lists of places, each with its weight, the best first."""
    scores: dict[Place, float] = defaultdict(float)
    for places, weight in ranked:
        for at, place in enumerate(places):
            scores[place] += weight / (_FIRST_RANKS + at)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def _distinct(hits: Iterable[Hit], limit: int, weighed: Weighed) -> list[Hit]:
    """Tell each story once, from the soundest book that has as much of the question."""
    kept: list[Hit] = []
    for hit in hits:
        at = next((at for at, other in enumerate(kept) if _alike(hit.words, other.words)), None)
        if at is None:
            kept.append(hit)
        elif _sounder(hit, kept[at]) and weighed.share(hit) >= weighed.share(kept[at]):
            kept[at] = replace(hit, score=kept[at].score)
    return kept[:limit]


def _sounder(one: Hit, other: Hit) -> bool:
    """Tell whether a text fits nearly as well and is in a sounder book."""
    fits = one.score >= _NEARLY_AS_GOOD * other.score
    return fits and SOUNDNESS.get(one.work, 0) < SOUNDNESS.get(other.work, 0)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _SAME_WORDS * min(len(one), len(other))
