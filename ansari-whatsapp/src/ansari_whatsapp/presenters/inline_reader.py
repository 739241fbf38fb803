"""The inside of a paragraph, from Markdown's tree to text with marked stretches."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from ansari_whatsapp.presenters.styled import BOLD, CODE, ITALIC, STRIKE, Styled, joined

_MARKS: Final = {"strong": BOLD, "em": ITALIC, "s": STRIKE}
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_BREAKING_TAG: Final = re.compile(
    r"address|article|blockquote|br|dd|div|dl|dt|h[1-6r]|li|ol|p|pre|section|summary|table|tr|ul"
)
_OPERAND: Final = re.compile(r"(?:[0-9)]|(?<![^\W_])[A-Za-z])$")
_NUMBER: Final = re.compile(r"[0-9.]+")
_SHORT_OPERAND: Final = re.compile(r"[0-9.]+|[A-Za-z]")
_NOT_SHOWN: Final = re.compile(r"^(?:mailto:|tel:)", re.IGNORECASE)
_MEANS_LITTLE: Final = re.compile(r"^(?:https?://|mailto:|tel:)?(?:www\.)?|/$", re.IGNORECASE)


def read_inline(node: SyntaxTreeNode) -> Styled:
    """Read all that is inside this node; line breaks stay line breaks, as in a chat."""
    return joined(
        piece
        for before, child in pairwise([None, *node.children])
        if child
        for piece in _pieces(child, before)
    )


def _pieces(node: SyntaxTreeNode, before: SyntaxTreeNode | None) -> Iterator[Styled]:
    match node.type:
        case "softbreak" | "hardbreak":
            yield Styled(text="\n")
        case "code_inline":
            yield Styled(text=node.content).within(CODE)
        case "strong" | "em" | "s":
            yield from _marked(node, before)
        case "link":
            yield from _link(read_inline(node).strip(), str(node.attrs["href"]))
        case "image":
            yield from _link(Styled(text=read_inline(node).text.strip()), str(node.attrs["src"]))
        case "html_inline":
            yield Styled(text=_read_tag(node.content))
        case _:
            yield Styled(text=node.content)


def _marked(node: SyntaxTreeNode, before: SyntaxTreeNode | None) -> Iterator[Styled]:
    inside = read_inline(node)
    if before and before.type == "text" and _is_arithmetic(before.content, node.markup, inside):
        yield from (Styled(text=node.markup), inside, Styled(text=node.markup))
    else:
        yield inside.within(_MARKS[node.type])


def _is_arithmetic(before: str, markup: str, inside: Styled) -> bool:
    """Tell a product or a power, which Markdown takes for emphasis: 2*3*4, a**b**c."""
    if markup == "*" and _NUMBER.fullmatch(inside.text):
        return before[-1].isalnum() or before[-1] == ")"
    if markup == "**" and not _SHORT_OPERAND.fullmatch(inside.text):
        return False
    return markup in {"*", "**"} and bool(_OPERAND.search(before))


def _link(label: Styled, target: str) -> Iterator[Styled]:
    """Show a link as its words and its address in brackets, or as one of the two."""
    shown = "" if target.startswith("#") else _NOT_SHOWN.sub("", target)
    if label.text and not _is_same(label.text, target):
        yield label
        shown = shown and f" ({shown})"
    yield Styled(text=shown)


def _is_same(label: str, target: str) -> bool:
    return _essence(label) == _essence(target)


def _essence(address: str) -> str:
    return _MEANS_LITTLE.sub("", unquote(address)).casefold()


def _read_tag(html: str) -> str:
    """Give what stays of a tag: a line break, the space between two cells, or nothing."""
    tag = _TAG.match(html)
    if tag and _BREAKING_TAG.fullmatch(tag[2].lower()):
        return "\n"
    return " " if tag and tag[1] and tag[2].lower() in {"td", "th"} else ""
