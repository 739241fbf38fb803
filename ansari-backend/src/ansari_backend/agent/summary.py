"""Keep notes of what a person has asked, so short that they always fit."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ansari_backend.agent.shown import own_words, shown_words

SUMMARY_TOKENS: Final = 2_500
_WIDTHS: Final = (100, 60, 40, 30)
"""Characters of a note: the more there are, the shorter each is."""
_NUMBER: Final = re.compile(r"(\d{1,6})\. ")
_KEPT_OF_OLDEST: Final = 3
"""Where notes must go all the same, one part in so many stays of the oldest."""
_ROOM: Final = SUMMARY_TOKENS * 4 - 64
"""Bytes, less those of the heading under which a model is told them."""
_AROUND: Final = len("> \n")


def tokens_in(text: str) -> int:
    """Estimate what a model counts: it splits what is not English more finely, as UTF-8 does."""
    return len(text.encode("utf-8", "replace")) // 4 + 1


def listed(notes: str, questions: Sequence[str]) -> str:
    """Add questions to notes, a numbered line each; notes that a model wrote are gone on with."""
    lines = [line for line in notes.splitlines() if line.strip()]
    first = last_number(notes) + 1
    lines += [f"{number}. {_subject(each)}" for number, each in enumerate(questions, first)]
    return _fitting(lines)


def last_number(notes: str) -> int:
    """Tell how many questions were noted."""
    numbers = [int(match[1]) for line in notes.splitlines() if (match := _NUMBER.match(line))]
    return max(numbers, default=0)


def _subject(question: str) -> str:
    return " ".join((own_words(question) or shown_words(question)).split())


def _fitting(lines: Sequence[str]) -> str:
    for width in _WIDTHS:
        short = [_cut(line, width) for line in lines]
        if sum(map(_bytes, short)) <= _ROOM:
            return "\n".join(short)
    return "\n".join(_thinned(short))


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1].rstrip('… ')}…"


def _thinned(lines: Sequence[str]) -> Iterator[str]:
    """Leave out what lies between the first and the newest."""
    oldest = list(_within(lines, _ROOM // _KEPT_OF_OLDEST))
    yield from oldest
    rest = lines[len(oldest) :]
    yield from reversed(list(_within(rest[::-1], _ROOM - _ROOM // _KEPT_OF_OLDEST)))


def _within(lines: Sequence[str], room: int) -> Iterator[str]:
    for line in lines:
        room -= _bytes(line)
        if room < 0:
            return
        yield line


def _bytes(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + _AROUND
