"""Many requests at a time, and what happens to a connection on which one goes wrong."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from ansari_whatsapp.app.connections import Connections

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
HALF = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"


class Server:
    """Answers on as many connections as are opened, once the gate is open."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.requests: Counter[int] = Counter()
        self.connections = 0
        self.answer = ANSWER
        self.hangs_up = False
        self.serving: list[Any] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        mine = self.connections
        self.serving.append(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, OSError):
            while await reader.readuntil(b"\r\n\r\n"):
                self.requests[mine] += 1
                await self.gate.wait()
                writer.write(self.answer)
                await writer.drain()
                if self.hangs_up:
                    break
            writer.close()
            await writer.wait_closed()
        writer.close()


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with (
        listening,
        httpx.AsyncClient(transport=Connections(), base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client
    await asyncio.gather(*server.serving)


@pytest.mark.parametrize("chunked", [True, False])
async def test_an_answer_without_end_is_not_read_to_its_end(
    client: Any, server: Server, *, chunked: bool
) -> None:
    body = b"7d1\r\n" + 2001 * b"a" + b"\r\n" if chunked else 2001 * b"a"
    length = b"transfer-encoding: chunked" if chunked else b"content-length: 2001"
    server.answer = b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n" + body
    server.hangs_up = True

    wary = Connections(largest=1_000)
    async with httpx.AsyncClient(transport=wary, base_url=client.base_url) as impatient:
        with pytest.raises(httpx.TransportError):
            await impatient.get("/")


async def test_a_connection_serves_one_request_after_another(client: Any, server: Server) -> None:
    for _ in range(5):
        assert (await client.get("/")).text == "ok"

    assert server.connections == 1


async def test_no_request_waits_for_another(client: Any, server: Server, until: Any) -> None:
    server.gate.clear()
    asking = [asyncio.create_task(client.get("/")) for _ in range(300)]

    await until(lambda: server.requests.total() == 300)

    server.gate.set()
    assert {answer.text for answer in await asyncio.gather(*asking)} == {"ok"}


async def test_a_request_that_was_given_up_leaves_nothing_for_the_next(
    client: Any, server: Server, until: Any
) -> None:
    server.gate.clear()
    given_up = asyncio.create_task(client.get("/"))
    await until(lambda: server.requests.total() == 1)
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    server.gate.set()

    assert (await client.get("/")).text == "ok"
    assert server.connections == 2


async def test_a_body_that_breaks_off_is_an_error(client: Any, server: Server) -> None:
    server.answer, server.hangs_up = HALF, True

    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/")


async def test_a_server_that_hangs_up_without_a_word_may_have_taken_the_request(
    client: Any, server: Server
) -> None:
    server.answer, server.hangs_up = b"", True

    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/", json={"a": "message"})

    assert server.requests.total() == 1  # and it is not sent again behind our back


async def test_a_server_that_says_nothing_in_time_may_have_taken_the_request(
    client: Any, server: Server
) -> None:
    server.gate.clear()

    with pytest.raises(httpx.ReadTimeout):
        await client.post("/", json={"a": "message"}, timeout=httpx.Timeout(60, read=0.05))

    server.gate.set()


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        async with httpx.AsyncClient(transport=Connections()) as client:
            with pytest.raises(httpx.ConnectError):
                await client.post(address, json={"a": "message"})


async def test_a_host_that_has_no_address_was_sent_nothing() -> None:
    async with httpx.AsyncClient(transport=Connections()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.post("http://nobody.invalid/", json={"a": "message"})


async def test_the_error_names_no_address(client: Any, server: Server) -> None:
    server.answer, server.hangs_up = b"", True

    with pytest.raises(httpx.TransportError) as failure:
        await client.get("/users/exists", params={"phone_num": "16505551234"})

    assert "16505551234" not in str(failure.value)


async def test_a_redirect_is_not_followed(client: Any, server: Server) -> None:
    server.answer = b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"

    answer = await client.get("/")

    assert answer.status_code == httpx.codes.FOUND
    assert server.requests.total() == 1
