"""Write a passage as a Markdown quotation with its source, and find such quotations again."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from ansari_backend.agent.answering import Source
from ansari_backend.agent.phrases import all_phrases, phrases_in
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


def in_full(passage: Passage, language: str) -> str:
    """Give all of a passage, whatever its length: its Arabic, its translation, its source."""
    translation = [passage.translation.text] if passage.translation else []
    source = _BEFORE_SOURCE + source_line(passage, language)
    return "\n\n".join([*filter(None, [passage.arabic]), *translation, source])


def in_brackets(passage: Passage, language: str) -> str:
    """Name the source within a sentence."""
    return f"({source_line(passage, language, with_translator=False)})"


def sources_list(sources: Sequence[Source], language: str) -> str:
    """List the sources under the numbers by which a person may ask for them."""
    lines = [
        f"{number}. {source.title}" + (f" – {source.link}" if source.link else "")
        for number, source in enumerate(sources, start=1)
    ]
    return "\n".join([f"**{phrases_in(language).sources}**", *lines])


def source_line(passage: Passage, language: str, *, with_translator: bool = True) -> str:
    """Name the source, and whose numbers or words they are where that matters."""
    notes = []
    if passage.numbering:
        notes.append(phrases_in(language).numbering.format(passage.numbering))
    if with_translator and passage.translation and passage.translation.translator:
        notes.append(passage.translation.translator)
    return f"{passage.title} ({', '.join(notes)})" if notes else passage.title


def folded(text: str, named: Callable[[str], Sequence[Reference]]) -> str:
    """Turn quotations back into the references that they came from.

    A history so says what was quoted without its length, and shows a model no scripture typed out.
    """

    def reference(match: re.Match[str]) -> str:
        found = named(match[1])
        return f"[[{found[0]}]]" if found else match[0]

    return _QUOTATION.sub(reference, _sources().sub("", text))


@cache
def _sources() -> re.Pattern[str]:
    """The list of sources at the end of an answer, in any language."""
    heading = "|".join(re.escape(phrases.sources) for phrases in all_phrases())
    return re.compile(rf"\s*^\*\*(?:{heading})\*\*\n(?:\d+\. [^\n]*\n?)+\Z", re.MULTILINE)


def _shown(text: str, passage: Passage) -> str:
    if not isinstance(passage.reference, Hadith) or len(text) <= _LONGEST_HADITH:
        return text
    return text[:_LONGEST_HADITH].rsplit(" ", 1)[0] + _CUT
