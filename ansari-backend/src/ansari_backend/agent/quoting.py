"""Write a passage as a Markdown quotation with its source, and find such quotations again."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from ansari_backend.agent.phrases import phrases_in
from ansari_backend.knowledge.passages import Hadith, Passage, Reference

_LONGEST_HADITH: Final = 1200
"""Characters of a hadith that are shown; a verse is never cut."""
_CUT: Final = " […]"
_BEFORE_SOURCE: Final = "— "

_QUOTATION: Final = re.compile(rf"(?:^>[^\n]*\n)*^> {_BEFORE_SOURCE}([^\n]+)$", re.MULTILINE)


def quotation(passage: Passage, language: str) -> str:
    """Quote a passage: its Arabic, its translation, its source, a paragraph each."""
    paragraphs = [_shown(passage.arabic, passage)]
    if passage.translation:
        paragraphs.append(_shown(passage.translation.text, passage))
    paragraphs.append(_BEFORE_SOURCE + source_line(passage, language))
    return "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs)


def in_full(passage: Passage) -> str:
    """Give all of a passage, whatever its length: its Arabic, then its translation."""
    translation = [passage.translation.text] if passage.translation else []
    return "\n\n".join([passage.arabic, *translation])


def source_line(passage: Passage, language: str) -> str:
    """Name the source, and whose numbers or words they are where that matters."""
    notes = []
    if passage.numbering:
        notes.append(phrases_in(language).numbering.format(passage.numbering))
    if passage.translation and passage.translation.translator:
        notes.append(passage.translation.translator)
    return f"{passage.title} ({', '.join(notes)})" if notes else passage.title


def folded(text: str, named: Callable[[str], Sequence[Reference]]) -> str:
    """Turn quotations back into the references that they came from.

    A history so says what was quoted without its length, and shows a model no scripture typed out.
    """

    def reference(match: re.Match[str]) -> str:
        found = named(match[1])
        return f"[[{found[0]}]]" if found else match[0]

    return _QUOTATION.sub(reference, text)


def _shown(text: str, passage: Passage) -> str:
    if not isinstance(passage.reference, Hadith) or len(text) <= _LONGEST_HADITH:
        return text
    return text[:_LONGEST_HADITH].rsplit(" ", 1)[0] + _CUT
