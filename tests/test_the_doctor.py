"""`ansari-whatsapp doctor` finds each fault that an operator makes, and says what to do."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from sysconfig import get_path
from typing import Any

import pytest
from addresses import free_port
from pymongo import AsyncMongoClient
from services import META, PROGRAMS, SECRET, Cast

from ansari_emulator.business import Business
from ansari_emulator.mongo.program import find_mongod
from ansari_emulator.testing import emulating
from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.app.examining import examine
from ansari_whatsapp.utils.config import Settings

NOWHERE = f"http://127.0.0.1:{free_port()}"
SOUND: dict[str, Any] = {}


async def advice(services: Cast, business: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    """What the doctor says where Meta knows this of the business, and these settings differ."""
    known = {
        "phone_number_id": META["META_BUSINESS_PHONE_NUMBER_ID"],
        "access_token": META["META_ACCESS_TOKEN_FROM_SYS_USER"],
        "app_secret": SECRET,
        "webhook_urls": (f"{services.gateways[0].url}/whatsapp/v2",),
        **business,
    }
    async with emulating(Business(**known), people=()) as emulator:
        given = services.gateways[0].environment | {"META_GRAPH_URL": emulator.url} | settings
        made = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})
        found = [finding async for finding in examine(made)]
    return [f"{one.subject}: {one.advice}" for one in found if one.advice]


@pytest.mark.usefixtures("system")
async def test_all_is_well(services: Cast) -> None:
    assert await advice(services, {}, {}) == []


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    ("business", "settings", "told"),
    [
        (SOUND, {"MONGO_URL": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"}, "MONGO_URL"),
        (SOUND, {"BACKEND_SERVER_URL": NOWHERE}, "BACKEND_SERVER_URL"),
        (SOUND, {"WHATSAPP_SERVICE_API_KEY": "guess"}, "WHATSAPP_SERVICE_API_KEY"),
        (SOUND, {"WHATSAPP_UNDER_MAINTENANCE": "true"}, "WHATSAPP_UNDER_MAINTENANCE"),
        (SOUND, {"META_GRAPH_URL": NOWHERE}, "META_GRAPH_URL"),
        (SOUND, {"META_ACCESS_TOKEN_FROM_SYS_USER": "old"}, "META_ACCESS_TOKEN_FROM_SYS_USER"),
        ({"scopes": ("public_profile",)}, {}, "whatsapp_business_messaging"),
        (SOUND, {"META_BUSINESS_PHONE_NUMBER_ID": "15550783881"}, "not the number"),
        (SOUND, {"META_ANSARI_APP_SECRET": "guess"}, "META_ANSARI_APP_SECRET"),
        ({"subscribed_fields": ()}, {}, "There is none"),
        ({"subscribed_fields": ("account_update",)}, {}, "`messages`"),
        ({"webhook_urls": (f"{NOWHERE}/whatsapp/v2",)}, {}, "Nobody answers"),
        ({"app_secret": "new"}, {"META_ANSARI_APP_SECRET": "new"}, "all instances"),
    ],
)
async def test_a_fault_is_found_alone(
    services: Cast, business: dict[str, Any], settings: dict[str, Any], told: str
) -> None:
    (fault,) = await advice(services, business, settings)

    assert told in fault


@pytest.fixture
async def lonely_mongo(tmp_path: Path, until: Any) -> AsyncIterator[str]:
    """A mongod that is no replica set."""
    program = find_mongod(path=os.environ["PATH"], packages=Path(get_path("platlib")))
    port = free_port()
    node = await asyncio.create_subprocess_exec(
        program,
        *("--dbpath", str(tmp_path), "--port", str(port)),
        *("--bind_ip", "127.0.0.1", "--nounixsocket"),
        env=os.environ | {"LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
    )

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    await until(listens)
    yield f"mongodb://127.0.0.1:{port}"
    node.kill()
    await node.wait()


@pytest.mark.usefixtures("system")
async def test_a_mongodb_that_is_no_replica_set_is_found(services: Cast, lonely_mongo: str) -> None:
    (fault,) = await advice(services, SOUND, {"MONGO_URL": lonely_mongo})

    assert "no replica set" in fault


@pytest.mark.usefixtures("system")
async def test_a_maintenance_that_was_forgotten_is_found(services: Cast, mongo_url: str) -> None:
    name = f"{services.gateway_database}_closed"
    async with AsyncMongoClient(mongo_url, tz_aware=True) as mongo:
        await Controls(mongo[name]).begin_maintenance()

        (fault,) = await advice(services, SOUND, {"MONGO_DB_NAME": name})
        await mongo.drop_database(name)

    assert "maintenance off" in fault


async def test_a_setting_that_is_missing_is_named(services: Cast) -> None:
    environment = dict(services.gateways[0].environment)
    del environment["META_WEBHOOK_VERIFY_TOKEN"]

    command = await asyncio.create_subprocess_exec(
        PROGRAMS / "ansari-whatsapp", "doctor", env=environment, stderr=subprocess.PIPE
    )
    _, said = await command.communicate()

    assert command.returncode == 2
    assert said.startswith(b"META_WEBHOOK_VERIFY_TOKEN")


@pytest.mark.usefixtures("system")
async def test_the_command_tells_each_thing_in_a_line(services: Cast) -> None:
    environment = services.gateways[0].environment | {"META_GRAPH_URL": NOWHERE}

    command = await asyncio.create_subprocess_exec(
        PROGRAMS / "ansari-whatsapp",
        "doctor",
        env=environment | {"PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
    )
    said, _ = await command.communicate()

    lines = said.decode().splitlines()
    assert command.returncode == 1
    assert lines[:3] == ["✓ settings", "✓ MongoDB", "✓ backend and its key"]
    assert lines[3] == "✓ open for people"
    assert lines[4].startswith("✗ access token: Meta does not answer")
