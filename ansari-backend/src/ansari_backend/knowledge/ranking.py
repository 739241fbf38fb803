"""Choose among the texts that have words of a question those which are about it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from typing import Final

from ansari_backend.knowledge.languages import language_of
from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.word_index import Hit, Subject, WordIndex
from ansari_backend.knowledge.words import stems

_POOL: Final = 60
_MOST_WORDS: Final = 60
"""Of a quotation: more of it would only cost time."""
_SHARE_TO_FIT: Final = 0.7
"""A text must have this share of what the question says, by the weight of its words. Below it a
chance word decided ("best pizza recipe" would find "the best of you"), and silence is better."""
_WORDS_NO_CHANCE: Final = 3
_SHARE_OF_MANY: Final = 0.4
"""So many words of a longer question don't meet by chance: less of it is enough."""
_SAME_WORDS: Final = 0.6
"""Texts that share more of their words tell the same story; one of them is enough."""


def rank(index: WordIndex, query: str, hint: str, limit: int, *, fewest: int = 1) -> list[Hit]:
    """Give the best texts for a question in any of our languages; none if none is about it.

    A question in a language that the index lacks is led over to one it has by concepts. `fewest`
    is how many of its words a text must have at least.
    """
    asked = language_of(query, hint)
    searched = next((each for each in (asked, "en") if each in index.languages), None)
    subjects = subjects_of(query, asked, searched) if searched else []
    if not searched or not subjects:
        return []
    weights = [index.weight(subject, searched) for subject in subjects]
    fitting = []
    for hit in index.search(subjects, searched, _POOL):
        met = [not hit.words.isdisjoint(subject.words) for subject in subjects]
        share = sum(compress(weights, met)) / sum(weights)
        if sum(met) < fewest:
            continue
        if share >= (_SHARE_OF_MANY if sum(met) >= _WORDS_NO_CHANCE else _SHARE_TO_FIT):
            fitting.append(replace(hit, score=hit.score * share**2))
    fitting.sort(key=lambda hit: -hit.score)
    return _distinct(fitting, limit)


def overlapping(index: WordIndex, text: str, language: str, limit: int) -> list[Hit]:
    """Give the texts that have most of these words, for comparing them word by word."""
    words = [Subject(word=word) for word in dict.fromkeys(stems(text, language))][:_MOST_WORDS]
    sought = {subject.word for subject in words}
    hits = index.search(words, language, _POOL) if words else []
    return sorted(hits, key=lambda hit: -len(sought & hit.words))[:limit]


def subjects_of(query: str, asked: str, searched: str) -> list[Subject]:
    """Reduce a question to what it is about."""
    words = vocabulary()
    telling = [
        stem
        for stem in dict.fromkeys(stems(query, asked))
        if stem not in words.particles[asked] and not stem.isdigit()
    ]
    topics = [stem for stem in telling if stem not in words.asking[asked]]
    return [_subject(stem, asked, searched) for stem in topics or telling]


def _subject(stem: str, asked: str, searched: str) -> Subject:
    """Keep the word itself where its own language is searched, else its best counterpart."""
    others = vocabulary().stand_ins(stem, asked, searched)
    word = stem if asked == searched or not others else others[0]
    return Subject(word=word, stand_ins=frozenset(others))


def _distinct(hits: Sequence[Hit], limit: int) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        if len(kept) == limit:
            break
        if not any(_alike(hit.words, other.words) for other in kept):
            kept.append(hit)
    return kept


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _SAME_WORDS * min(len(one), len(other))
