"""What Meta says in a webhook, as the JSON it says it in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from ansari_emulator.business import Business
from ansari_emulator.chats.messages import Message, Status
from ansari_emulator.chats.people import Person

Body = dict[str, Any]

_CHANGES_PER_ENTRY: Final = 2


def inbound_message(business: Business, person: Person, message: Message) -> Body:
    """A person has written, or pressed something."""
    said: Body = {
        "from": person.phone,
        "from_user_id": person.user_id,
        "id": message.id,
        "timestamp": _unix(message.written_at),
        **_content(message),
    }
    if message.replies_to is not None:
        said["context"] = {"from": business.display_phone_number, "id": message.replies_to}
    return _envelope(business, contacts=[_contact(person)], messages=[said])


def _content(message: Message) -> Body:
    if message.pressed is None:
        return {"type": "text", "text": {"body": message.text}}
    choice, kind = message.pressed.choice, f"{message.pressed.kind}_reply"
    reply = {"id": choice.id, "title": choice.title}
    if choice.description is not None:
        reply["description"] = choice.description
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def status_report(
    business: Business,
    person: Person,
    message: Message,
    status: Status,
) -> Body:
    """One of our messages has come to `status`."""
    report: Body = {
        "id": message.id,
        "status": status.name.lower(),
        "timestamp": _unix(message.reached[status]),
        "recipient_id": person.phone,
        "recipient_user_id": person.user_id,
    }
    if message.callback_data is not None:
        report["biz_opaque_callback_data"] = message.callback_data
    if status in (Status.SENT, Status.DELIVERED):  # Meta sends it with `sent` and one other
        report["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "service",
        }
    return _envelope(business, contacts=[_contact(person)], statuses=[report])


def join(bodies: Sequence[Body]) -> Body:
    """All that `bodies` tell in one, over several entries, some of them with several changes."""
    entries = [entry for body in bodies for entry in body["entry"]]
    changes = [change for entry in entries for change in entry["changes"]]
    return {
        "object": bodies[0]["object"],
        "entry": [
            {"id": entries[0]["id"], "changes": changes[start : start + _CHANGES_PER_ENTRY]}
            for start in range(0, len(changes), _CHANGES_PER_ENTRY)
        ],
    }


def _contact(person: Person) -> Body:
    return {
        "profile": {"name": person.name},
        "wa_id": person.phone,
        "user_id": person.user_id,
    }


def _envelope(business: Business, **lists: list[Body]) -> Body:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": business.display_phone_number,
            "phone_number_id": business.phone_number_id,
        },
        **lists,
    }
    change = {"value": value, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": business.account_id, "changes": [change]}],
    }


def _unix(moment: datetime) -> str:
    return str(int(moment.timestamp()))
