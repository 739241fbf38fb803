"""What a status of Meta's changes in the part that it speaks of.

Statuses come in any order, twice, or not at all. Their rank decides: none moves a part back.
"""

import re
from collections.abc import Mapping
from typing import Final

from pymongo import UpdateOne

from ansari_whatsapp.meta.events import object_of, text_of

Document = dict[str, object]

RANKS: Final = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
"""A delivery disproves a failure."""

_CODE: Final = re.compile(r"[0-9]{1,18}")
"""Longer numbers can't be stored."""
_ACCEPTED: Final = "accepted"
_REFUSED: Final = "refused"


def change_of(status: Mapping[str, object]) -> UpdateOne | None:
    """Give the change to an answer in the outbox; None for a status that names none.

    It names its part by the reference that we sent along, or by Meta's id where that is missing.
    """
    name, wamid = text_of(status.get("status")), text_of(status.get("id"))
    rank = RANKS.get(name)
    if rank is None or not wamid:
        return None
    change: Document = {
        # Also the part whose fate was unknown is settled by this: it was sent, or it never will be.
        "state": _REFUSED if name == "failed" else _ACCEPTED,
        "wamid": wamid,
        "status": name,
        "status_rank": rank,
        "status_at": text_of(status.get("timestamp")),
    }
    if code := failure_code(status):
        change["error_code"] = code
    if category := text_of(object_of(status.get("pricing")).get("category")):
        change["price_category"] = category
    later: Document = {"status_rank": {"$lt": rank}}
    turn, _, place = text_of(status.get("biz_opaque_callback_data")).rpartition("#")
    if turn and place.isdecimal():
        return UpdateOne({"_id": turn, **_at(place, later)}, {"$set": _at(place, change)})
    match = {"parts": {"$elemMatch": {"wamid": wamid, **later}}}
    return UpdateOne(match, {"$set": _at("$", change)})


def failure_code(status: Mapping[str, object]) -> int | None:
    """Give Meta's code in a status `failed`; some come as text."""
    errors = status.get("errors")
    first = object_of(errors[0]) if isinstance(errors, list) and errors else {}
    code = str(first.get("code"))
    return int(code) if _CODE.fullmatch(code) else None


def _at(place: str, fields: Document) -> Document:
    """Address fields of the part at a place in its answer."""
    return {f"parts.{place}.{name}": value for name, value in fields.items()}
