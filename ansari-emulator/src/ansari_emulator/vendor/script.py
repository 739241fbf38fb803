"""What the scripted model says: it looks once for what was asked, and shows what it found first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ansari_emulator.vendor.wire import ChatMessage, ChatRequest

SPEAKS: Final = "A scripted model speaks here, in the place of a real one."
_TOOL: Final = "search_quran"
_MARK: Final = "<answer>"
_LONGEST_QUERY: Final = 200
_REFERENCE: Final = re.compile(r'"reference":\s*"([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words for the person."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool to be called first."""

    tool: str
    queries: list[str]


def reply(request: ChatRequest) -> Text | Call:
    """What comes next: a search, where the caller has one and none was made, or words.

    A search that Ansari's agent offers is used, and its way to quote is kept; a bot with other
    tools or none just gets the words.
    """
    asked = [place for place, one in enumerate(request.messages) if one.role == "user"]
    since = request.messages[asked[-1] + 1 :] if asked else []
    found = [message for message in since if message.role == "tool"]
    if asked and not found and _TOOL in request.tools_to_call:
        question = request.messages[asked[-1]].text
        return Call(tool=_TOOL, queries=[question[:_LONGEST_QUERY]])
    marked = any(
        _MARK in one.text for one in request.messages if one.role in ("system", "developer")
    )
    return Text(text=f"{_MARK}\n{_words(found)}" if marked else _words(found))


def _words(found: Sequence[ChatMessage]) -> str:
    reference = next((hit[1] for one in found if (hit := _REFERENCE.search(one.text))), None)
    return f"{SPEAKS}\n\n[[{reference}]]" if reference else SPEAKS
