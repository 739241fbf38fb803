"""Train what tells messages that the texts speak of from others: writes `knowledge/scope.npz`.

    .venv/bin/python tools/scope.py [MESSAGES]

MESSAGES has `ours` or `other`, a tab and a message in each line; without it `tools/scope.tsv` is
read. Prints how many are told apart when the model has not seen them: a fifth at a time, by turns.
"""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ansari_backend.knowledge.embedding import load_embedder
from ansari_backend.knowledge.scope import NAME

PENALTY: Final = 3.0
"""Of the squares of the weights: from .3 to 30 there is little between them."""
SPREAD: Final = 10.0
"""The model's vectors lie close together; so drawn apart, one penalty suits all."""
STEPS: Final = 25
FOLDS: Final = 5

Numbers = NDArray[np.float64]


def main() -> None:
    """Train on all messages, after having measured on parts of them."""
    file = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).with_suffix(".tsv")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    embedder = load_embedder()
    if embedder is None:
        sys.exit("The model has no build for this machine.")
    vectors = np.stack([embedder.query(message) for _, message in rows]).astype(np.float64)
    ours = np.array([kind == "ours" for kind, _ in rows])
    unseen = _unseen(vectors, ours)
    print(f"ours, taken for ours: {np.mean(unseen[ours] > 0):.3f}")
    print(f"other, taken for ours: {np.mean(unseen[~ours] > 0):.3f}")
    weights, bias = _fitted(vectors, ours)
    target = Path(str(files("ansari_backend.knowledge").joinpath(NAME)))
    with target.open("wb") as out:
        np.savez(out, weights=weights.astype(np.float32), bias=np.float32(bias))


def _unseen(vectors: Numbers, ours: NDArray[np.bool_]) -> Numbers:
    """Give the log-odds of each message by a model that was trained without it."""
    fold = np.random.default_rng(0).permutation(len(ours)) % FOLDS
    odds = np.empty(len(ours))
    for each in range(FOLDS):
        weights, bias = _fitted(vectors[fold != each], ours[fold != each])
        odds[fold == each] = vectors[fold == each] @ weights + bias
    return odds


def _fitted(vectors: Numbers, ours: NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Fit a logistic regression by Newton's method (Hastie et al., ESL, 4.4.1)."""
    mean = vectors.mean(axis=0)
    columns = np.c_[(vectors - mean) * SPREAD, np.ones(len(vectors))]
    penalty = np.diag([PENALTY] * vectors.shape[1] + [0.0])
    fitted = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-columns @ fitted))
        curvature = columns.T @ (columns * (likely * (1 - likely))[:, None]) + penalty
        slope = columns.T @ (likely - ours) + penalty @ fitted
        fitted -= np.linalg.solve(curvature, slope)
    weights = fitted[:-1] * SPREAD
    return weights, float(fitted[-1] - weights @ mean)


if __name__ == "__main__":
    main()
