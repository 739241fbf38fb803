"""The searches that a model may make, and how much of them."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from pydantic_ai import RunContext, ToolFailed

from ansari_backend.agent.aside import aside
from ansari_backend.agent.desk import Desk
from ansari_backend.agent.likeness import Genuine, Likeness
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.passages import Passage

MOST_SEARCHES: Final = 6
MOST_STEPS: Final = MOST_SEARCHES + 1
"""In the last one the model has no tools left and must answer."""
MOST_PASSAGES: Final = 60
"""All that a model gets to read in one turn."""
_MOST_QUERIES: Final = 4
_PASSAGES: Final = 6
LONGEST_SHOWN: Final = 900
"""Characters of a text that a model sees: enough to judge it, as it won't copy it anyhow."""

Search = Callable[[str, str, int], list[Passage]]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage as a model sees it."""

    reference: str
    source: str
    arabic: str
    translation: str | None
    certain: bool
    """False: only near in meaning to what was searched for, and perhaps not about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of somebody's words."""

    verdict: str
    passage: Finding | None


async def search_quran(context: RunContext[Desk], queries: list[str]) -> list[Finding]:
    """Search the Qur'an. The best verses come first; an empty list means that nothing fits.

    What is not `certain` is only near in meaning, and often not about it: read before you use it.

    Args:
        context: The turn.
        queries: Up to four ways to look for the same thing: each one to three words on one idea,
            or a reference such as `2:255` or `2:153-157`.
    """
    desk = context.deps
    return await _search(desk, "quran", desk.knowledge.search_quran, queries)


async def search_hadith(context: RunContext[Desk], queries: list[str]) -> list[Finding]:
    """Search the books of hadith, the six first. The best come first; an empty list: nothing fits.

    What is not `certain` is only near in meaning, and often not about it: read before you use it.

    Args:
        context: The turn.
        queries: Up to four ways to look for the same thing: each one to three words on one idea,
            the words of a saying, or a reference such as `Bukhari 1`.
    """
    desk = context.deps
    return await _search(desk, "hadith", desk.knowledge.search_hadith, queries)


async def search_tafsir(context: RunContext[Desk], queries: list[str]) -> list[Finding]:
    """Search commentaries on the Qur'an. A reference to verses brings what is written on them.

    Args:
        context: The turn.
        queries: Up to four references such as `2:255`, or one to three words on one idea each.
    """
    desk = context.deps
    return await _search(desk, "tafsir", desk.knowledge.search_tafsir, queries)


async def check_saying(context: RunContext[Desk], words: str) -> Checked:
    """Check whether somebody's words are in the Qur'an or in a book of hadith, and where.

    Args:
        context: The turn.
        words: The saying alone, as the person has it, in any of our languages.
    """
    desk = context.deps
    count_search(desk)
    likeness = Likeness(desk.knowledge, (desk.language,))
    judge = partial(likeness.judge, words, claimed=desk.knowledge.named(words), near=())
    verdict = await _in_time(desk, "hadith", judge)
    if verdict is None:
        return Checked(
            verdict="Not found in the texts here. That alone proves nothing.", passage=None
        )
    desk.saw([verdict.passage.reference])
    same = isinstance(verdict, Genuine)
    told = "Found, word for word." if same else "Found, but in other words: show the true ones."
    return Checked(verdict=told, passage=finding_of(verdict.passage))


TOOLS: Final = (search_quran, search_hadith, search_tafsir, check_saying)


async def _search(desk: Desk, what: str, search: Search, queries: Sequence[str]) -> list[Finding]:
    wanted = [query for query in dict.fromkeys(queries[:_MOST_QUERIES]) if query.strip()]
    known = (what, *sorted(wanted))
    if known not in desk.found:
        count_search(desk)
        each = [
            _in_time(desk, what, partial(search, query, desk.language, _PASSAGES))
            for query in wanted
        ]
        ranked = merged(await asyncio.gather(*each), lambda passage: passage.reference)
        desk.found[known] = ranked[: desk.room(MOST_PASSAGES)]
        desk.saw(passage.reference for passage in desk.found[known])
    return [finding_of(passage) for passage in desk.found[known]]


def count_search(desk: Desk) -> None:
    """Count one search.

    Raises:
        ToolFailed: There were enough; the model is told so.
    """
    desk.searches += 1
    if desk.searches > MOST_SEARCHES or not desk.room(MOST_PASSAGES):
        raise ToolFailed("No more searches in this turn: answer from what you have found.")


async def _in_time(desk: Desk, what: str, look: Callable[[], Found]) -> Found:
    """Look in a thread; the model and the person are told when it can't be done."""
    try:
        return await aside(look)
    except (SearchFailedError, TimeoutError) as error:
        desk.unsearched.add(what)
        raise ToolFailed(f"The {what} can't be searched now. The person will be told.") from error


def merged(
    results: Sequence[Sequence[Found]], identity: Callable[[Found], Hashable]
) -> list[Found]:
    """Take turns among the results, so that the best of each comes first; nothing twice."""
    longest = max((len(result) for result in results), default=0)
    ranked = [result[at] for at in range(longest) for result in results if at < len(result)]
    kept: dict[Hashable, Found] = {}
    for each in ranked:
        kept.setdefault(identity(each), each)
    return list(kept.values())


def finding_of(passage: Passage) -> Finding:
    """Show a passage to a model."""
    translation = passage.translation.text[:LONGEST_SHOWN] if passage.translation else None
    return Finding(
        reference=str(passage.reference),
        source=passage.title,
        arabic=passage.arabic[:LONGEST_SHOWN],
        translation=translation,
        certain=passage.certain,
    )
