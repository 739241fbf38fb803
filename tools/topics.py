"""Train what leads questions to subjects: writes `knowledge/topics.npz` from `tools/topics/`.

    .venv/bin/python tools/topics.py [--check]

Phrases that had a vector keep it; a new one takes 30 ms, the training a minute. Prints how many
phrases find their subject that were kept back in training. With `--check` nothing is written: it
ends with 1 where the file is not what the phrases ask for. Ends with a sentence where a phrase
stands under two subjects, or a reference can't be read.
"""

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.topics import NAME, Topics, places_of
from ansari_backend.knowledge.vector_file import VectorFile, hash_of, packed, unpacked

FOLDER: Final = Path(__file__).with_suffix("")
OF_OTHER_THINGS: Final = FOLDER.with_name("scope.tsv")
TARGET: Final = Path(str(files("ansari_backend.knowledge").joinpath(NAME)))
PASSAGES: Final = ("quran", "hadith")

SPREAD: Final = 10.0
"""The model's vectors lie close together; so drawn apart, one penalty suits all."""
PENALTY: Final = 5e-5
"""Of the squares of the weights; between half and twice of it there is little difference."""
STEPS: Final = 100
RATE: Final = 0.3
SLOW_FROM: Final = 70
"""The steps that are a sixth as long, so as to come to rest."""
UNSEEN: Final = 5
"""One phrase in so many is kept back for measuring."""

Numbers = NDArray[np.float32]


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
    if "--check" not in sys.argv:
        write(topics, with_new(known(), topics))
    elif not is_up_to_date(topics):
        sys.exit(f"{NAME} is not what the phrases ask for: run {sys.argv[0]} without --check.")


def read() -> list[Topic]:
    """Read all subjects, file by file, and last what is about none of them."""
    raw = [
        one
        for file in sorted(FOLDER.glob("*.toml"))
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["topic"]
    ]
    topics = [
        Topic(
            phrases=[each for key, some in one.items() if key not in PASSAGES for each in some],
            references=[f"{kind} {each}" for kind in PASSAGES for each in one.get(kind, [])],
        )
        for one in raw
    ]
    messages = (line.split("\t") for line in OF_OTHER_THINGS.read_text("utf-8").splitlines())
    other = [message for kind, message in messages if kind == "other"]
    return [*topics, Topic(phrases=other, references=[])]


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


def phrases_of(topics: Sequence[Topic]) -> list[str]:
    """Give all phrases, subject by subject."""
    return [phrase for topic in topics for phrase in topic.phrases]


def references_of(topics: Sequence[Topic]) -> tuple[list[int], list[str]]:
    """Give the subject of each reference, and the reference."""
    pairs = [(at, each) for at, topic in enumerate(topics) for each in topic.references]
    return [at for at, _ in pairs], [each for _, each in pairs]


def is_up_to_date(topics: Sequence[Topic]) -> bool:
    """Tell whether the file has these phrases and references, in this order."""
    if not TARGET.exists():
        return False
    with np.load(TARGET) as stored:
        of, references = references_of(topics)
        return bool(
            stored["hashes"].tolist() == [hash_of(phrase) for phrase in phrases_of(topics)]
            and stored["starts"].tolist() == starts_of(subjects_of(topics)).tolist()
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
    phrases = phrases_of(topics)
    if vectors is None:
        sample = np.array([embedder.query(each) for each in phrases[:: len(phrases) // 200 + 1]])
        vectors = VectorFile(sample.mean(axis=0).astype(np.float32), {})
    missing = [phrase for phrase in phrases if phrase not in vectors]
    for phrase in missing:
        vectors.add(phrase, embedder.query(phrase))
    print(f"{len(topics) - 1} subjects, {len(phrases)} phrases, {len(missing)} of them new")
    return vectors


def write(topics: Sequence[Topic], vectors: VectorFile) -> None:
    """Store all that is needed to lead a question to its passages."""
    phrases = phrases_of(topics)
    codes, scales = vectors.rows(phrases)
    trained = Trainer(codes, scales, vectors.mean, subjects_of(topics))
    print("unseen: first {:.3f}, among three {:.3f}".format(*trained.measure()))
    made = trained.on(np.full(len(phrases), fill_value=True))
    of, references = references_of(topics)
    with TARGET.open("wb") as out:
        np.savez(
            out,
            mean=made.mean,
            hashes=np.array([hash_of(phrase) for phrase in phrases], np.uint64),
            packed=packed(codes),
            scales=scales.astype(np.float16),
            starts=made.starts,
            weights=made.weights.astype(np.float16),
            biases=made.biases,
            topics=np.array(of, dtype=np.int64),
            references=np.array(references, dtype=np.str_),
        )


def subjects_of(topics: Sequence[Topic]) -> NDArray[np.int64]:
    """Give the subject of each phrase."""
    return np.repeat(np.arange(len(topics)), [len(topic.phrases) for topic in topics])


def starts_of(subjects: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the first phrase of each subject."""
    return np.flatnonzero(np.diff(subjects, prepend=-1))


class Trainer:
    """Makes topics of all phrases, or of some."""

    def __init__(
        self, codes: NDArray[np.int8], scales: Numbers, mean: Numbers, subjects: NDArray[np.int64]
    ) -> None:
        """Take the vectors of the phrases as they are stored, and their subjects."""
        self._codes, self._scales, self._mean = codes, scales, mean
        self._subjects = subjects
        self._vectors = codes * scales[:, None] + mean

    def on(self, seen: NDArray[np.bool_]) -> Topics:
        """Train on these phrases."""
        weights, biases = fitted(self._vectors[seen], self._subjects[seen])
        return Topics(
            codes=self._codes[seen],
            scales=self._scales[seen],
            mean=self._mean,
            starts=starts_of(self._subjects[seen]),
            weights=weights,
            biases=biases,
            places=(),
        )

    def measure(self) -> tuple[float, float]:
        """Tell which share of phrases that were not seen come first, and among the first three."""
        unseen = np.random.default_rng(0).permutation(len(self._subjects)) % UNSEEN == 0
        made = self.on(~unseen)
        likely = np.array(
            [made.likelihoods(each, made.nearness(each)) for each in self._vectors[unseen]]
        )
        right = np.argsort(-likely, axis=1)[:, :3] == self._subjects[unseen][:, None]
        return float(right[:, 0].mean()), float(right.any(axis=1).mean())


def fitted(vectors: Numbers, subjects: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Fit a softmax regression (Hastie et al., ESL, 4.4) by Adam (Kingma and Ba, ICLR 2015)."""
    mean = vectors.mean(axis=0)
    columns = (vectors - mean) * SPREAD
    wanted = np.eye(int(subjects.max()) + 1, dtype=np.float32)[subjects]
    weights = np.zeros((wanted.shape[1], columns.shape[1]), np.float32)
    slopes, squares = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        logits = columns @ weights.T
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        slope = (odds / odds.sum(axis=1, keepdims=True) - wanted).T @ columns / len(columns)
        slope += PENALTY * weights
        slopes = 0.9 * slopes + 0.1 * slope
        squares = 0.99 * squares + 0.01 * slope**2
        rate = RATE if step < SLOW_FROM else RATE / 6
        usual = np.sqrt(squares / (1 - 0.99**step)) + 1e-8
        weights -= rate * slopes / (1 - 0.9**step) / usual
    weights *= SPREAD
    return weights, -weights @ mean


if __name__ == "__main__":
    main()
