"""Where each text of an index stands and which stems it has, in files that are mapped into memory.

tantivy can store both, but hands them out as Python objects of all languages at once: that took
most of the time of a search, which looks at a few hundred texts in one language.
"""

import mmap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Place: TypeAlias = tuple[str, int, int]
"""Work, chapter and number of a text."""

_TABLES: Final = "rows.npz"
_STEMS: Final = "stems.bin"
_BITS: Final = 20
"""Of a chapter, and of a number: together with the work they make one sortable number."""


class RowWriter:
    """Collects the rows of an index while it is built."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._stems: dict[str, list[bytes]] = defaultdict(list)

    def add(self, place: Place, stems: Mapping[str, str]) -> int:
        """Take a text with its stems by language, joined by blanks; give the number of its row."""
        row = len(self._places)
        self._places.append(place)
        for language, joined in stems.items():
            kept = self._stems[language]
            kept += [b""] * (row - len(kept)) + [joined.encode()]
        return row

    def write(self, folder: Path) -> None:
        """Store them."""
        works = sorted({work for work, _, _ in self._places})
        keys = [_key(works.index(work), chapter, number) for work, chapter, number in self._places]
        bounds = []
        with (folder / _STEMS).open("wb") as file:
            for kept in self._stems.values():
                stems = kept + [b""] * (len(keys) - len(kept))
                bounds.append(np.cumsum([file.tell(), *map(len, stems)], dtype=np.uint32))
                file.writelines(stems)
        with (folder / _TABLES).open("wb") as file:
            np.savez(
                file,
                works=np.array(works, dtype=np.str_),
                keys=np.array(keys, dtype=np.int64),
                languages=np.array(list(self._stems), dtype=np.str_),
                bounds=np.array(bounds, dtype=np.uint32),
            )


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one index; may be read by many threads at once."""

    _works: Sequence[str]
    _keys: NDArray[np.int64]
    _order: NDArray[np.int64]
    """The rows in the order of their keys."""
    _bounds: Mapping[str, NDArray[np.uint32]]
    """Of each language: where the stems of each row begin, and where those of the last end."""
    _stems: mmap.mmap | bytes

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._keys)

    def place(self, row: int) -> Place:
        """Tell where a text stands."""
        key = int(self._keys[row])
        small = (1 << _BITS) - 1
        return self._works[key >> 2 * _BITS], key >> _BITS & small, key & small

    def row(self, place: Place) -> int | None:
        """Find the row of a text; None if it isn't in this index."""
        work, chapter, number = place
        if work not in self._works:
            return None
        key = _key(self._works.index(work), chapter, number)
        at = int(np.searchsorted(self._keys, key, sorter=self._order))
        row = int(self._order[at]) if at < len(self._order) else None
        return row if row is not None and self._keys[row] == key else None

    def stems(self, row: int, language: str) -> str:
        """Give a text's stems in a language, joined by blanks; none where it has no such text."""
        bounds = self._bounds.get(language)
        return "" if bounds is None else self._stems[bounds[row] : bounds[row + 1]].decode()


@contextmanager
def reading_rows(folder: Path) -> Iterator[Rows]:
    """Open what a `RowWriter` stored, for as long as the block lasts.

    Raises:
        OSError, ValueError, KeyError, BadZipFile: It is broken.
    """
    with np.load(folder / _TABLES) as tables:
        works, keys = tables["works"].tolist(), tables["keys"]
        bounds = dict(zip(tables["languages"].tolist(), tables["bounds"], strict=True))
    length = max((int(each[-1]) for each in bounds.values()), default=0)
    if length != (folder / _STEMS).stat().st_size:
        raise ValueError("the stems are not those of these rows")
    with _mapped(folder / _STEMS, length) as stems:
        yield Rows(works, keys, np.argsort(keys), bounds, stems)


@contextmanager
def _mapped(path: Path, length: int) -> Iterator[mmap.mmap | bytes]:
    if not length:  # an empty file can't be mapped
        yield b""
        return
    with path.open("rb") as file:
        opened = mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
    with closing(opened) as stems:
        yield stems


def _key(work: int, chapter: int, number: int) -> int:
    return work << 2 * _BITS | chapter << _BITS | number
