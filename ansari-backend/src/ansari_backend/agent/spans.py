"""Find what looks like a quotation, or like a reference, in a paragraph that a model wrote."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ansari_backend.knowledge.passages import Reference

ARABIC: Final = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"

_BLOCK: Final = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MARKS: Final = re.compile(
    r"“([^“”]+)”|”([^“”]+)“|«([^«»]+)»|»([^«»]+)«|„([^„“”]+)[“”]|﴿([^﴿﴾]+)﴾|"
    r'"([^"\n]+)"|「([^「」]+)」|『([^『』]+)』'
)
_RUN: Final = re.compile(rf"(?:[{ARABIC}]+[\s،؛ۖۚۗ]*){{4,}}")
_SPEAKS: Final = re.compile(
    r"(?:\b(?:Allah|God|Prophet|Messenger|Qur.?an|hadith|verse|ayah|Rasulullah|Nabi|Peygamber|"
    r"Prophète|Coran|Dieu|Profeta|Corán|Koran|Gott|Kur.an|Tuhan|Muhammad)\b[^\n:.]{0,80}|"
    r"(?:قال|يقول|وقال|فقال|قوله)[^\n:.]{0,50}|(?:فرمایا|فرماتا ہے|فرماتے ہیں)[^\n:.]{0,20})"
    r"[:：][ \t]*(?![\s\"“«„﴿>*\[])([^\n]+?)(?=[.!?؟۔](?:\s|\Z)|[\n(\[]|\Z)",
    re.IGNORECASE,
)
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
_LETTER: Final = re.compile(r"[^\W\d_]")
_WORDS_BEFORE: Final = re.compile(r"(?:[^\s\d()\[\],;:.!?]+[ \t,.:#(]*){0,5}\Z")
_QURANIC: Final = re.compile(
    r"qur|kor|cor[aá]|sura|sure|verse|ayah?|ayet|[aā]l-|سور|قرآن|القرآن|آية|آیت|ayat", re.IGNORECASE
)


_WORD_BEFORE: Final = re.compile(r"[^\s(#,.:]+")

NamedBy = Callable[[str], Sequence[Reference]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words that look like a quotation."""

    start: int
    end: int
    words: str
    kind: Literal["block", "marks", "verse", "bare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A reference that was written out in the text."""

    start: int
    end: int
    references: tuple[Reference, ...]


def quoted_in(text: str, *, arabic_is_quoted: bool) -> list[Quoted]:
    """Give what looks like a quotation, in its order; nothing twice.

    `arabic_is_quoted`: the text is in another script, so that a run of Arabic is a quotation.
    """
    found: list[Quoted] = []
    taken = [match.span() for match in _REFERENCE.finditer(text)]
    runs = _runs(text) if arabic_is_quoted else ()
    for one in (*_blocks(text), *_marked(text), *_spoken(text), *runs):
        if not any(one.start < end and start < one.end for start, end in taken):
            found.append(one)
            taken.append((one.start, one.end))
    return sorted(found, key=lambda one: one.start)


def named_in(text: str, named: NamedBy) -> list[Named]:
    """Give the references written out, each with as many words before its number as it needs."""
    found: list[Named] = []
    taken = [match.span() for match in _REFERENCE.finditer(text)]
    for number in _NUMBER.finditer(text):
        if any(start <= number.start() < end for start, end in taken):
            continue
        span = _named_at(text, number, named)
        if span and not (found and span.start < found[-1].end):
            found.append(span)
    return found


def speaks_of_scripture(text: str) -> bool:
    """Tell whether words near a quotation say that it is one of scripture."""
    return bool(_SCRIPTURE.search(text))


def is_arabic(text: str) -> bool:
    """Tell whether most letters are of the Arabic script."""
    letters = _LETTER.findall(text)
    arabic = sum(bool(re.match(f"[{ARABIC}]", letter)) for letter in letters)
    return arabic * 2 > len(letters)


def _blocks(text: str) -> Iterator[Quoted]:
    for match in _BLOCK.finditer(text):
        lines = [line.strip().removeprefix(">").strip() for line in match[0].splitlines()]
        words = "\n".join(line for line in lines if line)
        yield Quoted(start=match.start(), end=match.end(), words=words, kind="block")


def _marked(text: str) -> Iterator[Quoted]:
    for match in _MARKS.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        kind: Literal["verse", "marks"] = "verse" if match[0].startswith("﴿") else "marks"
        if not words.strip().isdigit():
            yield Quoted(start=match.start(), end=match.end(), words=words, kind=kind)


def _spoken(text: str) -> Iterator[Quoted]:
    for match in _SPEAKS.finditer(text):
        yield Quoted(start=match.start(1), end=match.end(1), words=match[1], kind="bare")


def _runs(text: str) -> Iterator[Quoted]:
    for match in _RUN.finditer(text):
        words = match[0].rstrip(" \t\n،؛")
        yield Quoted(start=match.start(), end=match.start() + len(words), words=words, kind="bare")


def _named_at(text: str, number: re.Match[str], named: NamedBy) -> Named | None:
    if ":" in number[0]:
        return _colon_at(text, number, named)
    lead = _lead(text, number)
    for start in reversed([word.start() for word in _WORD_BEFORE.finditer(lead)]):
        if references := named(lead[start:] + number[0]):
            at = number.start() - len(lead) + start
            return Named(start=at, end=number.end(), references=tuple(references))
    return None


def _colon_at(text: str, number: re.Match[str], named: NamedBy) -> Named | None:
    """`5:12` may be a time of day: as a verse it stands behind a word that says so, or alone."""
    references = tuple(named(number[0]))
    lead = _lead(text, number)
    words = list(_WORD_BEFORE.finditer(lead))
    if not references:
        return None
    if words and (_QURANIC.search(lead) or named(f"{words[-1][0]} 1")):
        at = number.start() - len(lead) + words[-1].start()
        return Named(start=at, end=number.end(), references=references)
    if _stands_alone(text, number):
        return Named(start=number.start(), end=number.end(), references=references)
    return None


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
