"""Make a lone mongod the primary of the replica set `rs0`.

Transactions and change streams need a replica set, also when it has one member only.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from ansari_emulator.processes import LOOPBACK

NAME: Final = "rs0"
_NOT_YET_INITIALIZED: Final = 94
_POLL_SECONDS: Final = 0.05

Client = MongoClient[dict[str, Any]]


def url(port: int) -> str:
    """The address that the services are given as `MONGO_URL`."""
    return f"mongodb://{LOOPBACK}:{port}/?replicaSet={NAME}"


def become_primary(port: int, *, may_wait: Callable[[], bool]) -> bool:
    """Configure the member and wait until it is primary, as long as `may_wait` agrees."""
    with Client(LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=500) as client:
        while may_wait():
            if _is_primary(client, f"{LOOPBACK}:{port}"):
                return True
            time.sleep(_POLL_SECONDS)
    return False


def _is_primary(client: Client, host: str) -> bool:
    """One step on the way: each refusal only means that the server is not that far yet."""
    try:
        _configure(client, host)
        return bool(client.admin.command("hello")["isWritablePrimary"])
    except (ConnectionFailure, OperationFailure):
        return False


def _configure(client: Client, host: str) -> None:
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        members = [{"_id": 0, "host": host}]
        client.admin.command("replSetInitiate", {"_id": NAME, "members": members})
        return
    if config["members"][0]["host"] != host:
        # The data comes from a run on another port: under its old name the member would not
        # find itself and stay out of its own set.
        config["members"][0]["host"] = host
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
