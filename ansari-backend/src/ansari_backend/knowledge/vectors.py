"""The vectors of the artefact: which texts are near a question in meaning, whatever the words."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from ansari_backend.knowledge.embedding import Embedder, Vector
from ansari_backend.knowledge.rows import Place
from ansari_backend.knowledge.scope import Scope
from ansari_backend.knowledge.sources import Source
from ansari_backend.knowledge.topics import ASKED_IN, Led
from ansari_backend.knowledge.vector_file import Codes, VectorFile, cosines_to
from ansari_backend.knowledge.word_index import EVERYWHERE, Part

_WEIGHTS: Final = MappingProxyType({"ar": 1.0, "en": 0.5})
"""How much the texts of a language count: al-Muyassar's plain Arabic is nearer to a question in any
language than a translation, both together are nearer still."""
_CARRIED: Final = frozenset({"ar", "en", "id", "de", "es", "fr", "ru"})
"""Languages whose questions come near to their answers; Urdu's and Turkish ones don't."""


class VectorWriter:
    """Collects the texts of an index while it is built, and stores the vectors that they have."""

    def __init__(self) -> None:
        self._texts: dict[str, list[tuple[Place, str]]] = defaultdict(list)

    def __len__(self) -> int:
        """Count the texts."""
        return sum(map(len, self._texts.values()))

    def add(self, source: Source) -> None:
        """Take the texts of an edition."""
        work, language = source.edition.work, source.edition.language
        self._texts[language] += [((work, line.chapter, line.number), line.text) for line in source]

    def write(self, folder: Path, vectors: VectorFile) -> int:
        """Store a file for each language, and tell how many texts have no vector."""
        folder.mkdir()
        missing = 0
        for language, found in self._texts.items():
            codes, scales = vectors.rows([text for _, text in found])
            known = scales > 0
            missing += int((~known).sum())
            works, chapters, numbers = zip(*(place for place, _ in found), strict=True)
            with (folder / f"{language}.npz").open("wb") as file:
                np.savez(
                    file,
                    works=np.array(works)[known],
                    chapters=np.array(chapters)[known],
                    numbers=np.array(numbers)[known],
                    codes=codes[known],
                    scales=scales[known],
                    mean=vectors.mean,
                )
        return missing


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSet:
    """The vectors of the texts of one language."""

    places: tuple[Place, ...]
    codes: Codes
    scales: Vector
    mean: Vector

    def nearness(self, query: Vector) -> Vector:
        """Give the cosine of each text, in deviations from what is usual for this question."""
        cosines = cosines_to(query, self.codes, self.scales, self.mean)
        deviations: Vector = (cosines - cosines.mean()) / cosines.std()
        return deviations


def read_sets(folder: Path) -> dict[str, VectorSet]:
    """Read what a `VectorWriter` stored, by language; what has no vectors is left out.

    Raises:
        OSError, ValueError, KeyError: It is broken.
    """
    found = {}
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            if not len(stored["scales"]):
                continue
            columns = (stored[name].tolist() for name in ("works", "chapters", "numbers"))
            found[path.stem] = VectorSet(
                places=tuple(zip(*columns, strict=True)),
                codes=stored["codes"],
                scales=stored["scales"],
                mean=stored["mean"],
            )
    return found


class Meanings:
    """Finds the texts of one index that are near a question; may be used by many threads."""

    def __init__(
        self,
        embedder: Embedder,
        scope: Scope,
        lead: Callable[[str], Led],
        sets: Mapping[str, VectorSet],
    ) -> None:
        self._embedder = embedder
        self._scope = scope
        self._lead = lead
        self._places = list(dict.fromkeys(place for each in sets.values() for place in each.places))
        at = {place: number for number, place in enumerate(self._places)}
        self._sets = [
            (weight, sets[language], np.array([at[place] for place in sets[language].places]))
            for language, weight in _WEIGHTS.items()
            if language in sets
        ]

    def likelihood(self, query: str) -> float:
        """Give how likely it is, from 0 to 1, that the texts speak of a question at all."""
        return self._scope.likelihood(self._embedder.query(query))

    def lead(self, query: str, spoken: str) -> Led:
        """Tell which passages answer a question, by the subjects that people ask about.

        In a language that has no phrases it is led nowhere: it is near to what is built like it.
        """
        return self._lead(query) if spoken in ASKED_IN else Led()

    def near(self, query: str, language: str, limit: int, part: Part = EVERYWHERE) -> list[Place]:
        """Give the places of the nearest texts of a part; none in some languages."""
        if language not in _CARRIED:
            return []
        deviations = self._deviations(query)
        if part != EVERYWHERE:
            outside = [not part.has(place) for place in self._places]
            deviations[outside] = -np.inf
        nearest = np.argpartition(-deviations, min(limit, len(deviations) - 1))[:limit]
        ordered = nearest[np.argsort(-deviations[nearest])]
        places = (self._places[at] for at in ordered.tolist())
        return [place for place in places if part.has(place)]

    def nearness(self, query: str, language: str) -> dict[Place, float]:
        """Tell of every text how near it is, in deviations; of none in some languages."""
        if language not in _CARRIED:
            return {}
        return dict(zip(self._places, self._deviations(query).tolist(), strict=True))

    def _deviations(self, query: str) -> Vector:
        vector = self._embedder.query(query)
        found = np.zeros(len(self._places), dtype=np.float32)
        for weight, each, at in self._sets:
            found[at] += weight * each.nearness(vector)
        return found
