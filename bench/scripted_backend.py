"""The backend as it is deployed, around a model that keeps to a script and tells the time."""

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from fastapi import FastAPI
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.lineup import Candidate, Lineup
from ansari_backend.app.logs import configure_logs
from ansari_backend.app.main import create_app
from ansari_backend.app.parts import open_parts
from ansari_backend.app.serving import make_server, run
from ansari_backend.app.settings import Settings, read
from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.knowledge import Knowledge, open_knowledge
from ansari_backend.providers.breaker import Breaker

PAUSE_SECONDS: Final = 0.1
TICK_SECONDS: Final = 0.01
SECONDS: Final = float(os.environ.get("MODEL_SECONDS", "10"))
LETTERS: Final = str.maketrans("0123456789", "abcdefghij")
"""The time is written in letters: a number might be taken for a reference."""


async def stream(messages: list[ModelMessage], _: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    """Search once; then speak for so many seconds, ending with the time of the last word."""
    if not any(isinstance(part, ToolReturnPart) for part in messages[-1].parts):
        arguments = json.dumps({"queries": ["patience", "الصبر"]})
        yield {0: DeltaToolCall(name="search_quran", json_args=arguments, tool_call_id="1")}
        return
    yield "<answer>\nPatience is light.\n\n[[quran 2:153]]\n\n"
    for n in range(round(SECONDS / PAUSE_SECONDS)):
        await asyncio.sleep(PAUSE_SECONDS)
        yield "So it goes on, word by word. " + ("\n\n" if n % 10 == 9 else "")  # noqa: PLR2004
    yield "The last word: " + str(time.monotonic_ns()).translate(LETTERS)


def at_once(_: list[ModelMessage], __: AgentInfo) -> ModelResponse:
    """Nobody asks for this."""
    return ModelResponse(parts=[TextPart(content="")])


def scripted_agent(knowledge: Knowledge) -> AnsariAgent:
    """Make the agent, with everything of its own but the model."""
    model = FunctionModel(at_once, stream_function=stream)
    candidate = Candidate("scripted", lambda: model, Breaker(), marks_its_end=False)
    return AnsariAgent(Lineup([candidate]), knowledge, seconds=120)


class Pulse:
    """How long the event loop was kept from what was due."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        """Wake up a hundred times a second, and see how late it is."""
        while True:
            due = time.monotonic() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.longest = max(self.longest, time.monotonic() - due)

    async def tell(self) -> dict[str, float]:
        """Give the longest wait in milliseconds since the last time, and begin anew."""
        longest, self.longest = self.longest, 0.0
        return {"blocked_ms": longest * 1000}


def with_pulse(app: FastAPI) -> FastAPI:
    """Let the app tell how its event loop does."""
    pulse, opening = Pulse(), app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening(app):
            beating = asyncio.create_task(pulse.beat())
            yield
            beating.cancel()

    app.router.lifespan_context = lifespan
    app.add_api_route("/pulse", pulse.tell)
    return app


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    settings = read(Settings)
    configure_logs("WARNING", as_json=True)
    with open_knowledge(default_place()) as knowledge:
        app = create_app(settings, partial(open_parts, scripted_agent(knowledge)))
        run(make_server(with_pulse(app), "127.0.0.1", port))


if __name__ == "__main__":
    main()
