"""Keep only the marks that WhatsApp will read as marks.

WhatsApp has no escapes. It reads a mark as opening after white space, a line's start or another
mark, and as closing before anything but a letter or digit, all on one line and with no space just
inside. Marks elsewhere would be printed, so a stretch that cannot have them there goes without.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Final

from ansari_whatsapp.presenters.literals import guarded, opens_after
from ansari_whatsapp.presenters.styled import CODE, Span, Styled
from ansari_whatsapp.presenters.urls import urls_in

_PAIRED: Final = frozenset({"Ps", "Pe", "Pi", "Pf"})
"""Unicode's categories of brackets and of quotation marks."""


def settled(line: Styled) -> Styled:
    """Make a line whose marks WhatsApp reads as they were meant."""
    if not line.spans:
        return guarded(line)
    steps: tuple[Callable[[Styled], Styled], ...] = (
        _without_marks_in_urls,
        _united,
        _tightened,
        _widened,
        _readable,
        guarded,
    )
    return reduce(lambda made, step: step(made), steps, line)


def _without_marks_in_urls(line: Styled) -> Styled:
    """A closing mark after an address would be taken for its last character."""
    spans = line.spans
    for url in urls_in(line.text):
        start = url.start - _embraces(line.text[: url.start][-1:])
        stop = url.stop + _embraces(line.text[url.stop : url.stop + 1])
        spans = tuple(piece for span in spans for piece in _around(span, start, stop))
    return Styled(text=line.text, spans=spans)


def _around(span: Span, start: int, stop: int) -> Iterator[Span]:
    if span.stop <= start or stop <= span.start or span.mark == CODE:
        yield span
        return
    if span.start < start:
        yield Span(span.start, start, span.mark)
    if stop < span.stop:
        yield Span(stop, span.stop, span.mark)


def _united(line: Styled) -> Styled:
    """Join equal stretches that touch or lie in one another: a bold word in a bold heading."""
    united: list[Span] = []
    for span in sorted(line.spans, key=lambda span: (span.mark, span.start)):
        last = united[-1] if united else None
        if last and last.mark == span.mark and span.start <= last.stop:
            united[-1] = Span(last.start, max(last.stop, span.stop), last.mark)
        else:
            united.append(span)
    return Styled(text=line.text, spans=tuple(united))


def _tightened(line: Styled) -> Styled:
    """Leave white space outside the marks, and stretches of nothing out."""
    tight = (_tight(span, line.text) for span in line.spans)
    return Styled(text=line.text, spans=tuple(span for span in tight if span.start < span.stop))


def _tight(span: Span, text: str) -> Span:
    inside = text[span.start : span.stop]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.start + len(inside.rstrip())), span.mark)


def _widened(line: Styled) -> Styled:
    """Take brackets and quotation marks into the stretch they embrace: (**x**) to *(x)*."""
    return Styled(text=line.text, spans=tuple(_wide(span, line) for span in line.spans))


def _wide(span: Span, line: Styled) -> Span:
    start, stop = span.start, span.stop
    while start and span.mark != CODE and _embraces(line.text[start - 1]):
        start -= 1
    if start == span.start or not opens_after(line.text, start):
        return span
    while stop - span.stop < span.start - start and _embraces(line.text[stop : stop + 1]):
        stop += 1
    wide = Span(start, stop, span.mark)
    return span if any(_cross(wide, other) for other in line.spans) else wide


def _cross(one: Span, other: Span) -> bool:
    first, second = sorted((one, other), key=lambda span: (span.start, -span.stop))
    return second.start < first.stop < second.stop


def _embraces(char: str) -> bool:
    return bool(char) and (char in "\"'" or unicodedata.category(char) in _PAIRED)


def _readable(line: Styled) -> Styled:
    spans = tuple(span for span in line.spans if _is_readable(span, line.text))
    return Styled(text=line.text, spans=spans)


def _is_readable(span: Span, text: str) -> bool:
    """Tell whether WhatsApp reads marks here; one of its own kind inside would end the stretch."""
    return (
        span.mark not in text[span.start : span.stop]
        and opens_after(text, span.start)
        and not _is_of_a_word(text[span.stop : span.stop + 1])
    )


def _is_of_a_word(char: str) -> bool:
    """Tell letters, digits and the signs put on them, of any script."""
    return bool(char) and unicodedata.category(char)[0] in "LMN"
