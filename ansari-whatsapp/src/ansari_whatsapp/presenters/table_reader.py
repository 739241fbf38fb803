"""A table becomes its rows, each cell named by its column: a phone is too narrow for more."""

from collections.abc import Iterator

from ansari_whatsapp.presenters.inline_reader import read_inline
from ansari_whatsapp.presenters.markdown_parser import Block
from ansari_whatsapp.presenters.styled import Styled, joined

Row = tuple[Styled, ...]


def read_table(node: Block) -> Iterator[Row]:
    """Read a table's rows; a table of headings only is one row."""
    rows = [_cells(row) for part in node.children for row in part.children]
    names, *values = rows
    if not values:
        yield tuple(name for name in names if name.text)
    for row in values:
        named = (_named(name, cell) for name, cell in zip(names, row, strict=False) if cell.text)
        yield tuple(named)


def _cells(row: Block) -> Row:
    return tuple(_on_one_line(read_inline(cell.words)).strip() for cell in row.children)


def _on_one_line(cell: Styled) -> Styled:
    return Styled(text=cell.text.replace("\n", " "), spans=cell.spans)


def _named(name: Styled, cell: Styled) -> Styled:
    return joined([name, Styled(text=": "), cell]) if name.text else cell
