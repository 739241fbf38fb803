"""Open a client whose writes count when a majority has journalled them."""

from typing import Final

from pymongo import AsyncMongoClient

Document = dict[str, object]

SELECTION_SECONDS: Final = 3.0
"""How long a call waits for a primary. An election takes less; an outage is for our own loops."""


def open_client(url: str) -> AsyncMongoClient[Document]:
    """Make the client; it connects when it is first used, and again whenever it has to."""
    return AsyncMongoClient(
        url,
        tz_aware=True,
        w="majority",
        journal=True,
        serverSelectionTimeoutMS=int(SELECTION_SECONDS * 1000),
        appname="ansari-whatsapp",
    )
