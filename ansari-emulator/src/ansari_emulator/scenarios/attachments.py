"""Things to send that need no file of their own: small, whole, and the same each time."""

import base64
from typing import Any, Final

from ansari_emulator.client import Phones
from ansari_emulator.scenarios.script import Share

_PICTURE: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One pixel."""
_RECORDING: Final = (
    b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead\x01\x01\x00\x0f\x80>\x00\x00\x00\x00\x00"
)
"""The beginning of a voice note in which nobody speaks."""


async def prepare(thing: Share.Thing, phones: Phones) -> dict[str, Any]:
    """The message that sends `thing`, its file kept by the emulator."""
    if thing.location is not None:
        return {"location": thing.location.model_dump(exclude_none=True)}
    if thing.image is not None:
        image = {"id": await phones.keep(_PICTURE, "image/png")}
        return {"image": image if thing.image is True else image | {"caption": thing.image}}
    if thing.voice is not None:
        media_id = await phones.keep(_RECORDING, "audio/ogg; codecs=opus")
        return {"audio": {"id": media_id, "voice": True}}
    return {"unsupported": {"type": "poll_creation"}}
