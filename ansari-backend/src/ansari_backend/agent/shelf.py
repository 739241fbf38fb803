"""What services lent in one turn: numbered for the model, named in the answer, never quoted."""

import re
from typing import Final

from ansari_backend.agent.answering import Source
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.providers.port import RemotePassage

_REFERENCE: Final = re.compile(r"library (\d{1,4})", re.IGNORECASE)
_LONGEST: Final = 1200
"""Characters that a person gets to read of a text that is not ours."""
_CUT: Final = " […]"


class Shelf:
    """Knows a passage by its number, as a model writes it: `library 3`."""

    def __init__(self) -> None:
        self._numbers: dict[RemotePassage, int] = {}
        self._cited: dict[RemotePassage, None] = {}

    def __len__(self) -> int:
        """Count the passages."""
        return len(self._numbers)

    def put(self, passage: RemotePassage) -> str:
        """Take a passage, and give the reference to it; the same one keeps its number."""
        return f"library {self._numbers.setdefault(passage, len(self._numbers) + 1)}"

    def cite(self, inside: str) -> RemotePassage | None:
        """Find the passage that a reference names, and put it on the list of sources."""
        match = _REFERENCE.fullmatch(" ".join(inside.split()))
        number = int(match[1]) if match else 0
        passage = next((one for one, known in self._numbers.items() if known == number), None)
        if passage:
            self._cited[passage] = None
        return passage

    def sources(self, language: str) -> tuple[Source, ...]:
        """Give what was cited, in that order."""
        return tuple(_source(passage, language) for passage in self._cited)


def _source(passage: RemotePassage, language: str) -> Source:
    unchecked = phrases_in(language).unchecked.format(passage.provider)
    return Source(
        reference=f"{passage.provider.lower()}: {passage.source} {passage.reference}".strip(),
        title=passage.title,
        language=None,
        link=passage.link,
        text=f"{_shortened(passage.text)}\n\n— {passage.title}\n\n{unchecked}",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + _CUT
