"""A conversation may go on for ever: a model is told all of it, the older part in short."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from ansari_backend.agent.ansari import AnsariAgent
from ansari_backend.agent.history import RECENT_TOKENS
from ansari_backend.agent.lineup import Candidate, Lineup
from ansari_backend.agent.phrases import phrases_in
from ansari_backend.agent.summary import SUMMARY_TOKENS, tokens_in
from ansari_backend.conversations.indexes import INDEXES
from ansari_backend.conversations.messages import Messages
from ansari_backend.conversations.people import People
from ansari_backend.conversations.store import Database, Readiness
from ansari_backend.conversations.threads import Threads
from ansari_backend.conversations.values import Message, now
from ansari_backend.knowledge.knowledge import Knowledge
from ansari_backend.providers.breaker import Breaker
from ansari_backend.turns import runs as run_room
from ansari_backend.turns.asking import Turn
from ansari_backend.turns.cache import AnswerCache
from ansari_backend.turns.making import Maker
from ansari_backend.turns.runs import Runs
from ansari_backend.turns.transcript import Transcript
from ansari_backend.turns.turns import Turns

Until = Callable[..., object]


class Model:
    """Answers what it is asked about, from what it is told; takes notes if it can."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.takes_notes = True
        self.most_tokens = 0

    def made(self) -> FunctionModel:
        return FunctionModel(self._note, stream_function=self._answer, model_name="scripted")

    async def _answer(
        self, messages: list[ModelMessage], _: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        self.told = texts(messages)
        before = sum(map(tokens_in, self.told[:-1]))
        self.most_tokens = max(self.most_tokens, before)
        if "dangling" in self.told[-1]:
            yield {0: DeltaToolCall(name="search_quran", json_args='{"queries": ["pa')}
            return
        if "third" not in self.told[-1]:
            yield f"<answer>This is what I know of it: {'so it is. ' * 30}"
            return
        thirds = [line for text in self.told for line in text.splitlines() if "3. " in line]
        yield f"<answer>You asked: {thirds[0]}"

    def _note(self, messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
        asked = texts(messages)[-1]
        before, _, after = asked.partition("Said since:")
        notes = [line for line in before.splitlines() if line[:1].isdigit()]
        said = [line for line in after.splitlines() if line.startswith("Person: ")]
        notes += [
            f"{number}. noted: {line.removeprefix('Person: ')[:20]}"
            for number, line in enumerate(said, len(notes) + 1)
        ]
        return ModelResponse(parts=[TextPart("\n".join(notes) if self.takes_notes else "I can't.")])


def texts(messages: list[ModelMessage]) -> list[str]:
    return [
        str(part.content)
        for message in messages
        for part in message.parts
        if isinstance(part, UserPromptPart | TextPart)
    ]


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
async def ready(database: Database) -> Database:
    await Readiness(database, {**INDEXES, **run_room.INDEXES}).prepare()
    await database["users"].insert_one({"user_id": "amina"})
    await database["threads"].insert_one({"thread_id": "t", "user_id": "amina", "name": ""})
    return database


@pytest.fixture
async def turns(ready: Database, model: Model, knowledge: Knowledge) -> AsyncIterator[Turns]:
    candidate = Candidate("scripted", model.made, Breaker(), marks_its_end=False)
    maker = Maker(
        agent=AnsariAgent(Lineup([candidate]), knowledge, seconds=20),
        runs=Runs(ready),
        transcript=Transcript(Messages(ready), Threads(ready)),
        people=People(ready),
        cache=AnswerCache(ready, edition=None, kept=timedelta(0)),
    )
    opened = Turns(maker)
    yield opened
    await opened.stop()


async def ask(turns: Turns, key: str, message: str) -> str:
    turn = Turn(user_id="amina", thread_id="t", message=message, key=key)
    return "".join([piece async for piece in await turns.answer(turn)])


async def converse(turns: Turns, first: int, last: int) -> None:
    for number in range(first, last + 1):
        subject = "zakat on gold" if number == 3 else f"matter {number}"
        await ask(turns, str(number), f"What about {subject}, please?")


@pytest.mark.parametrize("takes_notes", [True, False])
async def test_three_hundred_turns_fit_and_the_third_is_remembered(
    turns: Turns, model: Model, *, takes_notes: bool
) -> None:
    model.takes_notes = takes_notes
    await converse(turns, 1, 300)

    said = await ask(turns, "last", "What was my third question?")

    assert "3. " in said
    assert "zakat" in said
    assert ("noted: " in said) == takes_notes
    assert model.most_tokens <= RECENT_TOKENS + SUMMARY_TOKENS
    assert "What about matter 300, please?" in model.told


async def test_the_summary_is_kept_with_the_thread_and_goes_on(
    turns: Turns, ready: Database, until: Until
) -> None:
    async def covers(number: int) -> bool:
        notes = await Threads(ready).summary("t")
        return notes is not None and f"{number}. " in notes.text

    await converse(turns, 1, 30)
    await until(lambda: covers(8))
    await converse(turns, 31, 60)
    await until(lambda: covers(38))

    notes = await Threads(ready).summary("t")
    assert notes
    assert notes.text.count("zakat") == 1


async def test_a_poisoned_turn_does_not_end_the_conversation(
    turns: Turns, model: Model, ready: Database
) -> None:
    await converse(turns, 1, 2)
    poison = [("user", "never answered"), ("user", "x" * 60_000), ("assistant", "y " * 60_000)]
    poison += [("user", "refuse this"), ("assistant", phrases_in("en").wordless)]
    poison += [("assistant", "half of an answer, of which the question is lost")]
    messages = [
        Message(message_id=str(n), role=role, content=content, created_at=now())
        for n, (role, content) in enumerate(poison)
    ]
    await Messages(ready).add("t", messages)

    said = await ask(turns, "after", "And what of matter 4?")

    assert said.startswith("This is what I know")
    assert "What about matter 2, please?" in model.told
    assert "refuse this" not in model.told
    assert model.most_tokens <= RECENT_TOKENS


async def test_a_tool_call_that_was_never_finished_ends_no_conversation(
    turns: Turns, model: Model
) -> None:
    await converse(turns, 1, 2)
    instead = await ask(turns, "dangling", "What about the dangling call, and patience?")

    said = await ask(turns, "after", "And what of matter 4?")

    assert phrases_in("en").alone in instead or phrases_in("en").nothing in instead
    assert said.startswith("This is what I know")
    assert "What about matter 2, please?" in model.told


async def test_who_leaves_leaves_no_summary(turns: Turns, ready: Database, until: Until) -> None:
    async def summed_up() -> bool:
        return await Threads(ready).summary("t") is not None

    await converse(turns, 1, 30)
    await until(summed_up)

    await ready["threads"].delete_many({"user_id": "amina"})
    await converse(turns, 31, 60)
    await turns.stop()

    assert await ready["threads"].count_documents({"summary": {"$exists": True}}) == 0
