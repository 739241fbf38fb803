"""Parts go out in order, each once, at a pace that Meta allows, by who holds the person."""

from contextlib import suppress

import httpx
import pytest
from deliveries import FENCE, PERSON, Graph, error, refuses_connection, reread, store, times_out

from ansari_whatsapp.meta.sayings import Saying
from ansari_whatsapp.outbox.delivery import DeliverLaterError, Delivery, Fate
from ansari_whatsapp.outbox.store import Answer, FencedOffError, Outbox, State, new_answer
from ansari_whatsapp.utils.ansari_client import Person


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


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": {"code": 100, "error_subcode": 33}}),
        httpx.Response(301, headers={"Location": "https://graph.facebook.com/"}),
        httpx.Response(401),
        httpx.Response(403, text="<html>blocked</html>"),
        httpx.Response(404, text="<html>not here</html>"),
        httpx.Response(407),
        httpx.Response(429),
    ],
    ids=lambda answer: str(answer.status_code),
)
async def test_an_answer_outlives_a_wrong_address_a_proxy_and_a_number_out_of_reach(
    outbox: Outbox, delivery: Delivery, graph: Graph, answer: httpx.Response
) -> None:
    graph.script = [lambda: answer]

    with pytest.raises(DeliverLaterError):
        await delivery.deliver(await store(outbox, "one"), FENCE)

    assert (await reread(outbox)).parts[0].state is State.STORED


async def test_a_country_that_we_may_not_write_to_holds_nobody_else_back(
    outbox: Outbox, delivery: Delivery, graph: Graph
) -> None:
    graph.script = [error(130497, 403)]
    there = await store(outbox, "one", to=Person(phone="5355512345", whatsapp_id=None))

    assert await delivery.deliver(there, FENCE) is Fate.REFUSED
    assert await delivery.deliver(await store(outbox, "two", turn="t"), FENCE) is Fate.SENT


@pytest.mark.parametrize("code", [131026, 131047, 131051, 100])
async def test_a_firm_no_ends_the_answer(
    outbox: Outbox, delivery: Delivery, graph: Graph, code: int
) -> None:
    graph.script = [error(code)]

    fate = await delivery.deliver(await store(outbox, "one", "two"), FENCE)

    assert fate is Fate.REFUSED
    assert graph.bodies == ["one"]


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

    assert [part.saying.body for part in kept.parts] == ["first"]


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


def an_answer(turn: str = "message:1:wamid.q") -> Answer:
    covers = ["message:1:wamid.q"]
    return new_answer(
        turn, number_id="1", to=PERSON, reply_to=None, covers=covers, says=[Saying(body="one")]
    )


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
