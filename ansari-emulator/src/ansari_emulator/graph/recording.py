"""Note what the business asked for, also when it was refused."""

import json
from typing import Any

from ansari_emulator.chats.messages import UnknownMessageError
from ansari_emulator.chats.people import digits
from ansari_emulator.records.calls import Call, CallKind, Outcome
from ansari_emulator.whatsapp import WhatsApp


def note(
    whatsapp: WhatsApp,
    kind: CallKind,
    phone: str,
    *,
    message_id: str | None,
    outcome: Outcome,
) -> None:
    """Remember a call about one person."""
    call = Call(
        at=whatsapp.now(),
        phone=phone,
        kind=kind,
        message_id=message_id,
        outcome=outcome,
    )
    whatsapp.calls.note(call)


def note_refusal(whatsapp: WhatsApp, raw: bytes) -> None:
    """Remember a refused call, as far as its body can be understood."""
    fields = _fields(raw)
    if "status" in fields:
        _note_refused_reading(whatsapp, fields)
    elif phone := digits(str(fields.get("to", ""))):
        note(whatsapp, _kind(fields), phone, message_id=None, outcome=Outcome.REFUSED)
    else:
        whatsapp.calls.note_refusal_about_nobody()


def _kind(fields: dict[str, Any]) -> CallKind:
    try:
        return CallKind(str(fields.get("type", "text")))
    except ValueError:  # a kind that doesn't exist, perhaps on purpose
        return CallKind.TEXT


def _note_refused_reading(whatsapp: WhatsApp, fields: dict[str, Any]) -> None:
    try:
        message = whatsapp.messages.get(str(fields.get("message_id")))
    except UnknownMessageError:
        whatsapp.calls.note_refusal_about_nobody()
        return
    kind = CallKind.TYPING if "typing_indicator" in fields else CallKind.READ
    note(whatsapp, kind, message.phone, message_id=message.id, outcome=Outcome.REFUSED)


def _fields(raw: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(raw)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
