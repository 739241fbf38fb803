"""Subjects that people ask about: in which words they ask, and which passages answer.

Somebody writes "my father died yesterday", and the verses that answer have none of these words and
are not near in meaning either. `tools/topics/*.toml` says by hand what leads to what. Two things
together tell which subject a question is about: a softmax regression that `tools/topics.py` trains
on the phrases, which knows what those of a subject have in common, and the nearest phrase.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ansari_backend.knowledge.embedding import Embedder, Vector
from ansari_backend.knowledge.languages import LANGUAGES
from ansari_backend.knowledge.passages import Hadith, Verses, parse_reference
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.vector_file import Codes, cosines_to, unpacked

NAME: Final = "topics.npz"
ASKED_IN: Final = frozenset({*LANGUAGES, "ms", "bn"})
"""The languages of the phrases."""

_NEARNESS_WEIGHT: Final = 40.0
"""What the cosine of the nearest phrase adds to the logits of the regression."""
_MOST: Final = 3
"""Subjects that a question may be about: near ones overlap."""
_LEAST: Final = 0.1
"""Less likely, it is about none of them."""
_CERTAIN: Final = 0.7
"""So likely, the question has an answer: somebody in grief must not get just any verse."""
_NEAR: Final = 0.9
"""The cosine of what hardly says another thing: further off, the regression chooses the likeliest
of the subjects also where a question is about none, as one about penguins."""
_FALL: Final = 0.2
"""How much less each of a subject's next passages counts."""
_REMEMBERED: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Where a question is led."""

    places: Mapping[Place, float] = field(default_factory=dict)
    """The passages that answer, the best first: how likely each does, and how telling it is."""
    likelihood: float = 0.0
    """How likely it is, from 0 to 1, that the question is about the subjects of these."""
    is_certain: bool = False
    """Whether the subjects alone tell that these answer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """All subjects, and last the messages about anything else; may be used by many threads."""

    codes: Codes
    """Of each phrase, subject by subject."""
    scales: Vector
    mean: Vector
    starts: NDArray[np.int64]
    """The first phrase of each subject."""
    weights: Vector
    """Of the regression, a row for each subject."""
    biases: Vector
    places: Sequence[Sequence[Place]]
    """Of each subject; of anything else there are none."""

    def nearness(self, question: Vector) -> Vector:
        """Give for each subject the cosine of the phrase that is nearest to a question."""
        cosines = cosines_to(question, self.codes, self.scales, self.mean)
        nearest: Vector = np.maximum.reduceat(cosines, self.starts)
        return nearest

    def likelihoods(self, question: Vector, nearness: Vector) -> Vector:
        """Give for each subject how likely it is what a question is about."""
        logits = self.weights @ question + self.biases + _NEARNESS_WEIGHT * nearness
        odds = np.exp(logits - logits.max())
        shares: Vector = odds / odds.sum()
        return shares

    def lead(self, question: Vector) -> Led:
        """Tell which passages answer a question, by the subjects that it is likely about."""
        nearness = self.nearness(question)
        likely = self.likelihoods(question, nearness)[:-1]
        meant = np.argsort(-likely)[:_MOST]
        likelihood = float(likely[meant].sum())
        if likelihood < _LEAST:
            return Led()
        scores: dict[Place, float] = defaultdict(float)
        for subject in meant.tolist():
            for at, place in enumerate(self.places[subject]):
                scores[place] += float(likely[subject]) / (1 + _FALL * at)
        return Led(
            places=dict(sorted(scores.items(), key=lambda item: -item[1])),
            likelihood=likelihood,
            is_certain=likelihood >= _CERTAIN and bool(nearness[meant[0]] >= _NEAR),
        )


def leading(topics: Topics, embedder: Embedder) -> Callable[[str], Led]:
    """Make what leads questions, and remembers where: the Qur'an and the hadith are asked the same.

    Nobody may change what it gives.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def lead(question: str) -> Led:
        return topics.lead(embedder.query(question))

    return lead


def places_of(reference: str) -> list[Place]:
    """Give the places of `quran 2:153-157` or `hadith bukhari 1`.

    Raises:
        ValueError: It is no reference.
    """
    match parse_reference(reference):
        case Verses(surah=surah, first=first, last=last):
            return [("quran", surah, number) for number in range(first, last + 1)]
        case Hadith(book=book, number=number):
            return [(book, 0, number)]
    raise ValueError(reference)


def read_topics() -> Topics:
    """Read what travels with the program."""
    with as_file(files(__package__).joinpath(NAME)) as path, np.load(path) as stored:
        places: list[list[Place]] = [[] for _ in stored["starts"]]
        for topic, reference in zip(
            stored["topics"].tolist(), stored["references"].tolist(), strict=True
        ):
            places[topic] += places_of(reference)
        return Topics(
            codes=unpacked(stored["packed"]),
            scales=stored["scales"].astype(np.float32),
            mean=stored["mean"],
            starts=stored["starts"],
            weights=stored["weights"].astype(np.float32),
            biases=stored["biases"],
            places=places,
        )
