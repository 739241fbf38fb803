"""Files of a business: taken by Meta's limits, lent for five minutes, and deleted."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
import pytest_asyncio

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, emulating

MARYAM = "16505551234"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture(loop_scope="session")
async def emulator(business: Business, watch: Watch) -> AsyncIterator[Emulator]:
    async with emulating(business, status_pause=0, now=watch) as running:
        yield running


async def upload(
    graph: httpx.AsyncClient, data: bytes = PNG, mime_type: str = "image/png", **fields: str
) -> httpx.Response:
    form = {"messaging_product": "whatsapp", "type": mime_type} | fields
    return await graph.post("/media", data=form, files={"file": ("a.png", data, mime_type)})


async def described(graph: httpx.AsyncClient, emulator: Emulator, media_id: str) -> dict[str, Any]:
    response = await graph.get(f"{emulator.url}/v25.0/{media_id}")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


async def test_what_was_uploaded_can_be_looked_up_and_downloaded(
    graph: httpx.AsyncClient, emulator: Emulator
) -> None:
    media_id = (await upload(graph)).json()["id"]

    about = await described(graph, emulator, media_id)
    download = await graph.get(about["url"])

    assert (about["id"], about["mime_type"], about["file_size"]) == (
        media_id,
        "image/png",
        str(len(PNG)),
    )
    assert about["sha256"] == sha256(PNG).hexdigest()
    assert (download.content, download.headers["content-type"]) == (PNG, "image/png")


async def test_what_a_person_sent_can_be_downloaded(
    graph: httpx.AsyncClient, emulator: Emulator
) -> None:
    media_id = await emulator.phones.keep(b"a voice", "audio/ogg; codecs=opus")

    about = await described(graph, emulator, media_id)

    assert (await graph.get(about["url"])).content == b"a voice"


async def test_an_address_works_for_five_minutes(
    graph: httpx.AsyncClient, emulator: Emulator, watch: Watch
) -> None:
    media_id = (await upload(graph)).json()["id"]
    url = (await described(graph, emulator, media_id))["url"]

    watch.now += timedelta(minutes=5, seconds=-1)
    in_time = await graph.get(url)
    watch.now += timedelta(seconds=1)
    too_late = await graph.get(url)
    again = await graph.get((await described(graph, emulator, media_id))["url"])

    assert [each.status_code for each in (in_time, too_late, again)] == [200, 404, 200]


async def test_nothing_is_lent_without_the_token_or_by_a_made_up_address(
    graph: httpx.AsyncClient, emulator: Emulator
) -> None:
    media_id = (await upload(graph)).json()["id"]
    url = (await described(graph, emulator, media_id))["url"]

    nameless = await graph.get(url, headers={"Authorization": ""})
    made_up = await graph.get(url[:-1] + ("0" if url[-1] != "0" else "1"))

    assert (nameless.status_code, made_up.status_code) == (401, 404)


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 400)])
async def test_an_upload_is_kept_for_thirty_days(
    graph: httpx.AsyncClient, emulator: Emulator, watch: Watch, days: int, status: int
) -> None:
    media_id = (await upload(graph)).json()["id"]

    watch.now += timedelta(days=days)
    response = await graph.get(f"{emulator.url}/v25.0/{media_id}")

    assert response.status_code == status


async def test_what_is_deleted_is_gone(graph: httpx.AsyncClient, emulator: Emulator) -> None:
    media_id = (await upload(graph)).json()["id"]
    place = f"{emulator.url}/v25.0/{media_id}"

    deleted = await graph.delete(place)
    again = await graph.delete(place)

    assert deleted.json() == {"success": True}
    assert (again.status_code, again.json()["error"]["error_subcode"]) == (400, 33)


@pytest.mark.parametrize(
    ("data", "mime_type", "fields", "code"),
    [
        (b"x", "application/zip", {}, 100),
        (b"x", "image/png", {"messaging_product": "sms"}, 100),
        (bytes(5 * 1024 * 1024 + 1), "image/png", {}, 131053),
        (bytes(500 * 1024 + 1), "image/webp", {}, 131053),
    ],
)
async def test_what_meta_does_not_take_is_refused(
    graph: httpx.AsyncClient, *, data: bytes, mime_type: str, fields: dict[str, str], code: int
) -> None:
    response = await upload(graph, data, mime_type, **fields)

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


async def test_a_file_reaches_the_person(graph: httpx.AsyncClient, emulator: Emulator) -> None:
    media_id = (await upload(graph)).json()["id"]
    image = {"id": media_id, "caption": "Look"}
    body = {"messaging_product": "whatsapp", "to": MARYAM, "type": "image", "image": image}

    response = await graph.post("/messages", json=body)

    (message,) = await emulator.phones.chat(MARYAM)
    assert response.status_code == 200
    assert message.media
    assert (message.kind, message.text, message.media.id) == ("image", "Look", media_id)


@pytest.mark.parametrize(
    ("kind", "media_id", "code"), [("audio", None, 131053), ("image", "1", 131009)]
)
async def test_a_file_must_be_there_and_of_the_kind(
    graph: httpx.AsyncClient, kind: str, media_id: str | None, code: int
) -> None:
    uploaded = (await upload(graph)).json()["id"]
    file = {kind: {"id": media_id or uploaded}}
    body = {"messaging_product": "whatsapp", "to": MARYAM, "type": kind, **file}

    response = await graph.post("/messages", json=body)

    assert response.json()["error"]["code"] == code
