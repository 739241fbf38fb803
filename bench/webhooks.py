r"""Webhooks as bytes that are ready to be sent: escaped and signed as Meta does it.

All of it is made before the clock starts, because the load generator shares the machine with what
it measures.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final
from uuid import uuid4

from ansari_emulator.webhooks import wire

NUMBER: Final = "106540352242922"
SECRET: Final = "an app secret of the bench"  # noqa: S105 - proves nothing to anybody else
PEOPLE: Final = 1_000
WORDS: Final = "May I join prayers on a journey and/or shorten them? جزاك الله خيرا"

Json = dict[str, object]

_RUN: Final = uuid4().hex[:12]
_NUMBERS: Final = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One request, and the id of the message that it speaks of."""

    wamid: str
    request: bytes


def phone_of(person: int) -> str:
    """Give the number that a person writes from."""
    return f"1650{person:08}"


def id_of(person: int) -> str:
    """Give the id by which Meta and the gateway know a person."""
    return f"US.{person:020}"


def messages(people: Sequence[int], number: int) -> list[Webhook]:
    """Make `number` messages with fresh ids, from these people in turn."""
    return [_message(people[at % len(people)]) for at in range(number)]


def statuses(number: int) -> list[Webhook]:
    """Make `number` statuses of messages that nobody has sent."""
    return [_status(at % PEOPLE) for at in range(number)]


def _message(person: int) -> Webhook:
    wamid = _fresh_wamid()
    said: Json = {
        "from": phone_of(person),
        "from_user_id": id_of(person),
        "id": wamid,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": WORDS},
    }
    return _webhook(wamid, person, messages=[said])


def _status(person: int) -> Webhook:
    wamid = _fresh_wamid()
    report: Json = {
        "id": wamid,
        "status": "delivered",
        "timestamp": str(int(time.time())),
        "recipient_id": phone_of(person),
        "recipient_user_id": id_of(person),
        "biz_opaque_callback_data": f"message:{NUMBER}:{wamid}#0",
        "pricing": {"billable": True, "pricing_model": "PMP", "category": "service"},
    }
    return _webhook(wamid, person, statuses=[report])


def _webhook(wamid: str, person: int, **lists: list[Json]) -> Webhook:
    profile = {"name": "Amina Yılmaz"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER},
        "contacts": [{"profile": profile, "wa_id": phone_of(person), "user_id": id_of(person)}],
        **lists,
    }
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    body = wire.write({"object": "whatsapp_business_account", "entry": [entry]})
    return Webhook(wamid=wamid, request=_head(body) + body)


def _head(body: bytes) -> bytes:
    headers = {
        "Host": "gateway.example",
        "Accept": "*/*",
        "Content-Length": str(len(body)),
        **wire.headers(body, SECRET),
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["POST /whatsapp/v2 HTTP/1.1", *lines, "", ""]).encode()


def _fresh_wamid() -> str:
    return f"wamid.HBgL{_RUN}{next(_NUMBERS):010}"
