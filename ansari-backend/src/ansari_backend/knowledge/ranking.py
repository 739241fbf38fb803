"""Choose the texts that are about a question: by its words, by its subjects, by its meaning.

Each way ranks the texts by itself; the ranks are joined as in Cormack, Clarke and Buettcher,
"Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ansari_backend.knowledge.books import SOUNDNESS
from ansari_backend.knowledge.explanations import Explanations
from ansari_backend.knowledge.languages import is_ours, language_of, spoken_in
from ansari_backend.knowledge.looking import POOL, Found, look
from ansari_backend.knowledge.questions import Weighed, points_elsewhere
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.topics import Led
from ansari_backend.knowledge.vectors import Meanings
from ansari_backend.knowledge.word_index import EVERYWHERE, Hit, Part, WordIndex

_MOSTLY: Final = 0.6
"""A question that names another field is ours all the same with so much of known subjects."""
_OURS: Final = 0.55
"""More likely than not, the texts speak of what a message asks for: its words need not say so."""
_NOT_OURS: Final = 0.05
"""Below it they don't, whatever its words: "when does Barcelona play tomorrow"."""
_SAME_WORDS: Final = 0.6
"""Texts that share more of their words tell the same story; one of them is enough."""

_NEARLY_AS_GOOD: Final = 0.5
_DEPTH: Final = 4
"""How many texts are looked at for each that is wanted: some tell the same."""
_FIRST_RANKS: Final = 20
"""The constant of the fusion: the smaller, the more the first ranks count."""
_LED_WEIGHT: Final = 0.8
"""What is found in English by the subjects of a question in another language counts less."""
_EXPLAINED_WEIGHT: Final = 0.5
"""What a commentary on a verse says counts less than what the verse says itself."""
_ANSWERING_WEIGHT: Final = 3.0
"""What was chosen for a subject counts more than the words, if that surely is the subject."""
_WEIGHT_FOR_A_WORD: Final = 0.4
"""What is near a question of a single word is mostly a text of the same shape."""
_PIVOT: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The texts for a question, the best first."""

    hits: Sequence[Hit] = ()
    certain: frozenset[Place] = frozenset()
    """Those of which its words or its subject tell that they are about it, not meaning alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """Ranks the texts of an index; may be used by many threads at once."""

    index: WordIndex
    meanings: Meanings | None = None
    explanations: Explanations | None = None

    def rank(self, query: str, hint: str, limit: int, part: Part = EVERYWHERE) -> Ranking:
        """Give the best texts for a question in any language; none if they don't speak of it.

        A question in a language that the index lacks is led over to English by its subjects.
        """
        asked = language_of(query, hint)
        found = self._look(self.index, query, asked, part)
        by_words = _has_words_of(query, asked, found)
        led = self._led(query, hint, part)
        answers = by_words or led.is_certain
        if not self._is_for_us(query, answers=answers, readable=is_ours(query, hint)):
            return Ranking()
        ways = self._ways(query, asked, found, part)
        fused = _fused([(list(led.places), _ANSWERING_WEIGHT * led.likelihood), *ways])
        known = {hit.place: hit for hit in found[0].hits} if found else {}
        shown = found[0].language if found else _PIVOT
        texts = (known.get(place) or self.index.at(place, shown) for place in fused)
        scored = (hit.scored(fused[hit.place]) for hit in texts if hit)
        weighed = found[0].weighed if found else None
        hits = _distinct(islice(scored, _DEPTH * limit), limit, weighed)
        chosen = led.places if led.is_certain else ()
        certain = frozenset(hit.place for hit in hits if by_words or hit.place in chosen)
        return Ranking(hits=hits, certain=certain)

    def _led(self, query: str, hint: str, part: Part) -> Led:
        """Tell to which texts of a part a question is led; surely only if they speak of it."""
        if self.meanings is None:
            return Led()
        led = self.meanings.lead(query, spoken_in(query, hint))
        return replace(
            led,
            places={
                place: score
                for place, score in led.places.items()
                if self.index.holds(place) and part.has(place)
            },
            is_certain=led.is_certain and self.meanings.likelihood(query) >= _OURS,
        )

    def _is_for_us(self, query: str, *, answers: bool, readable: bool) -> bool:
        """Tell by its meaning whether a question is one for these texts, and by what `answers`.

        Where its language is not `readable` the meaning alone would lead to nothing that fits.
        """
        if self.meanings is None:
            return answers
        least_likely = _NOT_OURS if answers else _OURS
        return (answers or readable) and self.meanings.likelihood(query) >= least_likely

    def _ways(
        self, query: str, asked: str, found: Sequence[Found], part: Part
    ) -> Iterator[tuple[Sequence[Place], float]]:
        """Give what each way of searching brings, and its weight."""
        for each, weight in _weighted(found):
            yield [hit.place for hit in each.hits], weight
        if self.explanations:
            explained = self._look(self.explanations.index, query, asked, EVERYWHERE)
            for each, weight in _weighted(explained):
                yield self.explanations.explained(each.hits, part), _EXPLAINED_WEIGHT * weight
        if self.meanings:
            several = not found or len(found[0].weighed.subjects) > 1
            weight = 1.0 if several else _WEIGHT_FOR_A_WORD
            yield self.meanings.near(query, asked, POOL, part), weight

    @staticmethod
    def _look(index: WordIndex, query: str, asked: str, part: Part) -> list[Found]:
        languages = dict.fromkeys((asked, _PIVOT))
        looked = (look(index, query, asked, language, part) for language in languages)
        return [each for each in looked if each]


def _has_words_of(query: str, asked: str, found: Sequence[Found]) -> bool:
    least = _MOSTLY if points_elsewhere(query, asked) else 0.0
    return any(each.weighed.familiar() >= least and each.has_answer() for each in found)


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
    found = look(index, query, asked, asked if asked in index.languages else _PIVOT, part)
    return _distinct(found.fitting(fewest), limit, found.weighed) if found else []


def _weighted(found: Sequence[Found]) -> Iterator[tuple[Found, float]]:
    """Give what was found in the language of the question its full weight."""
    return zip(found, (1.0, _LED_WEIGHT), strict=False)


def _fused(ranked: Iterable[tuple[Sequence[Place], float]]) -> dict[Place, float]:
    """Join lists of places, each with its weight, the best first."""
    scores: dict[Place, float] = defaultdict(float)
    for places, weight in ranked:
        for at, place in enumerate(places):
            scores[place] += weight / (_FIRST_RANKS + at)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def _distinct(hits: Iterable[Hit], limit: int, weighed: Weighed | None) -> list[Hit]:
    """Tell each story once, from the soundest book that has as much of the question."""
    kept: list[Hit] = []
    for hit in hits:
        at = next((at for at, other in enumerate(kept) if _alike(hit.words, other.words)), None)
        if at is None:
            if len(kept) < limit:
                kept.append(hit)
        elif _sounder(hit, kept[at]) and _has_as_much(hit, kept[at], weighed):
            kept[at] = hit.scored(kept[at].score)
    return kept


def _sounder(one: Hit, other: Hit) -> bool:
    """Tell whether a text fits nearly as well and is in a sounder book."""
    fits = one.score >= _NEARLY_AS_GOOD * other.score
    return fits and SOUNDNESS.get(one.work, 0) < SOUNDNESS.get(other.work, 0)


def _has_as_much(one: Hit, other: Hit, weighed: Weighed | None) -> bool:
    return weighed is None or weighed.share(one) >= weighed.share(other)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _SAME_WORDS * min(len(one), len(other))
