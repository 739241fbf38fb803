"""What Meta says in a webhook, as the JSON it says it in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ansari_emulator.business import Business
from ansari_emulator.chats.messages import Failure, Message, Status
from ansari_emulator.chats.people import Person
from ansari_emulator.webhooks.contents import Body, content_body

_CHANGES_PER_ENTRY: Final = 2


def inbound_message(business: Business, person: Person, message: Message) -> Body:
    """A person has sent something; who hides the number is told by user id and username."""
    said: Body = {} if person.number_hidden else {"from": person.phone}
    said |= {
        "from_user_id": person.user_id,
        "id": message.id,
        "timestamp": _unix(message.written_at),
        **content_body(message.content),
    }
    if context := _context(business, message):
        said["context"] = context
    contact = _contact(person, with_username=True)
    return _envelope(business, message.number_id, contacts=[contact], messages=[said])


def _context(business: Business, message: Message) -> Body:
    context: Body = {}
    if message.replies_to is not None:
        context |= {"from": business.display(message.number_id), "id": message.replies_to}
    if message.forwarded is not None:
        context |= {str(message.forwarded): True}
    return context


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
        "recipient_user_id": person.user_id,
    }
    if message.to_phone or not person.number_hidden:
        report["recipient_id"] = person.phone
    if message.callback_data is not None:
        report["biz_opaque_callback_data"] = message.callback_data
    if status in (Status.SENT, Status.DELIVERED):  # Meta sends it with `sent` and one other
        report["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "service",
        }
    if message.failure is not None:
        report["errors"] = [_error(message.failure)]
        return _envelope(business, message.number_id, statuses=[report])
    contact = _contact(person, with_username=status is not Status.SENT)
    return _envelope(business, message.number_id, contacts=[contact], statuses=[report])


def _error(failure: Failure) -> Body:
    title = failure.title
    details = {"details": title}
    return {"code": failure.code, "title": title, "message": title, "error_data": details}


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


def _contact(person: Person, *, with_username: bool) -> Body:
    profile = {"name": person.name}
    if with_username and person.username is not None:
        profile["username"] = person.username
    contact: Body = {"profile": profile, "user_id": person.user_id}
    return contact if person.number_hidden else {**contact, "wa_id": person.phone}


def _envelope(business: Business, number_id: str, **lists: list[Body]) -> Body:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": business.display(number_id),
            "phone_number_id": number_id,
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
