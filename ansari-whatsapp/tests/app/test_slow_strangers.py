"""Who sends or reads without end is cut off, and costs nobody else anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from strangers import Stranger, listening, request, signed, status_of, stranger_at

from ansari_whatsapp.app.patience import PatientProtocol

HONEST = b'{"entry": []}'
Behaviour = Callable[[Stranger], Awaitable[None]]


class Hasty(PatientProtocol):
    """As patient as a test."""

    head_seconds: ClassVar[float] = 0.2
    body_seconds: ClassVar[float] = 0.4


@pytest.fixture
async def port(gateway: Any) -> AsyncIterator[int]:
    async with listening(gateway.app, Hasty) as port:
        yield port


async def says_nothing(_: Stranger) -> None:
    pass


async def dribbles_the_head(stranger: Stranger) -> None:
    await stranger.dribble(signed(HONEST)[:-40] + b"x" * 10_000)


async def dribbles_empty_lines(stranger: Stranger) -> None:
    await stranger.dribble(b"\r\n" * 10_000)


async def dribbles_the_body(stranger: Stranger) -> None:
    whole = signed(b" " * 10_000)
    await stranger.send(whole[:-10_000])
    await stranger.dribble(whole[-10_000:])


async def dribbles_a_body_that_was_refused(stranger: Stranger) -> None:
    whole = request(b" " * 10_000)
    await stranger.send(whole[:-10_000])
    assert await stranger.status() == 401
    await stranger.dribble(whole[-10_000:])


async def dribbles_after_an_honest_request(stranger: Stranger) -> None:
    await stranger.send(signed(HONEST))
    assert await stranger.status() == 200
    await stranger.dribble(b"\r\n" * 10_000)


async def sends_a_head_without_end(stranger: Stranger) -> None:
    await stranger.send(b"POST /whatsapp/v2 HTTP/1.1\r\nx: ")
    while True:
        await stranger.send(b"x" * 65_536)


async def sends_headers_without_end(stranger: Stranger) -> None:
    await stranger.send(b"POST /whatsapp/v2 HTTP/1.1\r\n")
    while True:
        await stranger.send(b"x: y\r\n" * 10_000)


async def sends_a_trailer_without_end(stranger: Stranger) -> None:
    await stranger.send(request(b"").replace(b"content-length: 0", b"transfer-encoding: chunked"))
    await stranger.send(b"0\r\nx: ")
    while True:
        await stranger.send(b"x" * 65_536)


async def sends_a_body_without_end(stranger: Stranger) -> None:
    await stranger.send(request(b"").replace(b"content-length: 0", b"transfer-encoding: chunked"))
    while True:
        await stranger.send(b"8\r\n" + b"x" * 8 + b"\r\n")


async def asks_without_end(stranger: Stranger) -> None:
    while True:
        await stranger.send(request(b"", path="/metrics", method="GET"))


async def never_reads(stranger: Stranger) -> None:
    for _ in range(200):  # far more than the buffers on the way hold
        await stranger.send(request(b"", path="/metrics", method="GET") * 8)
        await asyncio.sleep(0.02)  # lets these be answered, so that none has to stand in line


BEHAVIOURS = [
    says_nothing,
    dribbles_the_head,
    dribbles_empty_lines,
    dribbles_the_body,
    dribbles_a_body_that_was_refused,
    dribbles_after_an_honest_request,
    sends_a_head_without_end,
    sends_headers_without_end,
    sends_a_trailer_without_end,
    sends_a_body_without_end,
    asks_without_end,
    never_reads,
]


@pytest.mark.parametrize("behaves", BEHAVIOURS)
async def test_who_keeps_us_busy_is_cut_off_and_others_are_served(
    gateway: Any, port: int, behaves: Behaviour, until: Any
) -> None:
    async def serves_others() -> bool:
        """Perhaps not at once: on a busy machine MongoDB may take too long, and Meta asks again."""
        return await status_of(port, signed(HONEST)) == 200

    async with asyncio.timeout(120), stranger_at(port) as stranger:
        behaving = asyncio.create_task(behaves(stranger))
        await until(serves_others)
        with suppress(ConnectionError):
            await behaving
        assert await stranger.is_cut_off()

    assert await gateway.database["inbox"].count_documents({}) <= 1


async def test_two_hundred_of_them_keep_nobody_out(port: int) -> None:
    strangers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
    for _, writer in strangers:
        writer.write(b"POST /whatsapp/v2 HTTP/1.1\r\nx-hub")

    assert await status_of(port, signed(HONEST)) == 200

    async with asyncio.timeout(120):
        for reader, writer in strangers:
            assert await Stranger(reader, writer).is_cut_off()
            writer.close()


async def test_a_slow_sender_within_the_limit_is_served(gateway: Any) -> None:
    async with listening(gateway.app) as port, stranger_at(port) as stranger:
        await stranger.dribble(signed(HONEST))

        assert await stranger.status() == 200


async def test_one_connection_brings_many_webhooks(gateway: Any) -> None:
    async with listening(gateway.app, Hasty) as port, stranger_at(port) as stranger:
        for _ in range(50):
            await stranger.send(signed(HONEST))
            assert await stranger.status() == 200


async def test_several_webhooks_at_once_on_one_connection_are_all_answered(gateway: Any) -> None:
    async with listening(gateway.app) as port, stranger_at(port) as stranger:
        await stranger.send(signed(HONEST) * 20)

        assert [await stranger.status() for _ in range(20)] == [200] * 20
