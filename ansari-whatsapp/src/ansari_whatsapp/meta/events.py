"""Read every event in a webhook's body: all entries, changes, messages and statuses.

Meta adds fields, types and statuses without notice, and a 4xx or 5xx would bring the same body
back for seven days. So nothing here raises: what is not understood becomes an `other` event,
kept as it came.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

JsonObject = dict[str, object]

KNOWN_FIELDS: Final = frozenset(
    """messages statuses errors not_json empty unnamed account_alerts account_review_update
    account_settings_update account_update automatic_events business_capability_update
    business_username_update calls flows group_lifecycle_update group_participants_update
    group_settings_update group_status_update history message_template_components_update
    message_template_quality_update message_template_status_update messaging_handovers
    partner_solutions payment_configuration_update phone_number_name_update
    phone_number_quality_update security smb_app_state_sync smb_message_echoes standby
    template_category_update template_correct_category_detection user_id_update
    user_preferences""".split()  # noqa: SIM905 - a list of words, as words
)
"""Webhook fields that Meta documents, and our own names for what has none."""

KNOWN_TYPES: Final = frozenset(
    """audio button contacts document edit errors group_invite image interactive location order
    reaction request_welcome revoke sticker system text unsupported video""".split()  # noqa: SIM905 - likewise
)
"""Types of message that Meta documents."""

LARGEST_PAYLOAD: Final = 2_000_000
"""Letters; escaped, three megabytes may become eighteen, and MongoDB stores sixteen. A person's
longest message is a tenth of this."""
KEPT_OF_LARGER: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that Meta told us, ready to be stored."""

    id: str
    """The same for the same event, however a retry batches it."""
    kind: Literal["message", "status", "other"]
    field: str
    """The webhook field it came in, such as `messages` or `account_update`."""
    number_id: str
    """The business number it concerns; empty where none is named."""
    person: str
    """Whose turn it belongs to; empty for an event that isn't a message."""
    sent_at: int
    """Unix seconds by Meta's clock; 0 where it names none."""
    type: str = ""
    """Meta's type of a message, such as `image`."""
    payload: str
    """The event as JSON in ASCII: MongoDB stores neither huge numbers nor lone surrogates."""


def read_events(body: bytes) -> list[Event]:
    """Read all events of a body whose signature was proved; a body that is no JSON is one event."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return [_other("not_json", body.decode("utf-8", "replace"))]
    events = list(_from_envelope(envelope))
    return events or [_other("empty", envelope)]


def _from_envelope(envelope: object) -> Iterator[Event]:
    for entry in _objects(envelope, "entry"):
        for change in _objects(entry, "changes"):
            yield from _from_change(change)


def _from_change(change: JsonObject) -> Iterator[Event]:
    field = text_of(change.get("field")) or "unnamed"
    value = change.get("value")
    if field != "messages" or not isinstance(value, dict):
        yield _other(field, change)
        return
    number_id = text_of(object_of(value.get("metadata")).get("phone_number_id"))
    contacts = _objects(value, "contacts")
    messages, statuses = _objects(value, "messages"), _objects(value, "statuses")
    for message in messages:
        yield _message(message, contacts, number_id)
    for status in statuses:
        yield _status(status, number_id)
    for error in _objects(value, "errors"):
        yield _other("errors", {"number_id": number_id, **error})
    if not (messages or statuses or value.get("errors")):
        yield _other(field, value)


def _message(message: JsonObject, contacts: list[JsonObject], number_id: str) -> Event:
    sender_id = text_of(message.get("from_user_id"))
    phone = text_of(message.get("from"))
    message_id = text_of(message.get("id"))
    person = sender_id or _who_moved(message) or phone
    ours = [contact for contact in contacts if _is_of(contact, sender_id, phone)]
    payload = json.dumps({"message": message, "contacts": ours})
    if not (message_id and person and number_id) or len(payload) > LARGEST_PAYLOAD:
        return _other("messages", {"number_id": number_id, **message})
    return Event(
        id=f"message:{number_id}:{message_id}",
        kind="message",
        field="messages",
        number_id=number_id,
        person=person,
        type=text_of(message.get("type")),
        sent_at=_seconds(message.get("timestamp")),
        payload=payload,
    )


def _who_moved(message: JsonObject) -> str:
    """Name whom a notice of WhatsApp's is about: its sender is the number they had, if any."""
    system = object_of(message.get("system"))
    known = text_of(system.get("previous_user_id")) or text_of(message.get("from"))
    return known or text_of(system.get("user_id"))


def _is_of(contact: JsonObject, sender_id: str, phone: str) -> bool:
    return (sender_id != "" and contact.get("user_id") == sender_id) or (
        phone != "" and contact.get("wa_id") == phone
    )


def _status(status: JsonObject, number_id: str) -> Event:
    payload = json.dumps(status)
    if len(payload) > LARGEST_PAYLOAD:
        return _other("statuses", status)
    message_id, name = text_of(status.get("id")), text_of(status.get("status"))
    # In a group one message has a status for each participant; Meta spells the field both ways.
    participant = text_of(
        status.get("recipient_participant_id") or status.get("participant_recipient_id")
    )
    return Event(
        # Only to know a repeat; Meta's own ids hold the person's number.
        id=f"status:{_hash(f'{message_id}:{name}:{participant}')}",
        kind="status",
        field="messages",
        number_id=number_id,
        person="",
        sent_at=_seconds(status.get("timestamp")),
        payload=payload,
    )


def _other(field: str, content: object) -> Event:
    payload = json.dumps(content, sort_keys=True)
    digest = _hash(payload)
    if len(payload) > LARGEST_PAYLOAD:
        payload = json.dumps({"begins": payload[:KEPT_OF_LARGER], "length": len(payload)})
    return Event(
        id=f"other:{field}:{digest}",
        kind="other",
        field=field,
        number_id="",
        person="",
        sent_at=0,
        payload=payload,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def object_of(value: object) -> JsonObject:
    """Take `value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text_of(value: object) -> str:
    """Take `value` if it is text, else nothing; a lone surrogate becomes a question mark."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _objects(parent: object, key: str) -> list[JsonObject]:
    children = object_of(parent).get(key)
    return (
        [child for child in children if isinstance(child, dict)]
        if isinstance(children, list)
        else []
    )


def _seconds(value: object) -> int:
    """Read unix seconds, which Meta writes as text and some tools as a number."""
    is_readable = isinstance(value, (str, int)) and re.fullmatch(r"[0-9]{1,11}", str(value))
    return int(str(value)) if is_readable else 0
