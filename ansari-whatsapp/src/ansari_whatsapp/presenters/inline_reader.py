"""The inside of a paragraph, from Markdown's tokens to text with marked stretches."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from ansari_whatsapp.presenters.html_tags import what_stays
from ansari_whatsapp.presenters.styled import BOLD, CODE, ITALIC, STRIKE, Styled, joined

_MARKS: Final = {"strong_open": BOLD, "em_open": ITALIC, "s_open": STRIKE}
_OPERAND: Final = re.compile(r"(?:[\d)%²³]|(?<![^\W_])[A-Za-zα-ω])\Z")
_NUMBER: Final = re.compile(r"[\d.,٫]+")
_SHORT_OPERAND: Final = re.compile(r"[\d.,٫]+|[A-Za-zα-ω]")
_NOT_SHOWN: Final = re.compile(r"^(?:mailto:|tel:)", re.IGNORECASE)
_MEANS_LITTLE: Final = re.compile(r"^(?:https?://|mailto:|tel:)?(?:www\.)?|/$", re.IGNORECASE)
_RAISED: Final = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")


def read_inline(tokens: Sequence[Token]) -> Styled:
    """Read a paragraph's tokens; line breaks stay line breaks, as in a chat."""
    if len(tokens) == 1 and tokens[0].type == "text":
        return Styled(text=tokens[0].content)
    return _read(iter(tokens))


def _read(tokens: Iterator[Token]) -> Styled:
    """Read on until what was open is closed."""
    read = Styled(text="")
    for token in tokens:
        if token.nesting < 0:
            break
        read += _piece(token, tokens, read.text)
    return read


def _piece(token: Token, tokens: Iterator[Token], before: str) -> Styled:
    if token.nesting:
        return _stretch(token, _read(tokens), before)
    match token.type:
        case "softbreak" | "hardbreak":
            return Styled(text="\n")
        case "code_inline":
            return Styled(text=token.content).within(CODE)
        case "image":
            label = Styled(text=read_inline(token.children or ()).text.strip())
            return _link(label, str(token.attrs["src"]))
        case "html_inline":
            return Styled(text=what_stays(token.content))
        case _:
            return Styled(text=token.content)


def _stretch(opening: Token, inside: Styled, before: str) -> Styled:
    match opening.type:
        case "link_open":
            return _link(inside.strip(), str(opening.attrs.get("href", "")))
        case "code_open":
            return Styled(text=inside.text).within(CODE)
        case "sup_open":
            return _raised(inside)
        case _:
            return _marked(opening, inside, before)


def _marked(token: Token, inside: Styled, before: str) -> Styled:
    if before and _is_arithmetic(before, token.markup, inside.text):
        return joined([Styled(text=token.markup), inside, Styled(text=token.markup)])
    return inside.within(_MARKS[token.type])


def _is_arithmetic(before: str, markup: str, inside: str) -> bool:
    """Tell a product or a power, which Markdown takes for emphasis: 2*3*4, a**b**c."""
    if markup == "*" and _NUMBER.fullmatch(inside):
        return before[-1].isalnum() or before[-1] in ")%"
    if markup == "**" and not _SHORT_OPERAND.fullmatch(inside):
        return False
    return markup in {"*", "**"} and bool(_OPERAND.search(before))


def _raised(text: Styled) -> Styled:
    """Write 10<sup>2</sup> as 10²; without its height the number would be another."""
    raised = text.text.translate(_RAISED)
    is_raised = not any(char.isascii() for char in raised)
    return Styled(text=raised, spans=text.spans) if is_raised else text


def _link(label: Styled, target: str) -> Styled:
    """Show a link as its words and its address in brackets, or as one of the two."""
    shown = "" if target.startswith("#") else _NOT_SHOWN.sub("", target)
    if not label.text or _is_same(label.text, target):
        return Styled(text=shown)
    return joined([label, Styled(text=f" ({shown})" if shown else "")])


def _is_same(label: str, target: str) -> bool:
    return _essence(label) == _essence(target)


def _essence(address: str) -> str:
    return _MEANS_LITTLE.sub("", unquote(address)).casefold()
