"""What HTML means in an answer: a few of its tags are marks, some break lines, the rest goes.

What only looks like a tag stays: `a<b and c>d` and `<your name>` are words of the text.
"""

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

_TAG: Final = re.compile(
    r"<(/?)([a-z][a-z0-9]*)((?:\s+open|\s+[^\s=<>/]+\s*=[^<>]*)*)\s*/?>", re.IGNORECASE
)
_HREF: Final = re.compile(r"\shref\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_BREAKING: Final = re.compile(
    r"address|article|blockquote|br|dd|div|dl|dt|h[1-6r]|li|ol|p|pre|section|summary|table|tr|ul"
)
_UNSEEN: Final = re.compile(
    r"a|abbr|aside|b|bd[io]|big|body|button|caption|center|cite|code|col|colgroup|del|details|dfn"
    r"|em|figcaption|figure|font|footer|form|head|header|html|i|iframe|img|input|ins|kbd|label|link"
    r"|main|mark|meta|nav|q|rp|rt|ruby|s|samp|script|small|span|strike|strong|style|su[bp]|tbody"
    r"|td|tfoot|th|thead|title|tt|u|var|video"
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
    """Give what a tag leaves: a line break, a space, nothing. What is no tag stays as it is."""
    tag = _TAG.fullmatch(html)
    name = tag[2].lower() if tag else ""
    if _BREAKING.fullmatch(name):
        return "\n"
    if _UNSEEN.fullmatch(name) or html.startswith(("<!", "<?")):
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
