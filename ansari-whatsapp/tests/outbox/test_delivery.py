import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.delivery import DeliverLaterError, Delivery, Fate
from ansari_whatsapp.outbox.pacing import Pacing
from ansari_whatsapp.outbox.store import Answer, FencedOffError, Outbox, State, new_answer
from ansari_whatsapp.utils.ansari_client import Person

Database = AsyncDatabase[dict[str, Any]]
PERSON = Person(phone="16505551234", whatsapp_id=None)
FENCE = 7
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Graph:
    """Meta's side: says what the script says, and accepts when there is no more script."""

    def __init__(self) -> None:
        self.script: list[Callable[[], httpx.Response]] = []
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(json.loads(request.content))
        if self.script:
            return self.script.pop(0)()
        return httpx.Response(200, json={"messages": [{"id": f"wamid.{len(self.requests)}"}]})

    @property
    def bodies(self) -> list[str]:
        return [request["text"]["body"] for request in self.requests]


def error(code: int, status: int = 400) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(status, json={"error": {"code": code, "message": "no"}})


def times_out() -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


def refuses_connection() -> httpx.Response:
    raise httpx.ConnectError("nobody there")


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
async def outbox(database: Database) -> Outbox:
    outbox = Outbox(database)
    await outbox.prepare()
    return outbox


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[GraphClient]:
    transport = httpx.MockTransport(graph)
    async with httpx.AsyncClient(transport=transport, base_url="https://graph.test/v26.0") as http:
        yield GraphClient(http)


def make_delivery(
    outbox: Outbox,
    client: GraphClient,
    *,
    status_wait: float = 30,
    order_wait: float = 0,
    hears_since: datetime = LONG_AGO,
) -> Delivery:
    return Delivery(
        outbox,
        client,
        Pacing(),
        status_wait=timedelta(seconds=status_wait),
        order_wait=timedelta(seconds=order_wait),
        hears_since=hears_since,
    )


@pytest.fixture
def delivery(outbox: Outbox, client: GraphClient) -> Delivery:
    return make_delivery(outbox, client)


async def store(
    outbox: Outbox, *bodies: str, turn: str = "message:1:wamid.q", to: Person = PERSON
) -> Answer:
    answer = new_answer(
        turn, number_id="1", to=to, reply_to="wamid.q", covers=["message:1:wamid.q"], bodies=bodies
    )
    return await outbox.store(answer, FENCE)


async def reread(outbox: Outbox, turn: str = "message:1:wamid.q") -> Answer:
    answer = await outbox.read(turn)
    assert answer is not None
    return answer


async def test_all_parts_go_out_in_order(outbox: Outbox, delivery: Delivery, graph: Graph) -> None:
    fate = await delivery.deliver(await store(outbox, "one", "two", "three"), FENCE)

    assert fate is Fate.SENT
    assert graph.bodies == ["one", "two", "three"]
    assert [part.state for part in (await reread(outbox)).parts] == [State.ACCEPTED] * 3


async def test_only_the_first_part_quotes_the_question(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    assert graph.requests[0]["context"] == {"message_id": "wamid.q"}
    assert "context" not in graph.requests[1]


async def test_a_number_is_sent_with_its_plus_so_that_meta_does_not_guess_the_country(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    await delivery.deliver(await store(outbox, "one"), FENCE)

    assert graph.requests[0]["to"] == "+16505551234"


async def test_a_person_without_a_number_is_addressed_by_their_user_id(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    hidden = Person(phone=None, whatsapp_id="US.1349")

    await delivery.deliver(await store(outbox, "one", to=hidden), FENCE)

    assert graph.requests[0]["recipient"] == "US.1349"
    assert "to" not in graph.requests[0]


async def test_delivering_again_sends_nothing_twice(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    await delivery.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "two"]


async def test_a_pair_limit_goes_on_with_the_part_that_it_stopped(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [lambda: httpx.Response(200, json={}), error(131056)]
    answer = await store(outbox, "one", "two", "three")

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(answer, FENCE)
    await delivery.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "two", "two", "three"]


@pytest.mark.parametrize("code", [4, 80007, 130429, 131056, 190, 10, 200, 368])
async def test_what_was_not_processed_is_sent_later(
    outbox: Outbox, delivery: Delivery, graph: Graph, code: int
) -> None:
    graph.script = [error(code)]

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)

    assert (await reread(outbox)).parts[0].state is State.STORED


@pytest.mark.parametrize("code", [131026, 131047, 131051, 100])
async def test_a_firm_no_ends_the_answer(
    outbox: Outbox, delivery: Delivery, graph: Graph, code: int
) -> None:
    graph.script = [error(code)]

    fate = await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    assert fate is Fate.REFUSED
    assert graph.bodies == ["one"]


@pytest.mark.parametrize(
    "trouble", [times_out, error(131000, 500), lambda: httpx.Response(502, text="<html>")]
)
async def test_a_part_that_may_have_arrived_is_not_sent_again_at_once(
    outbox: Outbox, delivery: Delivery, graph: Graph, trouble: Callable[[], httpx.Response]
) -> None:
    graph.script = [trouble]
    answer = await store(outbox, "one")

    for _ in range(3):
        with pytest.raises(DeliverLaterError):
            await delivery.deliver(answer, FENCE)
        answer = await reread(outbox)

    assert graph.bodies == ["one"]


async def test_a_status_settles_that_a_part_arrived(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [times_out]
    answer = await store(outbox, "one", "two")
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(answer, FENCE)

    reference = graph.requests[0]["biz_opaque_callback_data"]
    await outbox.record(
        [{"id": "wamid.1", "status": "sent", "biz_opaque_callback_data": reference}]
    )
    await delivery.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "two"]


async def test_without_any_status_the_part_is_sent_again_after_the_wait(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    graph.script = [times_out]
    impatient = make_delivery(outbox, client, status_wait=0)
    with pytest.raises(DeliverLaterError):
        await impatient.deliver(await store(outbox, "one"), FENCE)

    await impatient.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one", "one"]


async def test_a_connection_that_never_came_about_sent_nothing(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [refuses_connection]

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)


async def test_a_strange_body_after_a_200_is_still_accepted(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [lambda: httpx.Response(200, text="fine"), lambda: httpx.Response(200, json=[])]

    assert await delivery.deliver(await store(outbox, "one", "two"), FENCE) is Fate.SENT


async def test_an_answer_that_is_stored_already_stays_as_it_is(outbox: Outbox) -> None:
    await store(outbox, "first")

    kept = await store(outbox, "second")

    assert [part.body for part in kept.parts] == ["first"]


@pytest.mark.parametrize(
    ("order", "last"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["sent", "failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["sent", "unheard_of"], "sent"),
    ],
)
async def test_a_status_never_moves_a_part_back(
    outbox: Outbox, database: Database, order: list[str], last: str
) -> None:
    await store(outbox, "one", "two", turn="t")

    for name in order:
        await outbox.record([{"id": "wamid.2", "status": name, "biz_opaque_callback_data": "t#1"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert stored["parts"][1]["status"] == last
    assert "status" not in stored["parts"][0]


async def test_a_status_without_our_reference_finds_its_part_by_metas_id(
    outbox: Outbox, delivery: Delivery, database: Database
) -> None:
    await delivery.deliver(await store(outbox, "one", "two", turn="t"), FENCE)

    await outbox.record([{"id": "wamid.2", "status": "delivered"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert [part.get("status") for part in stored["parts"]] == [None, "delivered"]


async def test_a_failure_is_kept_with_metas_reason(outbox: Outbox, database: Database) -> None:
    await store(outbox, "one", turn="t")
    status = {"id": "w", "status": "failed", "errors": [{"code": 131047}]}

    await outbox.record([status | {"biz_opaque_callback_data": "t#0"}])

    stored = await database["outbox"].find_one({"_id": "t"})
    assert stored is not None
    assert stored["parts"][0]["error_code"] == 131047


async def test_statuses_of_unknown_messages_change_nothing(
    outbox: Outbox, database: Database
) -> None:
    await outbox.record(
        [{"id": "w", "status": "read"}, {"status": "read"}, {"id": "w"}, {"id": 3, "status": []}]
    )

    assert await database["outbox"].count_documents({}) == 0


async def test_one_who_lost_the_person_can_neither_send_nor_note(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    answer = await store(outbox, "one")
    await outbox.take_over(answer.turn, FENCE + 1)

    with pytest.raises(FencedOffError):
        await delivery.deliver(answer, FENCE)

    assert graph.requests == []


async def test_one_who_lost_the_person_cannot_store_an_answer_of_their_own(outbox: Outbox) -> None:
    answer = await store(outbox, "one")
    await outbox.take_over(answer.turn, FENCE + 1)

    with pytest.raises(FencedOffError):
        await outbox.store(answer, FENCE)


async def test_the_next_part_waits_until_the_one_before_has_left(
    outbox: Outbox, client: GraphClient, graph: Graph, until: Any
) -> None:
    delivery = make_delivery(outbox, client, order_wait=30)
    delivering = asyncio.create_task(delivery.deliver(await store(outbox, "one", "two"), FENCE))
    await until(lambda: graph.bodies == ["one"])

    await outbox.record([{"id": "wamid.1", "status": "sent"}])

    assert await delivering is Fate.SENT
    assert graph.bodies == ["one", "two"]


async def test_without_a_status_the_next_part_goes_all_the_same(
    outbox: Outbox, client: GraphClient, graph: Graph
) -> None:
    delivery = make_delivery(outbox, client, order_wait=0.1)

    await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    assert graph.bodies == ["one", "two"]


async def test_a_pair_limit_is_waited_out_ever_longer(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [error(131056)] * 3
    answer = await store(outbox, "one")

    pauses = []
    for _ in range(3):
        with pytest.raises(DeliverLaterError) as later:
            await delivery.deliver(answer, FENCE)
        pauses.append(later.value.seconds)
        answer = await reread(outbox)

    assert pauses == [1, 4, 16]


@pytest.mark.parametrize("code", [130429, 4, 190])
async def test_a_limit_of_the_number_holds_back_everyone(
    outbox: Outbox, delivery: Delivery, graph: Graph, code: int
) -> None:
    graph.script = [error(code)] * 3
    other = Person(phone="16505559999", whatsapp_id=None)
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)
    with suppress(DeliverLaterError):
        await delivery.deliver(await store(outbox, "two", turn="t", to=other), FENCE)

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "three", turn="u", to=other), FENCE)


async def test_a_person_gets_no_more_than_meta_allows(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    for turn in range(45):
        await delivery.deliver(await store(outbox, "one", turn=f"t{turn}"), FENCE)

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one", turn="one too many"), FENCE)

    assert len(graph.requests) == 45


async def test_a_failure_told_by_status_settles_a_part_of_unknown_fate(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)

    reference = graph.requests[0]["biz_opaque_callback_data"]
    failed = {"id": "wamid.1", "status": "failed", "biz_opaque_callback_data": reference}
    await outbox.record([failed])

    assert await delivery.deliver(await reread(outbox), FENCE) is Fate.REFUSED
    assert graph.bodies == ["one"]


async def test_time_in_which_nobody_could_hear_a_status_does_not_count(
    outbox: Outbox, client: GraphClient, graph: Graph, database: Database
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await make_delivery(outbox, client).deliver(await store(outbox, "one"), FENCE)
    before = datetime.now(UTC) - timedelta(minutes=5)
    await database["outbox"].update_one({}, {"$set": {"parts.0.tried_at": before}})

    just_started = make_delivery(outbox, client, hears_since=datetime.now(UTC))
    with pytest.raises(DeliverLaterError):
        await just_started.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one"]


def an_answer(turn: str = "message:1:wamid.q") -> Answer:
    covers = ["message:1:wamid.q"]
    return new_answer(turn, number_id="1", to=PERSON, reply_to=None, covers=covers, bodies=["one"])


async def test_a_new_answer_is_stored_as_being_sent_before_meta_has_it(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [times_out]
    with pytest.raises(DeliverLaterError):
        await delivery.deliver_new(an_answer(), FENCE)

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await reread(outbox), FENCE)

    assert graph.bodies == ["one"]


async def test_a_new_answer_that_must_wait_is_stored_as_not_sent(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [error(190)]
    for turn in ["one", "two"]:
        with pytest.raises(DeliverLaterError):
            await delivery.deliver_new(an_answer(turn), FENCE)

    assert (await reread(outbox, "two")).parts[0].state is State.STORED
    assert len(graph.bodies) == 1


async def test_what_an_earlier_holder_stored_is_sent_instead_of_a_new_answer(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    await store(outbox, "earlier")

    await delivery.deliver_new(an_answer(), FENCE)

    assert graph.bodies == ["earlier"]
