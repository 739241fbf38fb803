"""Rows of figures as a table in plain text, numbers to the right."""

from collections.abc import Sequence

Cell = str | int | float


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print a table under its title."""
    lines = [list(heads), *([_write(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    print(f"\n{title}\n")
    for line in lines:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        print("  " + "   ".join(cells))
    print(flush=True)


def _write(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}" if cell < 100 else f"{cell:,.0f}"  # noqa: PLR2004 - three digits say enough
    return f"{cell:,}" if isinstance(cell, int) else cell
