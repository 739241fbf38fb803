"""Compute the vectors of the phrases in `tools/topics/`: writes `knowledge/topics.npz`.

    .venv/bin/python tools/topics.py [--check]

Phrases that had a vector keep it; a new one takes 30 ms. With `--check` nothing is written: it ends
with 1 where the file is not what the phrases ask for. Ends with a sentence where a phrase stands
under two subjects, or a reference can't be read.
"""

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np

from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.topics import NAME, places_of
from ansari_backend.knowledge.vector_file import VectorFile, hash_of, packed, unpacked

FOLDER: Final = Path(__file__).with_suffix("")
TARGET: Final = Path(str(files("ansari_backend.knowledge").joinpath(NAME)))
PASSAGES: Final = ("quran", "hadith")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject: how it is asked for, in any language, and what answers."""

    phrases: Sequence[str]
    references: Sequence[str]


def main() -> None:
    """Write the file, or check it."""
    topics = read()
    if fault := fault_in(topics):
        sys.exit(fault)
    hashes = np.array([hash_of(phrase) for topic in topics for phrase in topic.phrases], np.uint64)
    if "--check" not in sys.argv:
        write(topics, hashes, with_new(known(), topics))
    elif not is_up_to_date(topics, hashes):
        sys.exit(f"{NAME} is not what the phrases ask for: run {sys.argv[0]} without --check.")


def read() -> list[Topic]:
    """Read all subjects, file by file."""
    raw = [
        one
        for file in sorted(FOLDER.glob("*.toml"))
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["topic"]
    ]
    return [
        Topic(
            phrases=[each for key, some in one.items() if key not in PASSAGES for each in some],
            references=[f"{kind} {each}" for kind in PASSAGES for each in one.get(kind, [])],
        )
        for one in raw
    ]


def fault_in(topics: Sequence[Topic]) -> str | None:
    """Say what is wrong, if anything is."""
    seen: set[str] = set()
    for topic in topics:
        for phrase in topic.phrases:
            if phrase.casefold() in seen:
                return f"{phrase!r} stands there twice."
            seen.add(phrase.casefold())
        for reference in topic.references:
            try:
                places_of(reference)
            except ValueError:
                return f"{reference!r} can't be read."
    return None


def references_of(topics: Sequence[Topic]) -> tuple[list[int], list[str]]:
    """Give the subject of each reference, and the reference."""
    pairs = [(at, each) for at, topic in enumerate(topics) for each in topic.references]
    return [at for at, _ in pairs], [each for _, each in pairs]


def is_up_to_date(topics: Sequence[Topic], hashes: np.ndarray) -> bool:
    """Tell whether the file has these phrases and references, in this order."""
    if not TARGET.exists():
        return False
    with np.load(TARGET) as stored:
        of, references = references_of(topics)
        return (
            np.array_equal(stored["hashes"], hashes)
            and stored["topics"].tolist() == of
            and stored["references"].tolist() == references
        )


def known() -> VectorFile | None:
    """Read the vectors that there are; they keep the mean from which they differ."""
    if not TARGET.exists():
        return None
    with np.load(TARGET) as stored:
        rows = zip(
            stored["hashes"].tolist(),
            zip(unpacked(stored["packed"]), stored["scales"].tolist(), strict=True),
            strict=True,
        )
        return VectorFile(stored["mean"], dict(rows))


def with_new(vectors: VectorFile | None, topics: Sequence[Topic]) -> VectorFile:
    """Compute what is missing."""
    embedder = load_embedder()
    if embedder is None:
        sys.exit("The model has no build for this machine.")
    phrases = [phrase for topic in topics for phrase in topic.phrases]
    if vectors is None:
        sample = np.array([embedder.query(each) for each in phrases[:: len(phrases) // 200 + 1]])
        vectors = VectorFile(sample.mean(axis=0).astype(np.float32), {})
    missing = [phrase for phrase in phrases if phrase not in vectors]
    for phrase in missing:
        vectors.add(phrase, embedder.query(phrase))
    print(f"{len(topics)} subjects, {len(phrases)} phrases, {len(missing)} of them new")
    return vectors


def write(topics: Sequence[Topic], hashes: np.ndarray, vectors: VectorFile) -> None:
    """Store all that is needed to lead a question to its passages."""
    codes, scales = vectors.rows([phrase for topic in topics for phrase in topic.phrases])
    of, references = references_of(topics)
    starts = list(accumulate((len(topic.phrases) for topic in topics), initial=0))[:-1]
    with TARGET.open("wb") as out:
        np.savez(
            out,
            mean=vectors.mean,
            hashes=hashes,
            packed=packed(codes),
            scales=scales.astype(np.float16),
            starts=np.array(starts, dtype=np.int64),
            topics=np.array(of, dtype=np.int64),
            references=np.array(references, dtype=np.str_),
        )


if __name__ == "__main__":
    main()
