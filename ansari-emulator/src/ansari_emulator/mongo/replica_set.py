"""Make the replica set `rs0` of mongods that know nothing of one another yet.

Transactions and change streams need a replica set, also when it has one member only.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, Final

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from ansari_emulator.processes import LOOPBACK

NAME: Final = "rs0"
_NOT_YET_INITIALIZED: Final = 94
_POLL_SECONDS: Final = 0.05

# A primary that is lost costs a test these two seconds and not ten.
_SETTINGS: Final = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}

Client = MongoClient[dict[str, Any]]


def url(ports: Sequence[int]) -> str:
    """The address that the services are given as `MONGO_URL`."""
    return f"mongodb://{','.join(_hosts(ports))}/?replicaSet={NAME}"


def _hosts(ports: Sequence[int]) -> list[str]:
    return [f"{LOOPBACK}:{port}" for port in ports]


def complete(ports: Sequence[int], *, may_wait: Callable[[], bool]) -> bool:
    """Configure the set and wait until one is primary and all others follow it.

    It goes on for as long as `may_wait` agrees.
    """
    with ExitStack() as stack:
        members = [stack.enter_context(_connect(port)) for port in ports]
        while may_wait():
            if _is_complete(members, _hosts(ports)):
                return True
            time.sleep(_POLL_SECONDS)
    return False


def _connect(port: int) -> Client:
    return Client(LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=500)


def _is_complete(members: Sequence[Client], hosts: Sequence[str]) -> bool:
    """One step on the way: each refusal only means that a server is not that far yet."""
    try:
        _configure(members[0], hosts)
        states = [member.admin.command("hello") for member in members]
    except (ConnectionFailure, OperationFailure):
        return False
    primaries = [state for state in states if state["isWritablePrimary"]]
    followers = [state for state in states if state["secondary"]]
    return len(primaries) == 1 and len(followers) == len(states) - 1


def _configure(member: Client, hosts: Sequence[str]) -> None:
    members = [{"_id": place, "host": host} for place, host in enumerate(hosts)]
    try:
        config = member.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        new = {"_id": NAME, "members": members, "settings": _SETTINGS}
        member.admin.command("replSetInitiate", new)
        return
    if [known["host"] for known in config["members"]] != hosts:
        # The data comes from a run on other ports: under its old name a member would not find
        # itself and stay out of its own set.
        config["members"] = members
        config["version"] += 1
        member.admin.command("replSetReconfig", config, force=True)
