"""Tell from a message's meaning whether it asks for something that the texts speak of at all.

A logistic regression over the vectors of `embedding.py`, trained by `tools/scope.py` on messages in
sixteen languages, half of which are about other things.
"""

from dataclasses import dataclass
from importlib.resources import as_file, files
from math import exp
from typing import Final

import numpy as np

from ansari_backend.knowledge.embedding import Vector

NAME: Final = "scope.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Weights of a message's vector."""

    weights: Vector
    bias: float

    def likelihood(self, message: Vector) -> float:
        """Give how likely it is, from 0 to 1, that the texts speak of it."""
        return 1 / (1 + exp(-float(self.weights @ message) - self.bias))


def read_scope() -> Scope:
    """Read what travels with the program."""
    with as_file(files(__package__).joinpath(NAME)) as path, np.load(path) as stored:
        return Scope(weights=stored["weights"], bias=float(stored["bias"]))
