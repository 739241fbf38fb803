"""Markdown as language models write it, read into a tree.

CommonMark with tables and strikethrough, and four differences, each because a reader on a phone
would otherwise lose something: no indented code (a verse set off by spaces is no listing), no
link definitions (a list of sources `[1]: https://…` would vanish), HTML's tags as inline only (so
that Markdown between them is read), and bold that opens or closes next to any letter (Arabic
writes its particles onto the next word, which CommonMark's rules for punctuation don't foresee).
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType

from ansari_whatsapp.presenters.urls import url_at


def parse(markdown: str) -> SyntaxTreeNode:
    """Read Markdown into a tree; everything is some Markdown, so this never fails."""
    return SyntaxTreeNode(_parser().parse(markdown))


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
        before, after = self.src[:start][-1:], self.src[start + scanned.length :][:1]
        return Scanned(
            can_open=not (after.isspace() or after == ""),
            can_close=not (before.isspace() or before == ""),
            length=scanned.length,
        )


class _InlineParser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
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
