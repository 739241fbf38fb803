"""Markdown as language models write it, read into a tree.

CommonMark with tables and strikethrough, and four differences, each because a reader on a phone
would otherwise lose something: no indented code (a verse set off by spaces is no listing), no
link definitions (a list of sources `[1]: https://…` would vanish), HTML's tags as inline only (so
that Markdown between them is read), and bold that opens or closes next to any letter (Arabic
writes its particles onto the next word, which CommonMark's rules for punctuation don't foresee).
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ansari_whatsapp.presenters.html_tags import pair_tags
from ansari_whatsapp.presenters.urls import url_at

_SPECIAL: Final = re.compile(r"[\n&*<\[\\\]_`~]|://")
"""What the rules for the inside of a paragraph look at; most lines of Arabic have none of it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, a cell, with all that is in it."""

    token: Token
    children: list["Block"] = field(default_factory=list)

    @property
    def type(self) -> str:
        """Say what it is in Markdown's terms."""
        return self.token.type.removesuffix("_open")

    @property
    def words(self) -> list[Token]:
        """What stands in a paragraph, a heading or a cell."""
        return self.children[0].token.children or []


def parse(markdown: str) -> list[Block]:
    """Read Markdown into blocks; everything is some Markdown, so this never fails."""
    around: list[list[Block]] = [[]]
    for token in _parser().parse(markdown):
        if token.nesting < 0:
            around.pop()
            continue
        block = Block(token)
        around[-1].append(block)
        if token.nesting:
            around.append(block.children)
    return around[0]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.inline = _InlineParser()
    parser.configure("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    parser.disable(["code", "html_block", "reference"])
    parser.inline.ruler.before("newline", "url", _bare_url)
    return parser


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 -- markdown-it's names
        scanned = super().scanDelims(start, canSplitWord)
        if self.src[start] != "*" or scanned.length == 1:
            return scanned
        before = self.src[start - 1] if start else ""
        after = self.src[start + scanned.length : start + scanned.length + 1]
        return Scanned(
            can_open=not (after.isspace() or after == ""),
            can_close=not (before.isspace() or before == ""),
            length=scanned.length,
        )


class _InlineParser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        if not _SPECIAL.search(src):
            state.push("text", "", 0).content = src
            return state.tokens
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        pair_tags(state.tokens)
        return state.tokens


def _bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """Take an address as it stands: `_` and `*` in it are no marks."""
    if not state.src.startswith("://", state.pos):
        return False
    scheme = next((s for s in ("https", "http") if state.src.endswith(s, 0, state.pos)), "")
    url = url_at(state.src, state.pos - len(scheme)) if scheme else ""
    if not url:
        return False
    rest = url[len(scheme) :]
    if not silent:
        state.append_pending(rest)
    state.pos += len(rest)
    return True
