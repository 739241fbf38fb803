"""Take an answer apart: what it says itself, what it quotes, and in which writing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ansari_backend.knowledge.quoted import ARABIC
from ansari_whatsapp.utils.language_utils import FEW_WORDS, Writing, detect_writing
from evaluation.asking import Answer

_BLOCK: Final = re.compile(r"(?:^>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_SOURCE: Final = re.compile(r"^\d+\. (?P<title>[^\n]+)$", re.MULTILINE)
_LINK: Final = re.compile(r"https?://\S+")
_ARABIC_RUN: Final = re.compile(rf"[{ARABIC}]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEFORE_SOURCE: Final = "— "
_IN_ARABIC_LETTERS: Final = frozenset({"ar", "fa", "ur"})
_KIN: Final = ({"id", "ms"},)
"""Languages whose short sentences can't be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quotation as it is shown: its paragraphs, and the line that names the source."""

    paragraphs: tuple[str, ...]
    source: str


def quotations(text: str) -> Iterator[Quotation]:
    """Give the blocks of lines that begin with `>`."""
    for block in _BLOCK.findall(text):
        lines = [line.removeprefix(">").strip() for line in block.splitlines()]
        paragraphs = [line for line in lines if line]
        named = [line for line in paragraphs if line.startswith(_BEFORE_SOURCE)]
        yield Quotation(
            paragraphs=tuple(line for line in paragraphs if line not in named),
            source=named[-1].removeprefix(_BEFORE_SOURCE) if named else "",
        )


def own_part(answer: Answer) -> str:
    """Leave out the quotations and the list of sources at the end."""
    text = _BLOCK.sub("\n", answer.text)
    titles = {source.title for source in answer.sources}
    listed = [
        match for match in _SOURCE.finditer(text) if match["title"].partition(" – ")[0] in titles
    ]
    if titles and len(listed) >= len(titles):
        before = text[: listed[-len(titles)].start()].rstrip()
        text = before.rpartition("\n")[0]  # and its heading
    return text.strip()


def is_in(text: str, language: str, *, romanised: bool) -> bool:
    """Tell whether words are in a language; so few that they tell nothing pass."""
    whole = plain = _LINK.sub(" ", text)
    if language not in _IN_ARABIC_LETTERS or romanised:
        plain = _ARABIC_RUN.sub(" ", whole)  # a formula, or a name
    if _letters(plain) * 2 < _letters(whole):
        return False
    if len(_WORD.findall(plain)) < FEW_WORDS:
        return True
    found = detect_writing(plain)
    return found == Writing(language, is_romanised=romanised) or any(
        {found.language, language} <= kin for kin in _KIN
    )


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
