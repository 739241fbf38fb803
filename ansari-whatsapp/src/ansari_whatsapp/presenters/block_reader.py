"""An answer in Markdown becomes the lines of a WhatsApp message."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ansari_whatsapp.presenters.directions import (
    direction_of,
    direction_of_answer,
    isolated,
    without_signs,
)
from ansari_whatsapp.presenters.inline_reader import read_inline
from ansari_whatsapp.presenters.line import Hold, Line
from ansari_whatsapp.presenters.literals import LOOKALIKE_BACKTICK
from ansari_whatsapp.presenters.markdown_parser import Block, parse
from ansari_whatsapp.presenters.marks import settled
from ansari_whatsapp.presenters.quotations import quotations_in
from ansari_whatsapp.presenters.styled import BOLD, CODE, Span, Styled
from ansari_whatsapp.presenters.table_reader import read_table

INDENT: Final = "\u2002\u2002"
"""WhatsApp knows no nested lists: en-spaces draw them."""
BULLETS: Final = ("- ", "◦ ", "➤ ", "✦ ")
"""The first is WhatsApp's own."""
_UNSEEN: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_TASK: Final = re.compile(r"\[([ xX])\] ")
_ENDS_SENTENCE: Final = re.compile(r"[.!?:؟۔।…][\"'”’»)*]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a block stands: in how many quotations, and in how many lists."""

    quoted: int = 0
    depth: int = 0
    answer: str = ""
    """The way most of the answer is written, as one of Unicode's signs."""

    @property
    def lead(self) -> str:
        """What every line here begins with."""
        if not (self.quoted or self.depth):
            return ""
        quotation = "> " + "» " * (min(self.quoted, 4) - 1) if self.quoted else ""
        return quotation + INDENT * max(0, min(self.depth, 7) - 1)


def read_lines(markdown: str) -> tuple[Line, ...]:
    """Read an answer into lines; one that says nothing has none."""
    answer = without_signs(markdown)
    lines = list(_blocks(parse(answer), _Place(answer=direction_of_answer(answer))))
    for number, above in enumerate(lines[:-1], 1):
        if above.inside is Hold.HEADING:
            lines[number] = replace(lines[number], above=Hold.HEADING)
    return tuple(lines)


def _blocks(nodes: list[Block], place: _Place) -> Iterator[Line]:
    for node in nodes:
        in_list_item = place.depth and (node.type != "paragraph" or node.token.hidden)
        yield from _apart(_block(node, place), gap=not place.quoted and not in_list_item)


def _apart(lines: Iterator[Line], *, gap: bool) -> Iterator[Line]:
    """Set the first of these lines apart from what is above, or close to it."""
    for number, line in enumerate(lines):
        yield line if number or line.gap == gap else replace(line, gap=gap)


def _block(node: Block, place: _Place) -> Iterator[Line]:
    match node.type:
        case "paragraph":
            yield from _paragraph(node, place)
        case "heading":
            yield from _heading(node, place)
        case "bullet_list" | "ordered_list":
            yield from _list(node, place)
        case "blockquote":
            yield from _quotation(node, place)
        case "fence":
            yield from _listing(node.token.content, place)
        case "table":
            yield from _table(node, place)
        case _:  # a rule: the empty line that parts all blocks says as much
            return


def _text(node: Block) -> Styled:
    return read_inline(node.words)


def _lines(text: Styled, place: _Place) -> Iterator[Line]:
    """Split a paragraph at its line breaks; a quotation over several lines holds them together."""
    quotations = list(quotations_in(text.text)) if "\n" in text.text else []
    start = 0
    for piece in text.lines():
        if _shows(piece.text):
            line = _line(piece.strip(), place)
            is_held = any(place.start < start < place.stop for place in quotations)
            yield replace(line, above=Hold.WHOLE) if is_held else line
        start += len(piece.text) + 1


def _line(text: Styled, place: _Place) -> Line:
    direction = direction_of(text.text, place.answer)
    body = isolated(settled(text), direction)
    hold = Hold.WHOLE if place.quoted else Hold.NOTHING
    lead = place.lead
    return Line(body=body, prefix=lead, hanging=lead, inside=hold, direction=direction)


def _shows(text: str) -> bool:
    """Tell whether there is anything to see."""
    return text[:1].isalnum() or any(unicodedata.category(char) not in _UNSEEN for char in text)


def _paragraph(node: Block, place: _Place) -> Iterator[Line]:
    lines = list(_lines(_text(node), place))
    if len(lines) == 1 and not (place.quoted or place.depth) and _is_all_bold(lines[0].body):
        lines = [replace(lines[0], inside=Hold.HEADING)]
    yield from lines


def _is_all_bold(body: Styled) -> bool:
    """Tell a heading that was written as a bold line."""
    return Span(0, len(body.text), BOLD) in body.spans


def _heading(node: Block, place: _Place) -> Iterator[Line]:
    text = _text(node)
    is_rule = node.token.markup == "-" and _ENDS_SENTENCE.search(text.text)
    if is_rule:  # close under a paragraph, not meant as a heading's line
        yield from _lines(text, place)
        return
    for line in _lines(text.within(BOLD), place):
        yield replace(line, inside=Hold.HEADING)


def _list(node: Block, place: _Place) -> Iterator[Line]:
    first = int(node.token.attrs.get("start", 1))
    bullet = BULLETS[min(place.depth, len(BULLETS) - 1)]
    is_loose = any(not part.token.hidden for item in node.children for part in _paragraphs(item))
    for number, item in enumerate(node.children, first):
        marker = bullet if node.type == "bullet_list" else f"{number}. "
        lines = _item(item, replace(place, depth=place.depth + 1), marker)
        yield from _apart(lines, gap=is_loose and not place.quoted)


def _paragraphs(item: Block) -> list[Block]:
    return [part for part in item.children if part.type == "paragraph"]


def _item(node: Block, place: _Place, marker: str) -> Iterator[Line]:
    lines = list(_blocks(node.children, place))
    if not lines:
        return
    if node.children[0].type in {"paragraph", "heading"}:
        lines[0] = _with_marker(lines[0], place.lead, marker)
    elif marker not in BULLETS:  # a number stands alone above a quotation or a listing
        yield Line(body=Styled(text=""), prefix=place.lead + marker.rstrip())
    yield from lines


def _with_marker(line: Line, lead: str, marker: str) -> Line:
    body = line.body
    if task := _TASK.match(body.text):
        marker = "☐ " if task[1] == " " else "☑ "
        body = body.slice(task.end(), len(body.text))
    return replace(line, body=body, prefix=lead + marker)


def _quotation(node: Block, place: _Place) -> Iterator[Line]:
    lines = _blocks(node.children, replace(place, quoted=place.quoted + 1))
    yield from _together(lines)


def _together(lines: Iterator[Line]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        above = Hold.WHOLE if number else Hold.NOTHING
        is_said = line.above is above and line.inside is Hold.WHOLE
        yield line if is_said else replace(line, above=above, inside=Hold.WHOLE)


def _listing(content: str, place: _Place) -> Iterator[Line]:
    """A listing gets a fence; in a quotation, where every line has its sign, code on each line."""
    lines = content.replace("```", LOOKALIKE_BACKTICK * 3).strip("\n").split("\n")
    if place.quoted:
        code = (Styled(text=line).strip().within(CODE) for line in lines)
        bodies = (_line(body, place) for body in code)
    else:
        bodies = (Line(body=Styled(text=line), fenced=True) for line in lines)
    if content.strip():
        yield from _together(bodies)


def _table(node: Block, place: _Place) -> Iterator[Line]:
    """A row is a bullet; its first cell stands out, the others follow below."""
    for row in read_table(node):
        for number, cell in enumerate(row):
            line = _line(cell if number else cell.within(BOLD), place)
            prefix = place.lead + (INDENT if number else BULLETS[0])
            hold = Hold.WHOLE if number else Hold.NOTHING
            yield replace(line, prefix=prefix, hanging=place.lead + INDENT, above=hold)
