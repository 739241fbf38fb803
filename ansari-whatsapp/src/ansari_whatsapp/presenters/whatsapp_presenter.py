"""Turn an answer into the WhatsApp messages that carry it."""

from itertools import count
from math import ceil
from typing import Final

from ansari_whatsapp.presenters.block_reader import read_lines
from ansari_whatsapp.presenters.line import units, written
from ansari_whatsapp.presenters.packing import pack

LONGEST_MESSAGE: Final = 4096
_ROOM_FOR_SIGNS: Final = len("\n(/)")


def present(answer: str, *, limit: int = LONGEST_MESSAGE) -> tuple[str, ...]:
    """Write a Markdown answer as few messages of at most `limit` UTF-16 units (100 or more).

    An answer that says nothing gives no message. Several end with their count, (1/2) and so on:
    WhatsApp does not promise to deliver them in order.
    """
    lines = read_lines(answer)
    if (length := units(whole := written(lines))) <= limit:
        return (whole,) if whole else ()
    most = ceil(length / limit) + 1
    for digits in count(1):  # of the count, which takes room itself
        parts = pack(lines, limit=limit - _ROOM_FOR_SIGNS - 2 * digits, most=most)
        if len(parts) < 10**digits:
            break
    return tuple(f"{part}\n({number}/{len(parts)})" for number, part in enumerate(parts, 1))
