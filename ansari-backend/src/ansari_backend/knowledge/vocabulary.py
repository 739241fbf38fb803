"""Which words carry a question's subject, and which stand for the same thing."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from ansari_backend.knowledge.words import stems

Concept: TypeAlias = Mapping[str, tuple[str, ...]]
"""The words for one thing, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """`vocabulary.toml`, with every word reduced to its stem."""

    particles: Mapping[str, frozenset[str]]
    asking: Mapping[str, frozenset[str]]
    elsewhere: Mapping[str, frozenset[str]]
    concepts: Mapping[tuple[str, str], Sequence[Concept]]
    """By a language and a word of it."""

    def stand_ins(self, word: str, language: str, target: str) -> list[str]:
        """Give the words of `target` for the same thing as this one of `language`, best first."""
        concepts = self.concepts.get((language, word), ())
        return [other for concept in concepts for other in concept.get(target, ())]


@cache
def vocabulary() -> Vocabulary:
    """Read the file once."""
    raw = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))
    return Vocabulary(
        particles=_sets(raw["particles"]),
        asking=_sets(raw["asking"]),
        elsewhere=_sets(raw["elsewhere"]),
        concepts=_by_word(_lists(concept) for concept in raw["concept"]),
    )


def _by_word(concepts: Iterable[Concept]) -> Mapping[tuple[str, str], Sequence[Concept]]:
    found: dict[tuple[str, str], list[Concept]] = defaultdict(list)
    for concept in concepts:
        for language, words in concept.items():
            for word in words:
                found[language, word].append(concept)
    return dict(found)


def _sets(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {language: frozenset(stems(text, language)) for language, text in words.items()}


def _lists(words: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(dict.fromkeys(stems(text, language))) for language, text in words.items()
    }
