"""Compute the vectors that travel with the program; interrupted, it goes on where it was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from ansari_backend.knowledge.embedding import Embedder
from ansari_backend.knowledge.library import Library
from ansari_backend.knowledge.vector_file import VectorFile, read_vectors

_SAMPLE: Final = 200
"""Texts whose mean stands for that of all; it only has to be near."""
_SAVE_EVERY: Final = 500

Progress: TypeAlias = Callable[[int, int], None]
"""Called now and then: how many texts have their vector, and how many there are."""


def compute(target: Path, embedder: Embedder, library: Library, progress: Progress) -> None:
    """Bring a file of vectors up to date with the texts: 0.1 s of a core for each that is new.

    Raises:
        SourceUnusableError: A package is missing.
        VectorsUnusableError: The file is broken.
    """
    texts = list(dict.fromkeys(_texts(library)))
    vectors = read_vectors(target) if target.exists() else _new(texts, embedder)
    vectors.keep(texts)
    missing = [text for text in texts if text not in vectors]
    for done, text in enumerate(missing):
        if done % _SAVE_EVERY == 0:
            progress(len(vectors), len(texts))
            vectors.write(target)
        vectors.add(text, embedder.passage(text))
    vectors.write(target)
    progress(len(vectors), len(texts))


def _texts(library: Library) -> Iterator[str]:
    for source in library.quran(library.surahs()):
        if source.edition.embedded:
            yield from (line.text for line in source)
    for book in library.books():
        for source in library.hadith(book):
            if source.edition.embedded:
                yield from (line.text for line in source)


def _new(texts: list[str], embedder: Embedder) -> VectorFile:
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    mean = np.array([embedder.passage(text) for text in sample]).mean(axis=0)
    return VectorFile(mean.astype(np.float32), {})
