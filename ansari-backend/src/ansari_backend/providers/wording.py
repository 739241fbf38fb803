"""Make what a service wrote fit to stand in our own lines: it is data, whatever it says."""

import re
from typing import Final

_LONGEST_NAME: Final = 120
_TAGS: Final = re.compile(r"</?[A-Za-z][^<>]{0,100}>")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OURS: Final = re.compile(r"\[{2,}|\]{2,}|[<>]")
"""Brackets by which a model refers to a passage, or begins its answer."""
_MARKUP: Final = re.compile(r"[*_`~\[\]<>|#]")


def as_text(text: str) -> str:
    """Take away mark-up, signs that don't show, and what our own quotations are made of."""
    plain = _OURS.sub(" ", _CONTROLS.sub("", _TAGS.sub("", text)))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def as_name(text: str) -> str:
    """Make a name of it: one line, short, without any mark-up."""
    return " ".join(_MARKUP.sub(" ", as_text(text)).split())[:_LONGEST_NAME].strip()
