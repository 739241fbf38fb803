"""Find what looks like a quotation in a text that a model, or anybody, wrote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ansari_backend.knowledge.checking import Checked, is_arabic
from ansari_backend.knowledge.words import plain_letters

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
_REFERENCE: Final = re.compile(r"\[\[([^\]\n]*)\]\]")

_FEWEST_WORDS: Final = {"block": 1, "verse": 1, "marks": 4, "bare": 4}
"""Fewer words in quotation marks are a term, not a quotation."""
_FEWEST_BESIDE_REFERENCES: Final = 4
_SOURCE_SIGNS: Final = ("—", "–", "-", "(")
_FORMULAS: Final = re.compile(
    "(?:و?عليكم )?السلام(?: عليكم)?(?: ورحمه الله)?(?: وبركاته)?|صلي الله عليه(?: وعلي اله)? وسلم|"
    "رضي الله عن[هاهم]+|سبحانه وتعالي|ان شاء الله|جزاك الله خيرا|بارك الله فيك|"
    "بسم الله الرحمن الرحيم|الحمد لله(?: رب العالمين)?"
)
"""What people say on all occasions quotes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words that look like a quotation, and where they stand with their marks."""

    start: int
    end: int
    words: str
    """But for the references among them."""
    kind: Literal["block", "marks", "verse", "bare"]
    references: tuple[str, ...] = ()
    """What stands between double brackets among the words, in whose place a text will be put."""

    @property
    def is_a_term(self) -> bool:
        """Whether it is too short to quote anything, or said on all occasions."""
        if self.references:  # a few words lead to them
            return len(" ".join(self.sayings).split()) < _FEWEST_BESIDE_REFERENCES
        fewest = _FEWEST_WORDS[self.kind]
        if self.kind == "marks" and is_arabic(self.words):
            fewest -= 1
        return len(_FORMULAS.sub("", plain_letters(self.words)).split()) < fewest

    @property
    def sayings(self) -> list[str]:
        """What it says: of a block each paragraph but the line that names the source."""
        if self.kind != "block":
            return [self.words]
        return [line for line in self.words.splitlines() if not line.startswith(_SOURCE_SIGNS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What a text quotes, and what became of it when it was compared with ours."""

    start: int
    end: int
    """The characters that hold it, its marks included."""
    words: str
    checked: Checked


def quoted_in(text: str, *, arabic_is_quoted: bool) -> list[Quoted]:
    """Give what looks like a quotation, in its order; nothing twice.

    `arabic_is_quoted`: the text is in another script, so that a run of Arabic is a quotation.
    """
    found: list[Quoted] = []
    references = [match.span() for match in _REFERENCE.finditer(text)]
    runs = _runs(text) if arabic_is_quoted else ()
    for one in (*_blocks(text), *_marked(text), *_spoken(text), *runs):
        taken = [(each.start, each.end) for each in found]
        if not one.references:
            taken += references
        if one.words.strip() and not any(
            one.start < end and start < one.end for start, end in taken
        ):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _blocks(text: str) -> Iterator[Quoted]:
    for match in _BLOCK.finditer(text):
        said, references = _REFERENCE.sub("", match[0]), tuple(_REFERENCE.findall(match[0]))
        lines = [line.strip().removeprefix(">").strip() for line in said.splitlines()]
        words = "\n".join(line for line in lines if line)
        yield Quoted(
            start=match.start(), end=match.end(), words=words, kind="block", references=references
        )


def _marked(text: str) -> Iterator[Quoted]:
    for match in _MARKS.finditer(text):
        inside = next(group for group in match.groups() if group is not None)
        kind: Literal["verse", "marks"] = "verse" if match[0].startswith("﴿") else "marks"
        if not inside.strip().isdigit():
            yield Quoted(
                start=match.start(),
                end=match.end(),
                words=_REFERENCE.sub("", inside),
                kind=kind,
                references=tuple(_REFERENCE.findall(inside)),
            )


def _spoken(text: str) -> Iterator[Quoted]:
    for match in _SPEAKS.finditer(text):
        yield Quoted(start=match.start(1), end=match.end(1), words=match[1], kind="bare")


def _runs(text: str) -> Iterator[Quoted]:
    for match in _RUN.finditer(text):
        words = match[0].rstrip(" \t\n،؛")
        yield Quoted(start=match.start(), end=match.start() + len(words), words=words, kind="bare")
