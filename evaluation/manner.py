"""What no answer may do, whatever the question: slips that show in the words alone."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from ansari_backend.agent.prompt import prompt
from evaluation.asking import Answer
from evaluation.cases import Turn
from evaluation.reading import own_part, quotations

_FILE: Final = Path(__file__).parent / "slips.toml"
_ALIKE: Final = 9
"""Words in a row that two texts share only if one repeats the other."""


def slips(turn: Turn, answer: Answer) -> Iterator[tuple[str, str]]:
    """Give the kinds of slips in what the answer says itself."""
    own = own_part(answer)
    for kind, pattern in _slips().items():
        if found := pattern.search(own):
            yield kind, found[0]
    if turn.by == "model" and answer.text.startswith(">"):
        yield "first", "begins with a quotation instead of the answer"
    if shared := _shared(own, prompt(), unless=turn.ask):
        yield "prompt", f"tells its instructions: “{shared}”"
    shown = " ".join(line for each in quotations(answer.text) for line in each.paragraphs)
    if repeated := _shared(own, shown, unless=turn.ask):
        yield "repeated", f"says again what it quotes: “{repeated}”"


def _shared(text: str, other: str, *, unless: str) -> str:
    """Give words in a row that both have, and the third has not."""
    known = _runs(other) - _runs(unless)
    return next((run for run in sorted(_runs(text) & known)), "")


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + _ALIKE]) for at in range(len(words) - _ALIKE + 1)}


@cache
def _slips() -> Mapping[str, re.Pattern[str]]:
    kinds = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        kind: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
        for kind, patterns in kinds.items()
    }
