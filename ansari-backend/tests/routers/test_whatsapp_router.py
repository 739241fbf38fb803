"""The calls, as an existing gateway makes them."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

Documents = AsyncDatabase[dict[str, object]]

AMINA = {"phone_num": "15551230001"}
BILAL = {"phone_num": "15551230002"}
API = "/whatsapp/v2"


async def register(client: httpx.AsyncClient, who: dict[str, str], language: str = "en") -> str:
    body = {**who, "preferred_language": language}
    response = await client.post(f"{API}/users/register", json=body)
    assert response.status_code == 200, response.text
    assert response.json()["status"] == "success"
    return str(response.json()["user_id"])


async def start_thread(client: httpx.AsyncClient, who: dict[str, str], title: str = "Hi") -> str:
    response = await client.post(f"{API}/threads", json={**who, "title": title})
    assert response.status_code == 200, response.text
    return str(response.json()["thread_id"])


async def history(client: httpx.AsyncClient, who: dict[str, str], thread: str) -> httpx.Response:
    return await client.get(f"{API}/threads/{thread}/history", params=who)


async def test_registering_again_gives_the_same_id(client: httpx.AsyncClient) -> None:
    first = await register(client, AMINA)

    assert await register(client, AMINA) == first
    assert isinstance(first, str)
    assert first


async def test_fifty_registrations_at_once_make_one_person(
    client: httpx.AsyncClient, database: Documents
) -> None:
    ids = await asyncio.gather(*(register(client, AMINA) for _ in range(50)))

    assert len(set(ids)) == 1
    assert await database["users"].count_documents({}) == 1


async def test_fifty_registrations_under_both_ids_make_one_person(
    client: httpx.AsyncClient, database: Documents
) -> None:
    shapes = (AMINA, {"whatsapp_id": "US.1"}, {**AMINA, "whatsapp_id": "US.1"})

    await asyncio.gather(*(register(client, shapes[n % 3]) for n in range(50)))
    await register(client, shapes[2])

    assert await database["users"].count_documents({}) == 1


async def test_a_plus_before_the_number_is_no_other_person(client: httpx.AsyncClient) -> None:
    first = await register(client, AMINA)

    assert await register(client, {"phone_num": "+15551230001"}) == first


async def test_registering_again_changes_the_language(
    client: httpx.AsyncClient, database: Documents
) -> None:
    await register(client, AMINA, "en")
    await register(client, AMINA, "ur")

    person = await database["users"].find_one({})
    assert person is not None
    assert person["preferred_language"] == "ur"


@pytest.mark.parametrize(("who", "answer"), [(AMINA, {"exists": True}), (BILAL, {"exists": False})])
async def test_exists_knows_who_registered(
    client: httpx.AsyncClient, who: dict[str, str], answer: dict[str, bool]
) -> None:
    await register(client, AMINA)

    response = await client.get(f"{API}/users/exists", params=who)

    assert response.json() == answer


async def test_who_exists_is_found_by_every_other_call(client: httpx.AsyncClient) -> None:
    await register(client, {**AMINA, "whatsapp_id": "US.1"})
    by_id = {"whatsapp_id": "US.1"}

    exists = await client.get(f"{API}/users/exists", params=by_id)
    last = await client.get(f"{API}/threads/last", params=by_id)

    assert exists.json() == {"exists": True}
    assert last.status_code == 200


async def test_a_location_is_kept(client: httpx.AsyncClient, database: Documents) -> None:
    await register(client, AMINA)
    mecca = {"latitude": 21.4225, "longitude": 39.8262}

    response = await client.put(f"{API}/users/location", json={**AMINA, **mecca})

    person = await database["users"].find_one({})
    assert response.json() == {"status": "success"}
    assert person is not None
    assert person["location"] == mecca


async def test_a_person_without_threads_has_no_last_one(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)

    response = await client.get(f"{API}/threads/last", params=AMINA)

    assert response.json() == {"thread_id": None, "last_message_time": None}


async def test_the_last_thread_is_the_one_last_answered_in(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)
    first = await start_thread(client, AMINA)
    await start_thread(client, AMINA)
    await client.post(
        f"{API}/messages/process", json={**AMINA, "thread_id": first, "message": "Salam"}
    )

    last = (await client.get(f"{API}/threads/last", params=AMINA)).json()

    said_at = datetime.fromisoformat(last["last_message_time"])
    assert last["thread_id"] == first
    assert said_at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - said_at) < timedelta(seconds=20)


async def test_a_long_title_is_cut(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)
    thread = await start_thread(client, AMINA, "z" * 101)

    told = (await history(client, AMINA, thread)).json()

    assert told == {"thread_name": "z" * 100, "messages": []}


async def test_nobody_sees_the_thread_of_another(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)
    await register(client, BILAL)
    thread = await start_thread(client, AMINA)

    response = await history(client, BILAL, thread)

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_thread"


async def test_nobody_writes_in_the_thread_of_another(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)
    await register(client, BILAL)
    thread = await start_thread(client, AMINA)

    response = await client.post(
        f"{API}/messages/process", json={**BILAL, "thread_id": thread, "message": "Salam"}
    )

    assert response.status_code == 404
    assert (await history(client, AMINA, thread)).json()["messages"] == []


@pytest.mark.parametrize("thread", ["nothing", "507f1f77bcf86cd799439011", "%00", "a b", "$ne"])
async def test_a_malformed_thread_id_is_no_thread(client: httpx.AsyncClient, thread: str) -> None:
    await register(client, AMINA)

    assert (await history(client, AMINA, thread)).status_code == 404


UNKNOWN = [
    ("PUT", "/users/location", {"latitude": 1.0, "longitude": 1.0}),
    ("POST", "/threads", {"title": "Hi"}),
    ("GET", "/threads/last", None),
    ("GET", "/threads/x/history", None),
    ("POST", "/messages/process", {"thread_id": "x", "message": "Salam"}),
    ("GET", "/threads/x/sources", None),
    ("GET", "/users/export", None),
    ("PUT", "/feedback", {"key": "wamid.1", "verdict": "good", "reason": None}),
    ("PUT", "/users/identity", {"previous_phone_num": "15551230009"}),
]


@pytest.mark.parametrize(("method", "path", "body"), UNKNOWN)
async def test_who_never_registered_is_unknown(
    client: httpx.AsyncClient, method: str, path: str, body: dict[str, object] | None
) -> None:
    sent = {"json": {**BILAL, **body}} if body else {"params": BILAL}

    response = await client.request(method, API + path, **sent)

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_person"


INVALID = [
    ("POST", "/messages/process", {**AMINA, "thread_id": "x", "message": "z" * 65_537}),
    ("POST", "/users/register", {"preferred_language": "en"}),
    ("POST", "/users/register", {**AMINA, "preferred_language": "<script>"}),
    ("POST", "/users/register", {"phone_num": 15551230001, "preferred_language": "en"}),
    ("POST", "/users/register", {"phone_num": "Amina", "preferred_language": "en"}),
    ("POST", "/users/register", {"phone_num": "١٢٣٤٥٦", "preferred_language": "en"}),
    ("POST", "/users/register", {"whatsapp_id": "", "preferred_language": "en"}),
    ("PUT", "/users/location", {**AMINA, "latitude": 90.1, "longitude": 0}),
    ("PUT", "/users/location", {**AMINA, "latitude": 0, "longitude": -180.5}),
    ("PUT", "/users/location", {**AMINA, "latitude": "21.4", "longitude": 0}),
    ("POST", "/threads", {**AMINA, "title": " \n"}),
    ("POST", "/messages/process", {**AMINA, "thread_id": "x", "message": ""}),
    ("POST", "/messages/process", {**AMINA, "thread_id": "x", "message": " \n\t "}),
    ("POST", "/messages/process", {**AMINA, "message": "Salam"}),
    ("PUT", "/feedback", {**AMINA, "key": "wamid.1", "verdict": "fine"}),
    ("PUT", "/feedback", {**AMINA, "key": "", "verdict": "good"}),
    ("PUT", "/feedback", {**AMINA, "key": "wamid.1", "verdict": "bad", "reason": "z" * 2001}),
    ("PUT", "/feedback", {"key": "wamid.1", "verdict": "good"}),
    ("PUT", "/users/identity", AMINA),
    ("PUT", "/users/identity", {"previous_phone_num": "15551230001"}),
    ("DELETE", "/users", None),
]


@pytest.mark.parametrize(("method", "path", "body"), INVALID)
async def test_what_is_not_valid_is_refused(
    client: httpx.AsyncClient, method: str, path: str, body: dict[str, object]
) -> None:
    response = await client.request(method, API + path, json=body)

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "invalid_request"
    assert response.json()["retryable"] is False


async def test_a_refusal_does_not_repeat_what_was_sent(client: httpx.AsyncClient) -> None:
    body = {"phone_num": "my-number-is-secret", "preferred_language": "en"}

    response = await client.post(f"{API}/users/register", json=body)

    assert response.json()["errors"][0]["field"] == ["body", "phone_num"]
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "path",
    ["/users/exists", "/users/export", "/threads/last", "/threads/x/history", "/threads/x/sources"],
)
async def test_a_call_about_nobody_is_refused(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(API + path)).status_code == 422


async def test_a_long_thread_is_read_page_by_page(
    client: httpx.AsyncClient, database: Documents
) -> None:
    await register(client, AMINA)
    thread = await start_thread(client, AMINA)
    moment = datetime.now(UTC)
    await database["messages"].insert_many(
        {
            "message_id": f"m{n}",
            "thread_id": thread,
            "role": "user",
            "content": f"{n}",
            "created_at": moment + timedelta(milliseconds=n // 3),
        }
        for n in range(10_000)
    )

    first = await client.get(f"{API}/threads/{thread}/history", params={**AMINA, "limit": 40})
    page = {**AMINA, "limit": 40, "before": first.json()["messages"][0]["id"]}
    second = await client.get(f"{API}/threads/{thread}/history", params=page)

    assert [one["content"] for one in first.json()["messages"]] == [*map(str, range(9960, 10_000))]
    assert [one["content"] for one in second.json()["messages"]] == [*map(str, range(9920, 9960))]


async def test_there_is_nothing_before_an_unknown_message(client: httpx.AsyncClient) -> None:
    await register(client, AMINA)
    thread = await start_thread(client, AMINA)

    response = await client.get(
        f"{API}/threads/{thread}/history", params={**AMINA, "before": "nothing"}
    )

    assert response.status_code == 404
    assert response.json()["code"] == "unknown_message"
