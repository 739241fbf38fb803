"""Compare words with the passages of our copy: are they in there, nearly in there, or not?"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from ansari_backend.knowledge.checking import Kind, is_arabic
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.knowledge.passages import Passage, Reference
from ansari_backend.knowledge.words import plain_letters

_ALIKE_CLAIMED: Final = 0.4
_ALIKE_NEAR: Final = 0.6
_ALIKE_FAR: Final = 0.75
"""The share of words that must be met for words to be a passage got wrong: less where it was
named as the source, or at least returned by a tool."""
_NEXT: Final = 4
_KINDS: Final[tuple[Kind, ...]] = ("quran", "hadith")
_LONGEST_QUERY: Final = 300
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʾʿ][^\W_]+)*")
_MARKS: Final = "[\u064b-\u065f\u0670\u06d6-\u06ed\u0640]*"
_WHOLE_WORD: Final = re.compile(rf"(?:{_WORD.pattern}{_MARKS})+")
_OMISSION: Final = re.compile(r"\[?(?:\.\.\.|…)\]?")
_WEAK: Final = re.compile("[اءآأإؤئٱىیيوةه]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """Word for word in our copy."""

    passage: Passage
    words: str
    """As our copy writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """Like a passage of our copy, but not its words."""

    passage: Passage
    words: str
    """The part that was meant, as our copy writes it."""


Verdict = Genuine | Altered | None


class Likeness:
    """Judges words by the texts. What is near is looked at first: it is mostly meant."""

    def __init__(self, knowledge: Knowledge, languages: Iterable[str]) -> None:
        self._knowledge = knowledge
        self._languages = tuple(dict.fromkeys((*languages, "en")))

    def judge(
        self, words: str, *, claimed: Iterable[Reference], near: Iterable[Reference]
    ) -> Verdict:
        """Find the passage that the words are from; None if there is none."""
        looked_at = (
            (self._near(claimed), _ALIKE_CLAIMED),
            (self._near(near), _ALIKE_NEAR),
            (self._far(words), _ALIKE_FAR),
        )
        verdicts = (_best(words, passages, alike) for passages, alike in looked_at)
        return next((verdict for verdict in verdicts if verdict), None)

    def _near(self, references: Iterable[Reference]) -> Iterator[Passage]:
        for reference in dict.fromkeys(references):
            for language in self._languages:
                if passage := self._knowledge.find(reference, language):
                    yield passage

    def _far(self, words: str) -> Iterator[Passage]:
        """What has the very words comes before what search finds like them."""
        for kind in _KINDS:
            if checked := self._knowledge.check_quotation(words, kind).passage:
                yield checked
        query = words[:_LONGEST_QUERY]
        for search in (self._knowledge.search_quran, self._knowledge.search_hadith):
            for language in self._languages:
                yield from search(query, language, _NEXT)


def _best(words: str, passages: Iterable[Passage], alike: float) -> Verdict:
    """Give the first passage that has the words, else the one most like them."""
    altered: Altered | None = None
    parts = [part for part in _OMISSION.split(words) if _words(part)]
    for passage in passages:
        for text in _texts(passage, words):
            if found := _all_within(parts, text):
                return Genuine(passage=passage, words=found)
            share, meant = _share(words, text)
            if share >= alike:
                alike, altered = share, Altered(passage=passage, words=meant)
    return altered


def _texts(passage: Passage, words: str) -> list[str]:
    if is_arabic(words) and (not passage.translation or passage.translation.language != "ur"):
        return [passage.arabic]
    translated = [passage.translation.text] if passage.translation else []
    return [passage.arabic, *translated] if is_arabic(words) else translated


def _all_within(parts: list[str], text: str) -> str | None:
    """Give the parts in our spelling if each is in the text, one after the other."""
    found, at = [], 0
    for part in parts:
        place = _within(part, text, at)
        if place is None:
            return None
        found.append(text[place[0] : place[1]])
        at = place[1]
    return " … ".join(found) or None


def _within(part: str, text: str, at: int) -> tuple[int, int] | None:
    """Find words in a text as a whole; blanks and marks make no difference."""
    folded = _folded if is_arabic(part) else _spelled
    spans = [(match.start(), match.end()) for match in _words_at(text, at)]
    letters = [folded(text[start:end]) for start, end in spans]
    sought = "".join(folded(word) for word in _words(part))
    for first in range(len(letters)):
        joined = ""
        for last in range(first, len(letters)):
            joined += letters[last]
            if joined == sought:
                return spans[first][0], spans[last][1]
            if not sought.startswith(joined):
                break
    return None


def _share(words: str, text: str) -> tuple[float, str]:
    """Give the share of the words that the text has in this order, and the part that has them."""
    folded: Callable[[str], str] = _folded if is_arabic(words) else _spelled
    spans = [(match.start(), match.end()) for match in _words_at(text, 0)]
    ours = [folded(text[start:end]) for start, end in spans]
    theirs = [folded(word) for word in _words(words)]
    blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return 0.0, ""
    met = sum(block.size for block in blocks)
    lead, rest = blocks[0].a, len(theirs) - blocks[-1].a - blocks[-1].size
    first = max(blocks[0].b - lead, 0)
    last = min(blocks[-1].b + blocks[-1].size + rest, len(ours)) - 1
    spread = (last - first + 1) / len(theirs)
    meant = _closed(text[spans[first][0] : spans[last][1]])
    return met / len(theirs) / max(1.0, spread / 2), meant


def _closed(text: str) -> str:
    """Leave no translator's note half out."""
    return text if text.count("[") == text.count("]") else text.rpartition("[")[0].rstrip()


def _words(text: str) -> list[str]:
    return [match[0] for match in _words_at(text, 0)]


def _words_at(text: str, at: int) -> Iterator[re.Match[str]]:
    """Arabic marks are no letters to a regular expression, but part of their word."""
    return _WHOLE_WORD.finditer(text, at)


def _folded(word: str) -> str:
    """Reduce an Arabic word to its consonants: copies differ in the rest."""
    return _WEAK.sub("", plain_letters(word))


def _spelled(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())
