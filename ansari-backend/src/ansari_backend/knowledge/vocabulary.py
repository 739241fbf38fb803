"""Which words carry a question's subject, and which stand for the same thing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ansari_backend.knowledge.words import stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """`vocabulary.toml`, with every word reduced to its stem."""

    particles: Mapping[str, frozenset[str]]
    asking: Mapping[str, frozenset[str]]
    elsewhere: Mapping[str, frozenset[str]]
    concepts: tuple[Mapping[str, tuple[str, ...]], ...]

    def stand_ins(self, word: str, language: str, target: str) -> list[str]:
        """Give the words of `target` for the same thing as this one of `language`, best first."""
        return [
            other
            for concept in self.concepts
            if word in concept.get(language, ())
            for other in concept.get(target, ())
        ]


@cache
def vocabulary() -> Vocabulary:
    """Read the file once."""
    raw = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))
    return Vocabulary(
        particles=_sets(raw["particles"]),
        asking=_sets(raw["asking"]),
        elsewhere=_sets(raw["elsewhere"]),
        concepts=tuple(_lists(concept) for concept in raw["concept"]),
    )


def _sets(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {language: frozenset(stems(text, language)) for language, text in words.items()}


def _lists(words: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(dict.fromkeys(stems(text, language))) for language, text in words.items()
    }
