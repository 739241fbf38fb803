"""Rank passages of the Qur'an that somebody else has cut, by the words that questions share.

Four things are compared: the words of the passage and those of a commentary on its verses, each as
stems and as roots. Where there are vectors, a passage is also as near as the nearest of its verses,
and the subjects that people ask about lead to some.
Weights and thresholds were chosen on the training part of Qur'an QA 2023.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from math import sqrt
from statistics import mean, pstdev
from types import MappingProxyType
from typing import Final

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from ansari_backend.knowledge.languages import language_of, spoken_in
from ansari_backend.knowledge.questions import subjects_of
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.topics import Led
from ansari_backend.knowledge.vectors import Meanings
from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.word_index import Subject
from ansari_backend.knowledge.words import arabic_roots, stems

_HEAP: Final = 64_000_000
_WEIGHTS: Final = MappingProxyType(
    {"said": 1.0, "explained": 0.7, "said_roots": 0.6, "explained_roots": 0.42}
)
_STAND_IN_WEIGHT: Final = 0.2
_POOL: Final = 200
_LEAST: Final = 8.0
"""What the best must score for each square root of a word asked, or nothing is about it."""
_LEAST_WITH_NEARNESS: Final = 12.5
"""The same, once the deviations of the nearest are added."""
_WORDS_WEIGHT: Final = 4.5
"""What the best by words counts, in deviations of nearness."""
_ANSWERING_WEIGHT: Final = 5.0
"""What a verse counts that surely answers by its subject, in the same deviations."""
_NORM: Final = 1.5
"""Of 1 the verses of a passage add up; the larger, the more the best of them counts alone."""
_VERSES: Final = re.compile(r"(\d{1,3}):(\d{1,3})(?:-(\d{1,3}))?")


class PassageIndex:
    """In memory, for as long as it is needed."""

    def __init__(
        self,
        passages: Sequence[tuple[str, str]],
        known: Mapping[Place, str],
        meanings: Meanings | None = None,
    ) -> None:
        """Take the name and the Arabic of each passage, the stems of all verses, their vectors.

        A passage that is named by its verses, as `2:153-157`, is found by all that leads to them.
        """
        self._names = [name for name, _ in passages]
        self._verses = [_verses_in(name) for name in self._names]
        self._meanings = meanings
        self._schema = _schema()
        index = Index(self._schema)
        writer = index.writer(_HEAP, num_threads=1)
        for number, (name, text) in enumerate(passages):
            writer.add_document(Document(number=number, **_fields(name, text, known)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def rank(self, query: str, language: str, limit: int) -> list[tuple[str, float]]:
        """Give the best passages for a question, with their scores; none if none is about it."""
        asked = language_of(query, language)
        subjects = subjects_of(query, asked, "ar")
        by_words = self._by_words(subjects)
        near = self._near(query, asked)
        led = self._meanings.lead(query, spoken_in(query, language)) if self._meanings else Led()
        answering = self._answering(led)
        best = max(by_words.values(), default=0.0)
        sure = best / sqrt(max(len(subjects), 1)) + max(near.values(), default=0.0)
        if not best or sure < (_LEAST_WITH_NEARNESS if near else _LEAST):
            return []
        scores = {
            name: _WORDS_WEIGHT * by_words.get(name, 0.0) / best
            + near.get(name, 0.0)
            + answering.get(name, 0.0)
            for name in (near or by_words)
        }
        return nlargest(limit, scores.items(), key=lambda item: item[1])

    def _by_words(self, subjects: Sequence[Subject]) -> dict[str, float]:
        parts = [(Occur.Should, each) for subject in subjects for each in self._terms(subject)]
        if not parts:
            return {}
        hits = self._searcher.search(Query.boolean_query(parts), _POOL).hits
        return {self._names[self._searcher.doc(at)["number"][0]]: score for score, at in hits}

    def _near(self, query: str, language: str) -> dict[str, float]:
        nearness = self._meanings.nearness(query, language) if self._meanings else {}
        if not nearness:
            return {}
        nearest = [
            max((nearness.get(verse, 0.0) for verse in verses), default=0.0)
            for verses in self._verses
        ]
        usual, deviation = mean(nearest), pstdev(nearest) or 1.0
        return {
            name: (each - usual) / deviation
            for name, each in zip(self._names, nearest, strict=True)
        }

    def _answering(self, led: Led) -> dict[str, float]:
        """Score the passages that have verses to which a question is led."""
        scores = {
            name: sum(led.places[verse] ** _NORM for verse in verses if verse in led.places)
            for name, verses in zip(self._names, self._verses, strict=True)
        }
        return {name: _ANSWERING_WEIGHT * score ** (1 / _NORM) for name, score in scores.items()}

    def _terms(self, subject: Subject) -> Iterator[Query]:
        others = sorted(subject.stand_ins - {subject.word})
        for word, weight in [(subject.word, 1.0), *((each, _STAND_IN_WEIGHT) for each in others)]:
            root = arabic_roots([word])[0]
            for field, share in _WEIGHTS.items():
                value = root if field.endswith("roots") else word
                term = Query.term_query(self._schema, field, value, "freq")
                yield Query.boost_query(term, weight * share)


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    for field in _WEIGHTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _fields(name: str, text: str, known: Mapping[Place, str]) -> dict[str, str]:
    particles = vocabulary().particles["ar"]
    said = [stem for stem in stems(text, "ar") if stem not in particles]
    explained = [stem for place in _verses_in(name) for stem in known.get(place, "").split()]
    words = {
        "said": said,
        "explained": explained,
        "said_roots": arabic_roots(said),
        "explained_roots": arabic_roots(explained),
    }
    return {field: " ".join(found) for field, found in words.items()}


def _verses_in(name: str) -> list[Place]:
    """Read `2:153-157`; another name names no verses."""
    match = _VERSES.fullmatch(name)
    if match is None:
        return []
    surah, first, last = int(match[1]), int(match[2]), int(match[3] or match[2])
    return [("quran", surah, number) for number in range(first, last + 1)]
