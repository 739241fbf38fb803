"""Reduce a question to what it is about, in the languages that it can be looked for in."""

from collections.abc import Sequence
from itertools import compress

from ansari_backend.knowledge.vocabulary import vocabulary
from ansari_backend.knowledge.word_index import Hit, Subject, WordIndex
from ansari_backend.knowledge.words import stems


def subjects_of(query: str, asked: str, searched: str) -> list[Subject]:
    """Give the words that carry the question, led over to the language that is searched."""
    words = vocabulary()
    telling = [
        stem
        for stem in dict.fromkeys(stems(query, asked))
        if stem not in words.particles[asked] and not stem.isdigit()
    ]
    topics = [stem for stem in telling if stem not in words.asking[asked]]
    return [_subject(stem, asked, searched) for stem in topics or telling]


def points_elsewhere(query: str, asked: str) -> bool:
    """Tell whether a word of the question says that it is about another field."""
    return not vocabulary().elsewhere[asked].isdisjoint(stems(query, asked))


def _subject(stem: str, asked: str, searched: str) -> Subject:
    """Keep the word itself where its own language is searched, else its best counterpart."""
    others = vocabulary().stand_ins(stem, asked, searched)
    word = stem if asked == searched or not others else others[0]
    return Subject(word=word, stand_ins=frozenset(others))


class Weighed:
    """The subjects of a question, each with the weight of what it says in an index."""

    def __init__(self, subjects: Sequence[Subject], index: WordIndex, language: str) -> None:
        self.subjects = subjects
        self._words = [subject.words for subject in subjects]
        self._weights = [index.weight(subject, language) for subject in subjects]
        self._occur = [index.has(subject, language) for subject in subjects]

    def share(self, hit: Hit) -> float:
        """Tell which share of the question a text has."""
        return self._share(self._met(hit))

    def count(self, hit: Hit) -> int:
        """Tell how many of its words a text has."""
        return sum(self._met(hit))

    def familiar(self) -> float:
        """Tell which share of the question is subjects that our texts are known to speak of."""
        return self._share([bool(subject.stand_ins) for subject in self.subjects])

    def foreign(self) -> float:
        """Tell which share of the question is words that no text has."""
        return self._share([not occurs for occurs in self._occur])

    def _met(self, hit: Hit) -> list[bool]:
        return [not hit.words.isdisjoint(words) for words in self._words]

    def _share(self, met: Sequence[bool]) -> float:
        return sum(compress(self._weights, met)) / sum(self._weights)
