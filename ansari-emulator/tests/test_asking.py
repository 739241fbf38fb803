"""The demo's question: what the visitor is shown of the chat, and how long it is waited for."""

import asyncio

import httpx
from chatting import MARYAM, answer

from ansari_emulator.demo.conversation import ask
from ansari_emulator.testing import Emulator, Listener


async def test_a_welcome_is_not_taken_for_the_answer_of_a_model_that_takes_its_time(
    emulator: Emulator, graph: httpx.AsyncClient, listener: Listener
) -> None:
    asking = asyncio.create_task(ask(emulator.phones, MARYAM, "Salam", patience=30, quiet=0.2))
    (question,) = await listener.messages(1)
    await answer(graph, "Welcome")
    await asyncio.sleep(0.5)  # longer than the silence after which an answer is taken to be whole
    await answer(graph, "Peace", context={"message_id": question["id"]})

    said = [message.text for message in await asking]

    assert said == ["Salam", "Welcome", "Peace"]
