"""The file of vectors that travels with the program: computed once, found again by their texts.

Each vector is kept as its difference from the mean of all, four bits a number with one scale, under
a hash of its text. So a text that changes loses its vector and no other.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b, sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ansari_backend.knowledge.embedding import DIMENSIONS, LONGEST, Vector
from ansari_backend.knowledge.failures import VectorsUnusableError

_NAME: Final = "vectors.npz"
_STEPS: Final = 7
"""Of four bits with a sign: -7 to 7."""
_BLOCK: Final = 512
"""Rows that are multiplied at once: few enough to stay in the cache as 32-bit numbers, and for
the library not to bring in threads, which then wait for one another."""

Codes = NDArray[np.int8]


class VectorFile:
    """Vectors by the hash of their text."""

    def __init__(self, mean: Vector, rows: dict[int, tuple[Codes, float]]) -> None:
        self.mean = mean
        self._rows = rows

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._rows)

    def __contains__(self, text: str) -> bool:
        """Tell whether there is a vector for a text."""
        return hash_of(text) in self._rows

    def add(self, text: str, vector: Vector) -> None:
        """Keep the vector of a text."""
        rest = vector - self.mean
        scale = float(np.abs(rest).max()) / _STEPS
        self._rows[hash_of(text)] = (np.round(rest / scale).astype(np.int8), scale)

    def keep(self, texts: Iterable[str]) -> None:
        """Forget all vectors but those of these texts."""
        wanted = {hash_of(text) for text in texts}
        self._rows = {key: row for key, row in self._rows.items() if key in wanted}

    def rows(self, texts: Sequence[str]) -> tuple[Codes, Vector]:
        """Give codes and scales for texts in their order; one without a vector is all zeros."""
        nothing = (np.zeros(DIMENSIONS, dtype=np.int8), 0.0)
        rows = [self._rows.get(hash_of(text), nothing) for text in texts]
        codes = np.array([row for row, _ in rows], dtype=np.int8).reshape(-1, DIMENSIONS)
        return codes, np.array([scale for _, scale in rows], dtype=np.float32)

    def write(self, path: Path) -> None:
        """Store the file and its hash."""
        keys = sorted(self._rows)
        codes = np.array([self._rows[key][0] for key in keys]).reshape(-1, DIMENSIONS)
        scales = np.array([self._rows[key][1] for key in keys], dtype=np.float16)
        hashes = np.array(keys, dtype=np.uint64)
        with path.open("wb") as file:
            np.savez(file, mean=self.mean, hashes=hashes, packed=packed(codes), scales=scales)
        _sum_of(path).write_text(_sha256(path) + "\n", encoding="utf-8")


def read_vectors(path: Path) -> VectorFile:
    """Read a file of vectors.

    Raises:
        VectorsUnusableError: It isn't what its hash says.
    """
    try:
        if hash_of_file(path) != _sha256(path):
            raise VectorsUnusableError(path, "they are not what their hash says")
        with np.load(path) as found:
            codes, hashes, scales = unpacked(found["packed"]), found["hashes"], found["scales"]
            mean = found["mean"].astype(np.float32)
    except (OSError, ValueError, KeyError) as error:
        raise VectorsUnusableError(path, "they are broken") from error
    pairs = zip(codes, scales.astype(np.float32).tolist(), strict=True)
    return VectorFile(mean, dict(zip(hashes.tolist(), pairs, strict=True)))


def packed(codes: Codes) -> NDArray[np.uint8]:
    """Put two numbers into each byte."""
    nibbles = (codes + _STEPS).astype(np.uint8)
    return (nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)).astype(np.uint8)


def unpacked(pairs: NDArray[np.uint8]) -> Codes:
    """Take them out again."""
    codes = np.empty((len(pairs), DIMENSIONS), dtype=np.int8)
    codes[:, 0::2] = (pairs & 0x0F).astype(np.int8) - _STEPS
    codes[:, 1::2] = (pairs >> 4).astype(np.int8) - _STEPS
    return codes


def cosines_to(query: Vector, codes: Codes, scales: Vector, mean: Vector) -> Vector:
    """Compare a vector with each of those that codes, scales and their mean stand for."""
    rest = np.empty(len(scales), dtype=np.float32)
    for at in range(0, len(rest), _BLOCK):
        rest[at : at + _BLOCK] = codes[at : at + _BLOCK].astype(np.float32) @ query
    cosines: Vector = rest * scales + float(mean @ query)
    return cosines


def shipped() -> Path:
    """Name the file that comes with the program."""
    return Path(str(files(__package__).joinpath(_NAME)))


def hash_of(text: str) -> int:
    """Identify the part of a text that its vector is made of."""
    return int.from_bytes(blake2b(text[:LONGEST].encode(), digest_size=8).digest())


def hash_of_file(path: Path) -> str:
    """Give the hash that the file should have; nothing where there is no file.

    Raises:
        VectorsUnusableError: The hash is missing.
    """
    if not path.exists():
        return ""
    try:
        return _sum_of(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise VectorsUnusableError(path, "their hash is missing") from error


def _sum_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
