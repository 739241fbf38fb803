"""Verify words that are said to be scripture against all texts that could have them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ansari_backend.knowledge.books import SOUNDNESS
from ansari_backend.knowledge.checking import (
    ALIKE,
    FEWEST_ALIKE,
    NOT_FOUND,
    Checked,
    Kind,
    Verdict,
    compare,
    is_arabic,
    parts_of,
)
from ansari_backend.knowledge.languages import language_of
from ansari_backend.knowledge.looking import overlapping
from ansari_backend.knowledge.passages import Hadith, Passage, Reference, verse
from ansari_backend.knowledge.quoted import Quotation, quoted_in
from ansari_backend.knowledge.skeletons import QuranSkeletons, skeleton
from ansari_backend.knowledge.word_index import Hit, WordIndex

_KINDS: Final[tuple[Kind, ...]] = ("quran", "hadith")
_CANDIDATES: Final = 24
"""Passages that words are compared with, of those that share most of them."""
_VERDICTS: Final[tuple[Verdict, ...]] = ("genuine", "altered", "not_found")

Find = Callable[[Reference, str], Passage | None]


class Verifier:
    """Judges words; may be used by many threads at once."""

    def __init__(
        self,
        skeletons: QuranSkeletons,
        quran: WordIndex,
        hadith: Sequence[WordIndex],
        find: Find,
    ) -> None:
        """Take the indexes of hadith in the order in which a saying is looked for."""
        self._skeletons = skeletons
        self._indexes: dict[Kind, Sequence[WordIndex]] = {"quran": (quran,), "hadith": hadith}
        self._find = find

    def check(self, text: str, kind: Kind) -> Checked:
        """Tell whether words are scripture: word for word, nearly, or not at all."""
        if kind == "quran" and is_arabic(text) and (checked := self._check_verses(text)):
            return checked
        language = language_of(text, "en")
        near = NOT_FOUND
        for index in self._indexes[kind]:
            if language not in index.languages:
                continue
            checked = compare(text, self._candidates(index, text, language))
            if checked.verdict == "genuine":
                return checked
            near = near if near.passage else checked
        return near

    def check_all(self, text: str) -> list[Quotation]:
        """Find what a text quotes, and check each quotation, whatever it is said to be from."""
        quoted = quoted_in(text, arabic_is_quoted=not is_arabic(text))
        return [
            Quotation(start=one.start, end=one.end, words=words, checked=self._check_any(words))
            for one in quoted
            if not one.is_a_term
            for words in one.sayings
        ]

    def _check_any(self, words: str) -> Checked:
        """Prefer what has the very words to what is like them."""
        checked = [self.check(words, kind) for kind in _KINDS]
        return min(checked, key=lambda one: _VERDICTS.index(one.verdict))

    def _candidates(self, index: WordIndex, text: str, language: str) -> Iterable[Passage]:
        hits = overlapping(index, text, language, _CANDIDATES)
        hits.sort(key=lambda hit: SOUNDNESS.get(hit.work, 0))  # the soundest book that has them
        return [found for hit in hits if (found := self._find(_reference(hit), language))]

    def _check_verses(self, text: str) -> Checked | None:
        """Find Arabic words in the Qur'an; None where they may be another language's."""
        found = [self._skeletons.find(part) for part in parts_of(text)]
        if found and all(found):
            verses = next(each for each in found if each)
            return Checked(verdict="genuine", passage=self._find(verses, "ar"))
        near = self._skeletons.nearest(text)
        enough = near and len(skeleton(text)) >= FEWEST_ALIKE
        if near and enough and near.share >= ALIKE:
            return Checked(verdict="altered", passage=self._find(near.verses, "ar"))
        return NOT_FOUND if language_of(text, "ar") == "ar" else None


def _reference(hit: Hit) -> Reference:
    if hit.work == "quran":
        return verse(hit.chapter, hit.number)
    return Hadith(book=hit.work, number=hit.number)
