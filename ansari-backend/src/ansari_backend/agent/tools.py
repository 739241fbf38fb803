"""The searches that a model may make, and how much of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from anyio import to_thread
from pydantic_ai import RunContext, ToolFailed

from ansari_backend.agent.desk import Desk
from ansari_backend.knowledge.failures import SearchFailedError
from ansari_backend.knowledge.passages import Passage

MOST_SEARCHES: Final = 6
MOST_STEPS: Final = MOST_SEARCHES + 1
"""In the last one the model has no tools left and must answer."""
_PASSAGES: Final = 6
_LONGEST: Final = 900
"""Characters of a text that a model sees: enough to judge it, as it won't copy it anyhow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage as a model sees it."""

    reference: str
    source: str
    arabic: str
    translation: str | None


async def search_quran(context: RunContext[Desk], query: str) -> list[Finding]:
    """Search the Qur'an. The best verses come first; an empty list means that nothing fits.

    Args:
        context: The turn.
        query: One to three words on one idea, or a reference such as `2:255` or `2:153-157`.
    """
    return await _search(context.deps, context.deps.knowledge.search_quran, query, "The Qur'an")


async def search_hadith(context: RunContext[Desk], query: str) -> list[Finding]:
    """Search the six books of hadith. The best come first; an empty list: nothing fits.

    Args:
        context: The turn.
        query: One to three words on one idea, the words of a saying, or a reference: `Bukhari 1`.
    """
    return await _search(context.deps, context.deps.knowledge.search_hadith, query, "The hadith")


async def _search(
    desk: Desk, search: Callable[[str, str, int], list[Passage]], query: str, what: str
) -> list[Finding]:
    desk.searches += 1
    if desk.searches > MOST_SEARCHES:
        raise ToolFailed("No more searches in this turn: answer from what you have found.")
    try:
        found = await to_thread.run_sync(partial(search, query, desk.language, _PASSAGES))
    except SearchFailedError as error:
        raise ToolFailed(f"{what} can't be searched at the moment. Tell the person.") from error
    desk.saw(passage.reference for passage in found)
    return [_finding(passage) for passage in found]


def _finding(passage: Passage) -> Finding:
    translation = passage.translation.text[:_LONGEST] if passage.translation else None
    return Finding(
        reference=str(passage.reference),
        source=passage.title,
        arabic=passage.arabic[:_LONGEST],
        translation=translation,
    )
