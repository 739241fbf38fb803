"""What HTML means in an answer: a few of its tags are marks, some break lines, the rest goes.

What only looks like a tag stays: `a<b and c>d` and `<your name>` are words of the text.
"""

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+open|\s+[^\s=<>/]+\s*=[^<>]*)*)\s*/?>", re.I)
_HREF: Final = re.compile(r"\shref\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_BREAKING: Final = frozenset(
    "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section summary"
    " table tr ul".split()
)
_UNSEEN: Final = frozenset(
    "a abbr aside b bdi bdo big body button caption center cite code col colgroup del details dfn"
    " em figcaption figure font footer form head header html i iframe img input ins kbd label link"
    " main mark meta nav q rp rt ruby s samp script small span strike strong style sub sup tbody td"
    " tfoot th thead title tt u var video".split()
)
_MEANING: Final = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "code": "code",
    "sup": "sup",
    "a": "link",
}
"""What a pair of such tags is called in Markdown's tokens."""


def what_stays(html: str) -> str:
    """Give a line break or a space for a tag, nothing for a comment, and what is no tag as it is."""
    tag = _TAG.fullmatch(html)
    name = tag[2].lower() if tag else ""
    if name in _BREAKING:
        return "\n"
    if name in _UNSEEN or html.startswith(("<!", "<?")):
        return " " if tag and tag[1] and name in {"td", "th"} else ""
    return html


def pair_tags(tokens: Sequence[Token]) -> None:
    """Make tokens of Markdown from tags that mean the same, where they are properly paired."""
    opened: list[tuple[str, Token]] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(("", token))
        elif token.nesting < 0:
            while opened and opened.pop()[0]:
                pass  # a tag left open within what ends here
        elif token.type == "html_inline" and (tag := _TAG.fullmatch(token.content)):
            name = tag[2].lower()
            if tag[1] and opened and opened[-1][0] == name:
                _pair(_MEANING[name], opened.pop()[1], token)
            elif not tag[1] and name in _MEANING and not token.content.endswith("/>"):
                opened.append((name, token))


def _pair(meaning: str, opening: Token, closing: Token) -> None:
    if found := _HREF.search(opening.content):
        opening.attrs["href"] = found[1]
    opening.type, opening.nesting = f"{meaning}_open", 1
    closing.type, closing.nesting = f"{meaning}_close", -1
