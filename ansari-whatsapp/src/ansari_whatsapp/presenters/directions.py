"""Keep the order of lines in which Arabic and Latin letters meet.

A phone lays a line out from the right if its first letter is written that way. An Arabic sentence
that begins with a Latin name would be torn apart, so an unseen sign before it says which way the
line goes. Then most lines are laid out well by Unicode's rules (UAX 9). Two cases in lines from
the left are not: a number after Arabic words jumps to their other side, and a verse's ornate
brackets stand the wrong way round. Only there the Arabic is isolated.
"""

import re
from collections.abc import Iterator
from typing import Final

from ansari_whatsapp.presenters.quotations import without_quotations
from ansari_whatsapp.presenters.styled import CODE, ISOLATE, Span, Styled
from ansari_whatsapp.presenters.urls import urls_in, without_urls

LEFTWARD: Final = "\u200f"
RIGHTWARD: Final = "\u200e"
_RTL: Final = (
    "\u05d0-\u05ea\u061b\u061f\u0620-\u064a\u066e\u066f\u0671-\u06d5\u06e5\u06e6\u06ee\u06ef"
    "\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb1d-\ufbc1\ufbd3-\ufd3d\ufd50-\ufdfc\ufe70-\ufefc"
)
_LTR: Final = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u0370-\u0589\u0900-\u1fff"
_SIGNS: Final = "\u064b-\u065f\u0670\u06d6-\u06e4\u06e7-\u06ed"
"""What is written onto Arabic letters."""
_FROM_RIGHT: Final = re.compile(f"[{_RTL}]")
_FROM_LEFT: Final = re.compile(f"[{_LTR}]")
_SIGNS_OF_DIRECTION: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIRST: Final = re.compile(f"[{_RTL}{_LTR}]")
_QUOTED_LINE: Final = re.compile(r"^\s*>.*", re.MULTILINE)
_RUN: Final = re.compile(
    rf"[﴿«“][^{_LTR}﴿«“]*[﴾»”]|[{_RTL}](?:[^{_LTR}]*[{_RTL}﴾])?[{_SIGNS}]*",
)
_NUMBER_AHEAD: Final = re.compile(r"[\W_]*\d")


def without_signs(markdown: str) -> str:
    """Leave the signs of others out: they may be wrong, or stand before a mark."""
    return _SIGNS_OF_DIRECTION.sub("", markdown)


def direction_of_answer(markdown: str) -> str:
    """Give the way of most of an answer's own words; what is quoted has no say."""
    if markdown.isascii() or not _FROM_RIGHT.search(markdown):
        return RIGHTWARD
    own = without_quotations(_QUOTED_LINE.sub("", without_urls(markdown)))
    return _majority(own, "")


def direction_of(text: str, answer: str) -> str:
    """Give the way a line of both directions goes, and nothing for any other line.

    It goes with most of its own words, those that go the answer's way counted twice: that takes
    Arabic to name its source in Latin letters.
    """
    if text.isascii() or not (_FROM_RIGHT.search(text) and _FROM_LEFT.search(text)):
        return ""
    shown = without_urls(text)
    return _majority(without_quotations(shown), answer) or _majority(shown, answer)


def _majority(words: str, favoured: str) -> str:
    leftward = len(_FROM_RIGHT.findall(words)) * (1 + (favoured == LEFTWARD))
    rightward = len(_FROM_LEFT.findall(words)) * (1 + (favoured == RIGHTWARD))
    if leftward == rightward:
        return favoured if leftward else ""
    return LEFTWARD if leftward > rightward else RIGHTWARD


def sign_before(line: Styled, direction: str) -> str:
    """Give the sign that a line needs before it to be laid out in that direction, if any."""
    if not direction:
        return ""
    text = line.text
    for start, stop, mark in line.spans:
        if mark == ISOLATE:
            text = text[:start] + " " * (stop - start) + text[stop:]
    first = _FIRST.search(text)
    shown = (LEFTWARD if _FROM_RIGHT.match(first[0]) else RIGHTWARD) if first else direction
    return "" if shown == direction else direction


def isolated(line: Styled, direction: str) -> Styled:
    """Isolate the Arabic of a line from the left where it would else disturb what is around it."""
    if direction != RIGHTWARD:
        return line
    return Styled(text=line.text, spans=(*line.spans, *_isolates(line)))


def _isolates(line: Styled) -> Iterator[Span]:
    code = [slice(start, stop) for start, stop, mark in line.spans if mark == CODE]
    apart = [*code, *urls_in(line.text)]
    for run in _RUN.finditer(line.text):
        start, stop = run.span()
        disturbs = {"﴿", "﴾"} & set(run[0]) or _NUMBER_AHEAD.match(line.text, stop)
        if disturbs and not any(start < place.stop and place.start < stop for place in apart):
            yield Span(start, stop, ISOLATE)
