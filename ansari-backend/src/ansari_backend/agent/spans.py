"""Find the references that are written out in a paragraph, and words that claim to be scripture."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ansari_backend.knowledge.passages import Hadith, Reference, Verses, verse

_REFERENCE: Final = re.compile(r"\[\[[^\]\n]*\]\]")
_SCRIPTURE: Final = re.compile(
    r"\b(?:Allah|God|Prophet\w*|Messenger|Qur.?an\w*|hadith\w*|hadis\w*|hadits?|verses?|ayahs?|ayat\w*|"
    r"surah?|sura[ht]|narrat\w+|scripture|bukh?ari|muslim|tirmi[dz]h?i|dawud|peace be upon him|"
    r"Rasul\w*|Nabi|berfirman|bersabda|riwayat|Peygamber\w*|ayet\w*|sure\w*|buyur\w+|Kur.?an\w*|"
    r"Proph[eè]te|Coran|verset|Messager|Dieu|Profeta|Cor[aá]n|aleya|Dios|Koran\w*|Gott\w*)\b|"
    r"ﷺ|صل|الله|اللہ|تعالى|رسول|النبي|نبی|قرآن|القرآن|حديث|حدیث|آية|آیت|سورة|سورہ|رواه|فرمایا",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d{1,4}(?:\s?:\s?\d{1,3})?(?:\s?[-–]\s?\d{1,3})?")
_WORDS_BEFORE: Final = re.compile(r"(?:[^\s\d()\[\],;:.!?]++[ \t,.:#(]*+){0,5}\Z")
"""Possessive: to try a long word cut in every way takes minutes, and Chinese has no other words."""
_QURANIC: Final = re.compile(
    r"qur|kor|cor[aá]|\bqs?\b|sura|sure|verse|ayah?|ayet|[aā]l-|سور|قرآن|القرآن|آية|آیت|ayat|"
    r"সূরা|কুরআন|сур|коран|аят",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"[(#/]")
"""Between a book and its number: `Bukhari (5027)`. In `Al-Ikhlas (112)` it is the surah's own."""
_BY_BOOK: Final = re.compile(r"\bbook\s+\d+[,:]?\s+(?:hadith|number|no\.?|#)\s*\d+", re.IGNORECASE)
"""`Book 2, Hadith 24`: such numbers differ from print to print, and no tool gives them."""
_BY_SURAH: Final = re.compile(
    r"\b(?:surah?|surat|sure|sourate|chapter)\s+(\d{1,3})[,:]?\s+"
    r"(?:verses?|vers|versets?|ayahs?|ayat)\s+(\d{1,3})\b",
    re.IGNORECASE,
)
_NOWHERE: Final = Hadith(book="", number=0)


_PRAYER: Final = re.compile(
    r"(?:[aā]l-)?(?:fajr|asr|'asr|duha)|و?(?:ال)?(?:فجر|عصر|ضحى)", re.IGNORECASE
)
"""Times of prayer after which surahs are called too."""

_WORD_BEFORE: Final = re.compile(r"[^\s(#,.:]+")

NamedBy = Callable[[str], Sequence[Reference]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A reference that was written out in the text."""

    start: int
    end: int
    references: tuple[Reference, ...]


def named_in(text: str, named: NamedBy) -> list[Named]:
    """Give the references written out, each with as many words before its number as it needs."""
    found = list(_in_words(text))
    taken = [match.span() for match in _REFERENCE.finditer(text)]
    taken += [(one.start, one.end) for one in found]
    for number in _NUMBER.finditer(text):
        if any(start <= number.start() < end for start, end in taken):
            continue
        span = _named_at(text, number, named)
        if span and not any(span.start < one.end and one.start < span.end for one in found):
            found.append(span)
    return sorted(found, key=lambda one: one.start)


def speaks_of_scripture(text: str) -> bool:
    """Tell whether words near a quotation say that it is one of scripture."""
    return bool(_SCRIPTURE.search(text))


def _in_words(text: str) -> Iterator[Named]:
    for match in _BY_BOOK.finditer(text):
        yield Named(start=match.start(), end=match.end(), references=(_NOWHERE,))
    for match in _BY_SURAH.finditer(text):
        place = verse(int(match[1]), int(match[2]))
        yield Named(start=match.start(), end=match.end(), references=(place,))


def _named_at(text: str, number: re.Match[str], named: NamedBy) -> Named | None:
    if ":" in number[0]:
        return _colon_at(text, number, named)
    lead = _lead(text, number)
    for start in reversed([word.start() for word in _WORD_BEFORE.finditer(lead)]):
        if references := named(_SIGNS.sub(" ", lead[start:]) + number[0]):
            at = number.start() - len(lead) + start
            is_surah = lead.endswith("(") and not isinstance(references[0], Hadith)
            end = None if is_surah else _closed(text, number, lead[start:])
            if end is None:
                return None
            return Named(start=at, end=end, references=tuple(references))
    return None


def _closed(text: str, number: re.Match[str], lead: str) -> int | None:
    """Give where a reference ends; None if what opens a bracket there is a year or two."""
    if "(" not in lead:
        return number.end()
    is_alone = number[0].isdecimal() and text[number.end() :].startswith(")")
    return number.end() + 1 if is_alone else None


def _colon_at(text: str, number: re.Match[str], named: NamedBy) -> Named | None:
    """`5:12` may be a time of day: as a verse it stands behind a word that says so, or alone."""
    references = tuple(named(number[0]))
    lead = _lead(text, number)
    words = list(_WORD_BEFORE.finditer(lead))
    if not references or (words and _is_time_of(words[-1][0], references, named)):
        return None
    if words and (_QURANIC.search(lead) or named(f"{words[-1][0]} 1")):
        at = number.start() - len(lead) + words[-1].start()
        return Named(start=at, end=number.end(), references=references)
    if _stands_alone(text, number):
        return Named(start=number.start(), end=number.end(), references=references)
    return None


def _is_time_of(word: str, references: Sequence[Reference], named: NamedBy) -> bool:
    """`Fajr 5:12` says when to pray; `al-Fajr 89:12` is a verse."""
    plain = word.strip("*_")
    called = named(f"{plain} 1") if _PRAYER.fullmatch(plain) else []
    return bool(called) and not _same_surah(called[0], references[0])


def _same_surah(one: Reference, other: Reference) -> bool:
    return isinstance(one, Verses) and isinstance(other, Verses) and one.surah == other.surah


def _lead(text: str, number: re.Match[str]) -> str:
    before = _WORDS_BEFORE.search(text, 0, number.start())
    return before[0] if before else ""


def _stands_alone(text: str, number: re.Match[str]) -> bool:
    """`(2:255)` is a verse; `at 2:25` and `02:25` are times."""
    return (
        text[: number.start()].endswith(("(", "["))
        and text[number.end() :].startswith((")", "]"))
        and not number[0].startswith("0")
    )
