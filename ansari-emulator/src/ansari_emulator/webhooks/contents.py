"""What a person sent, in the words in which Meta tells the business of it.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from typing import Any

from ansari_emulator.chats.contents import (
    Attachment,
    Card,
    Cards,
    Content,
    MediaKind,
    Place,
    Reaction,
    Unsupported,
    kind_of,
    words_of,
)
from ansari_emulator.chats.offers import OfferKind, Pressed

Body = dict[str, Any]


def content_body(content: Content) -> Body:
    """The part of a message that tells what it holds."""
    match content:
        case Pressed():
            return _press(content)
        case Unsupported():
            return _unsupported(content)
        case _:
            kind = kind_of(content)
            return {"type": kind, kind: _plainly(content)}


def _plainly(content: Content) -> Body | list[Body]:
    match content:
        case Attachment():
            return _attachment(content)
        case Place():
            return _place(content)
        case Cards(cards=cards):
            return [_card(card) for card in cards]
        case Reaction():
            return _reaction(content)
        case _:
            return {"body": words_of(content)}


def _attachment(attachment: Attachment) -> Body:
    told = {
        "caption": attachment.caption,
        "filename": attachment.filename if attachment.kind is MediaKind.DOCUMENT else None,
        "mime_type": attachment.mime_type,
        "sha256": attachment.sha256,
        "id": attachment.media_id,
        "voice": attachment.voice if attachment.kind is MediaKind.AUDIO else None,
        "animated": attachment.animated if attachment.kind is MediaKind.STICKER else None,
    }
    return _known(told)


def _place(place: Place) -> Body:
    told = {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "name": place.name,
        "address": place.address,
        "url": place.url,
    }
    return _known(told)


def _card(card: Card) -> Body:
    name = {
        "formatted_name": card.formatted_name,
        "first_name": card.first_name,
        "last_name": card.last_name,
    }
    phones = [
        _known({"phone": each.phone, "wa_id": each.wa_id, "type": each.type})
        for each in card.phones
    ]
    return {"name": _known(name), "phones": phones, "origin": "other"}


def _reaction(reaction: Reaction) -> Body:
    """One that is taken away has no emoji at all."""
    return _known({"message_id": reaction.message_id, "emoji": reaction.emoji or None})


def _press(pressed: Pressed) -> Body:
    choice = pressed.choice
    if pressed.is_quick_reply:
        return {"type": "button", "button": {"payload": choice.id, "text": choice.title}}
    reply = _known({"id": choice.id, "title": choice.title, "description": choice.description})
    kind = "list_reply" if pressed.kind is OfferKind.LIST else "button_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def _unsupported(unsupported: Unsupported) -> Body:
    error = {
        "code": 131051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
    told: Body = {"type": kind_of(unsupported), "errors": [error]}
    if unsupported.kind is not None:
        told["unsupported"] = {"type": unsupported.kind}
    return told


def _known(told: Body) -> Body:
    return {name: value for name, value in told.items() if value is not None}
