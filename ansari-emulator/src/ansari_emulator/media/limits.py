"""Which files Meta takes from a business, and how large.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
"""

from collections.abc import Mapping
from typing import Final

from ansari_emulator.chats.contents import MediaKind

_MB: Final = 1024 * 1024
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

TYPES: Final[Mapping[MediaKind, frozenset[str]]] = {
    MediaKind.AUDIO: frozenset(
        {"audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/opus"}
    ),
    MediaKind.DOCUMENT: frozenset(
        {
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}wordprocessingml.document",
            f"{_OFFICE}spreadsheetml.sheet",
            f"{_OFFICE}presentationml.presentation",
        }
    ),
    MediaKind.IMAGE: frozenset({"image/jpeg", "image/png"}),
    MediaKind.STICKER: frozenset({"image/webp"}),
    MediaKind.VIDEO: frozenset({"video/mp4", "video/3gp", "video/3gpp"}),
}
MOST_BYTES: Final[Mapping[MediaKind, int]] = {
    MediaKind.AUDIO: 16 * _MB,
    MediaKind.DOCUMENT: 100 * _MB,
    MediaKind.IMAGE: 5 * _MB,
    MediaKind.STICKER: 500 * 1024,
    MediaKind.VIDEO: 16 * _MB,
}


def bare(mime_type: str) -> str:
    """A type without its parameters: `audio/ogg; codecs=opus` is `audio/ogg`."""
    return mime_type.partition(";")[0].strip().lower()


def kind_of_type(mime_type: str) -> MediaKind | None:
    """The kind of message that such a file is at home in; none if Meta doesn't take it."""
    for kind, types in TYPES.items():
        if bare(mime_type) in types:
            return kind
    return None


def may_be_sent_as(kind: MediaKind, mime_type: str) -> bool:
    """Whether a file of this type can be shown as `kind`; as a document any can."""
    return kind is MediaKind.DOCUMENT or bare(mime_type) in TYPES[kind]
