"""Read a text as WhatsApp shows it: lines of bold, italic, struck and monospaced words.

WhatsApp has no document that says so; the rules are those that compatible clients follow. A mark
opens only at the start, after a blank or after another mark, and closes only where no letter or
digit of the Latin alphabet follows; between the two lies no line break, and no blank just inside.
So `snake_case_words` and `2*3*4` stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mark(StrEnum):
    """How words are set."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    MONO = "mono"
    LINK = "link"


class Kind(StrEnum):
    """What a line is."""

    PLAIN = "plain"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of one line that are set alike."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with a direction of its own; of code, all of its lines. `number` is a list's."""

    kind: Kind
    spans: tuple[Span, ...]
    number: str = ""


_INSIDE: Final = r"(\S(?:.*?\S)?)"
_CLOSED: Final = r"(?![a-zA-Z\d])"
_MARKS: Final = {
    Mark.MONO: re.compile(r"`([^`\n]+)`"),
    Mark.LINK: re.compile(r"(https?://\S*[^\s.,;:!?)\]}'\"*_~])"),
    Mark.BOLD: re.compile(rf"(?<![^\s>_~])\*{_INSIDE}\*{_CLOSED}"),
    Mark.ITALIC: re.compile(rf"(?<![^\s>~*])_{_INSIDE}_{_CLOSED}"),
    Mark.STRIKE: re.compile(rf"(?<![^\s>_*])~{_INSIDE}~{_CLOSED}"),
}
_FINAL: Final = frozenset({Mark.MONO, Mark.LINK})  # nothing inside them is read again
_CODE: Final = re.compile(r"```(.+?)```", re.DOTALL)
_STARTS: Final = {
    Kind.BULLET: re.compile(r"[-*] (?=\S)"),
    Kind.NUMBER: re.compile(r"([0-9]{1,3})\. (?=\S)"),
    Kind.QUOTE: re.compile(r"> (?=\S)"),
}


def read_lines(text: str) -> list[Line]:
    """The lines of `text`, from top to bottom."""
    lines: list[Line] = []
    # A split by a pattern with one group gives text and code by turns.
    for position, piece in enumerate(_CODE.split(text)):
        if position % 2:
            lines.append(Line(kind=Kind.CODE, spans=(Span(text=piece.strip("\n")),)))
        else:
            lines += _read_piece(piece, first=position == 0)
    return lines


def _read_piece(piece: str, *, first: bool) -> Iterator[Line]:
    """Lines between blocks of code; a block begins and ends a line by itself."""
    if not first:
        piece = piece.removeprefix("\n")
    if piece:
        yield from map(_read_line, piece.removesuffix("\n").split("\n"))


def _read_line(line: str) -> Line:
    for kind, start in _STARTS.items():
        if found := start.match(line):
            number = found[1] if kind is Kind.NUMBER else ""
            rest = line[found.end() :]
            return Line(kind=kind, number=number, spans=tuple(_read_spans(rest, ())))
    return Line(kind=Kind.PLAIN, spans=tuple(_read_spans(line, ())))


def _read_spans(text: str, marks: tuple[Mark, ...]) -> Iterator[Span]:
    position = 0
    while found := _next_mark(text, position, marks):
        mark, match = found
        if match.start() > position:
            yield Span(text=text[position : match.start()], marks=marks)
        if mark in _FINAL:
            yield Span(text=match[1], marks=(*marks, mark))
        else:
            yield from _read_spans(match[1], (*marks, mark))
        position = match.end()
    if position < len(text):
        yield Span(text=text[position:], marks=marks)


def _next_mark(
    text: str,
    position: int,
    marks: tuple[Mark, ...],
) -> tuple[Mark, re.Match[str]] | None:
    """The first mark from `position` on; what is bold already can't become so once more."""
    found = [
        (mark, match)
        for mark, pattern in _MARKS.items()
        if mark not in marks and (match := pattern.search(text, position))
    ]
    return min(found, key=lambda pair: pair[1].start(), default=None)
