"""Find references in what people type: `2:255`, `Baqarah 255`, `ayat al-kursi`, `Bukhari 1`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from ansari_backend.knowledge.books import BOOKS
from ansari_backend.knowledge.passages import (
    LONGEST_RANGE,
    Hadith,
    Reference,
    Verses,
    parse_reference,
    verse,
)
from ansari_backend.knowledge.sources import Surah
from ansari_backend.knowledge.words import plain_letters

# Spellings are compared after `_folded`: no marks, no hyphens, no articles.
_NAMED: Final = {
    "kursi": verse(2, 255),
    "kursiy": verse(2, 255),
    "كرسي": verse(2, 255),
    "الكرسي": verse(2, 255),
}
_WORDS_FOR_VERSE: Final = frozenset({"ayat", "aya", "ayatul", "ايه", "ايت", "verse"})
_BETWEEN: Final = (
    r"(?:\s*(?:[,:.]|no|number|nr|nomor|hadith|hadis|hadees|حديث|رقم"
    r"|verse|ayat|aya|ايه|ايت))*\s*"
)
_SURAH: Final = r"(?:surat|sura|سوره|سورت)"
_COLON: Final = re.compile(r"(?<![\d:])(\d{1,3})\s?:\s?(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?(?![\d:])")
_BY_NUMBER: Final = re.compile(_SURAH + r"\s+(\d{1,3})" + _BETWEEN + r"(\d{1,3})\b")
_SILENT: Final = re.compile(r"(?<=a)h\b")
_ARTICLE: Final = re.compile(r"\b(?:a[lnrstzd]h?|as[hs]|adh)[\s-]+(?=\w)|['’‘`ʿʾ]")


class Spotter:
    """Knows the names of surahs and books in the spellings that people use."""

    def __init__(self, surahs: Iterable[Surah]) -> None:
        self._verses: dict[int, int] = {}
        names: dict[str, int] = {}
        for surah in surahs:
            self._verses[surah.number] = surah.verses
            for name in (surah.english, surah.arabic):
                names[_folded(name)] = surah.number
        self._names = names
        any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._by_name = re.compile(
            rf"(?<!\w)(?:ال)?({any_name}){_BETWEEN}(\d{{1,3}})(?:\s?[-–]\s?(\d{{1,3}}))?(?!\d)"
        )
        self._whole = re.compile(rf"{_SURAH}\s+(?:ال)?({any_name})(?!\w)(?!{_BETWEEN}\d)")
        self._books = {
            _folded(name): book.key
            for book in BOOKS
            for name in (*book.spellings, book.title, book.arabic, book.urdu)
        }
        books = "|".join(map(re.escape, sorted(self._books, key=len, reverse=True)))
        self._hadith = re.compile(rf"(?<!\w)({books}){_BETWEEN}(\d{{1,5}})\b")

    def references(self, text: str) -> list[Reference]:
        """Give what the text refers to, each once, verses first; it may not exist."""
        if exact := parse_reference(text):
            return [exact]
        folded = _folded(text)
        return list(dict.fromkeys([*self._in_quran(folded), *self._in_hadith(folded)]))

    def _in_quran(self, text: str) -> Iterator[Verses]:
        for match in _COLON.finditer(text):
            yield from _span(int(match[1]), match[2], match[3])
        for match in _BY_NUMBER.finditer(text):
            yield from _span(int(match[1]), match[2], None)
        for match in self._by_name.finditer(text):
            yield from _span(self._names[match[1]], match[2], match[3])
        for match in self._whole.finditer(text):
            surah = self._names[match[1]]
            if self._verses[surah] <= LONGEST_RANGE:
                yield Verses(surah=surah, first=1, last=self._verses[surah])
        words = text.split()
        if not _WORDS_FOR_VERSE.isdisjoint(words):
            yield from (_NAMED[word] for word in words if word in _NAMED)

    def _in_hadith(self, text: str) -> Iterator[Hadith]:
        for match in self._hadith.finditer(text):
            yield Hadith(book=self._books[match[1]], number=int(match[2]))


def _span(surah: int, first: str, last: str | None) -> Iterator[Verses]:
    span = Verses(surah=surah, first=int(first), last=int(last or first))
    if 0 <= span.last - span.first < LONGEST_RANGE:
        yield span


def _folded(text: str) -> str:
    """Bring spellings together: any digits, letters without marks, no articles, no silent h."""
    plain = unicodedata.normalize("NFKD", plain_letters(text))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in letters)
    return _SILENT.sub("", _ARTICLE.sub("", digits.replace("ة", "ه"))).strip()
