"""What vendors cost in a day has a ceiling, however many instances ask them at once."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_backend.agent.answering import AnswerEvent, Counts, Made, Question
from ansari_backend.agent.spending import Spending
from ansari_backend.app.settings import Settings
from ansari_backend.conversations.store import Readiness
from ansari_backend.turns.budget import INDEXES, Budget

Documents = AsyncDatabase[dict[str, object]]
Script = list[str | Exception | asyncio.Event | AnswerEvent]
Asked = asyncio.Queue[Question]
Ask = Callable[..., Awaitable[httpx.Response]]


def made(dollars: str | None) -> Made:
    price = None if dollars is None else Decimal(dollars)
    spending = Spending(requests=1, dollars=price)
    return Made(model="scripted", spending=spending, counts=Counts(), lasting=False)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"ansari_dollars_per_day": 0.20})


Free = Callable[[int], Awaitable[list[bool]]]


@pytest.fixture
def free(asked: Asked, ask: Ask, thread: str) -> Free:
    """Ask so often, and tell each time whether the agent was to cost nothing."""

    async def asking(times: int) -> list[bool]:
        for number in range(times):
            response = await ask(thread, f"Salam {number}")
            assert response.status_code == 200
        return [asked.get_nowait().is_free for _ in range(times)]

    return asking


@pytest.mark.parametrize(
    ("price", "paid"),
    [
        ("0.09", 2),
        ("0.04", 4),  # five would fit, but for what is set aside for a dearer one
        (None, 4),
        ("0", 6),
    ],
)
async def test_when_the_days_dollars_are_spent_no_vendor_is_asked(
    free: Free, script: Script, price: str | None, paid: int
) -> None:
    script[:] = ["Peace.", made(price)]

    assert await free(6) == [False] * paid + [True] * (6 - paid)


async def test_another_day_has_dollars_of_its_own(
    free: Free, script: Script, database: Documents
) -> None:
    script[:] = ["Peace.", made("0.2")]
    assert await free(2) == [False, True]

    yesterday = [{"$set": {"day": {"$subtract": ["$day", 86_400_000]}}}]
    await database["spending"].update_many({}, yesterday)

    assert await free(1) == [False]


async def test_many_at_once_stay_below_the_ceiling(database: Documents) -> None:
    await Readiness(database, INDEXES).prepare()  # without them a day could begin twice
    instances = [Budget(database, dollars_per_day=1) for _ in range(4)]

    reserves = await asyncio.gather(*(instances[n % 4].reserve() for n in range(60)))

    granted = [reserve for reserve in reserves if reserve]
    assert sum(reserve.micros for reserve in granted) == 1_000_000
    await instances[0].settle(granted[0], Decimal(0))
    assert await instances[1].reserve()
