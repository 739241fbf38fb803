"""The searches in texts of others, which a model may make where an operator has set a service.

What they bring is retold and named. Only a verse can be quoted: from our own copy, as ever.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from anyio import to_thread
from pydantic_ai import RunContext, ToolFailed

from ansari_backend.agent.desk import Desk
from ansari_backend.agent.tools import (
    LONGEST_SHOWN,
    MOST_PASSAGES,
    Finding,
    count_search,
    finding_of,
    merged,
)
from ansari_backend.knowledge.passages import Passage, parse_reference
from ansari_backend.providers.failures import ProviderError
from ansari_backend.providers.library import Library
from ansari_backend.providers.port import Provider, RemotePassage, Subject

_MOST_QUERIES: Final = 2
"""Each goes to each source, and may cost money."""
_PASSAGES: Final = 5
_MOST_SHOWN: Final = 12

_FIQH: Final = (Subject.FIQH,)
_LIBRARY: Final = (Subject.TAFSIR, Subject.QURAN, Subject.HADITH)

Tool = Callable[..., object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A passage of a service, as a model sees it."""

    reference: str
    source: str
    text: str
    grade: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What a search brought."""

    passages: list[Lent | Finding]
    not_searched: list[str]
    """Sources that failed: the person will be told that this may be incomplete."""


async def search_fiqh(context: RunContext[Desk], queries: list[str]) -> Shelved:
    """Search books of Islamic law: rulings, conditions, and where the schools differ.

    Args:
        context: The turn.
        queries: One or two ways to name the subject, a few words each, at least one in Arabic.
    """
    return await _search(context.deps, "fiqh", _FIQH, queries)


async def search_library(context: RunContext[Desk], queries: list[str]) -> Shelved:
    """Search a library of others by meaning, when the searches of our own bring too little.

    It may hold verses, hadith with gradings, and more books of tafsir.

    Args:
        context: The turn.
        queries: One or two ways to put what is looked for, a few words each, in any language.
    """
    return await _search(context.deps, "library", _LIBRARY, queries)


TOOLS: Final[tuple[Tool, ...]] = (search_fiqh, search_library)


def tools_for(library: Library) -> list[Tool]:
    """Give the searches that there is a source for."""
    wanted = {search_fiqh: _FIQH, search_library: _LIBRARY}
    return [tool for tool, subjects in wanted.items() if library.on(*subjects)]


async def _search(
    desk: Desk, what: str, subjects: Sequence[Subject], queries: Sequence[str]
) -> Shelved:
    count_search(desk)
    wanted = [query for query in dict.fromkeys(queries) if query.strip()][:_MOST_QUERIES]
    asked = [(source, query) for source in desk.library.on(*subjects) for query in wanted]
    results = await asyncio.gather(*(_asked(source, query) for source, query in asked))
    failed = {
        source.name for (source, _), result in zip(asked, results, strict=True) if result is None
    }
    if failed:
        desk.unsearched.add(what)
    if asked and all(result is None for result in results):
        raise ToolFailed("This can't be searched now. The person will be told.")
    found = merged([result for result in results if result], lambda passage: passage)
    room = min(_MOST_SHOWN, desk.room(MOST_PASSAGES))
    return Shelved(passages=await _shelved(desk, found[:room]), not_searched=sorted(failed))


async def _asked(source: Provider, query: str) -> Sequence[RemotePassage] | None:
    """Ask one source; None if it can't be asked, which its own guard has logged."""
    try:
        return (await source.search(query, _PASSAGES)).passages
    except ProviderError:
        return None


async def _shelved(desk: Desk, found: Sequence[RemotePassage]) -> list[Lent | Finding]:
    ours = await to_thread.run_sync(_ours, desk, found)
    desk.found["verses", *ours] = list(ours.values())
    desk.saw(passage.reference for passage in ours.values())
    return [
        finding_of(ours[passage.verses]) if passage.verses else _lent(desk, passage)
        for passage in found
        if not passage.verses or passage.verses in ours
    ]


def _ours(desk: Desk, found: Sequence[RemotePassage]) -> dict[str, Passage]:
    """Find the verses in our own copy: which one it is, is all that we take from others."""
    return {
        passage.verses: ours
        for passage in found
        if passage.verses
        and (reference := parse_reference(f"quran {passage.verses}"))
        and (ours := desk.knowledge.find(reference, desk.language))
    }


def _lent(desk: Desk, passage: RemotePassage) -> Lent:
    return Lent(
        reference=desk.shelf.put(passage),
        source=passage.title,
        text=passage.text[:LONGEST_SHOWN],
        grade=passage.grade,
    )
