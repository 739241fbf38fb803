"""Subjects that people ask about: in which words they ask, and which passages answer.

Somebody writes "my father died yesterday", and the verses that answer have none of these words and
are not near in meaning either. `tools/topics/*.toml` says by hand what leads to what;
`tools/topics.py` computes the vectors of its phrases, with which a question is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ansari_backend.knowledge.embedding import Vector
from ansari_backend.knowledge.passages import Hadith, Verses, parse_reference
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.vector_file import Codes, cosines_to, unpacked

NAME: Final = "topics.npz"

_LEAST: Final = 0.88
"""The cosine from which a question is about a subject; of any two messages it is some .75."""
_FORESEEN: Final = 0.92
"""From here on hardly a word is another."""
_CERTAIN: Final = 0.915
"""From here on no message about another thing was led anywhere: the question has an answer."""
_NEXT: Final = 0.02
"""Other subjects that are nearly as near are meant as well."""
_MOST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Where a question is led."""

    places: Sequence[Place] = ()
    """The passages that answer, the most telling of the nearest subject first."""
    nearness: float = 0.0
    """From 0, where it is hardly about the subject, to 1."""
    is_certain: bool = False
    """Whether the subject alone tells that these answer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """All subjects; may be used by many threads at once."""

    codes: Codes
    """Of each phrase, subject by subject."""
    scales: Vector
    mean: Vector
    starts: NDArray[np.int64]
    """The first phrase of each subject."""
    places: Sequence[Sequence[Place]]
    """Of each subject."""

    def lead(self, question: Vector) -> Led:
        """Tell which passages answer a question, by the subjects that it is near to."""
        cosines = cosines_to(question, self.codes, self.scales, self.mean)
        nearest = np.maximum.reduceat(cosines, self.starts)
        order = np.argsort(-nearest)[:_MOST].tolist()
        best = float(nearest[order[0]])
        if best < _LEAST:
            return Led()
        least = max(_LEAST, best - _NEXT)
        meant = (self.places[at] for at in order if nearest[at] >= least)
        places = list(dict.fromkeys(place for each in meant for place in each))
        return Led(
            places=places,
            nearness=min(1.0, (best - _LEAST) / (_FORESEEN - _LEAST)),
            is_certain=best >= _CERTAIN,
        )


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
        references: list[list[Place]] = [[] for _ in stored["starts"]]
        for topic, reference in zip(
            stored["topics"].tolist(), stored["references"].tolist(), strict=True
        ):
            references[topic] += places_of(reference)
        return Topics(
            codes=unpacked(stored["packed"]),
            scales=stored["scales"].astype(np.float32),
            mean=stored["mean"],
            starts=stored["starts"],
            places=references,
        )
