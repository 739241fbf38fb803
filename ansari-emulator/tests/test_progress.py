"""How far messages have come can be watched while something is broken."""

from collections.abc import Awaitable, Callable

import httpx

from ansari_emulator.api.progress_router import ProgressView
from ansari_emulator.testing import Emulator

MARYAM = "16505551234"
Until = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


def stages(seen: ProgressView) -> tuple[int, int, int, int]:
    return seen.written, seen.waiting, seen.in_work, seen.answered


async def call(graph: httpx.AsyncClient, **body: object) -> None:
    answer = await graph.post("/messages", json={"messaging_product": "whatsapp", **body})
    answer.raise_for_status()


async def test_a_message_is_waiting_then_in_work_then_answered(
    emulator: Emulator, graph: httpx.AsyncClient, until: Until
) -> None:
    message_id = await emulator.phones.say(MARYAM, "What is patience?")

    async def is_accepted() -> bool:
        return stages(await emulator.phones.progress()) == (0, 1, 0, 0)

    await until(is_accepted)

    await call(graph, status="read", message_id=message_id)
    assert stages(await emulator.phones.progress()) == (0, 0, 1, 0)

    await call(graph, to=MARYAM, text={"body": "Sabr"}, context={"message_id": message_id})
    assert stages(await emulator.phones.progress()) == (0, 0, 0, 1)


async def test_an_answer_to_the_last_of_a_burst_is_one_to_all(
    emulator: Emulator, graph: httpx.AsyncClient
) -> None:
    for words in ("One thing.", "Another.", "And a third?"):
        last = await emulator.phones.say(MARYAM, words)

    await call(graph, to=MARYAM, text={"body": "Sabr"}, context={"message_id": last})

    assert stages(await emulator.phones.progress()) == (0, 0, 0, 3)


async def test_what_is_set_aside_is_unknown_while_the_gateway_tells_nothing(
    emulator: Emulator,
) -> None:
    assert (await emulator.phones.progress()).set_aside is None
