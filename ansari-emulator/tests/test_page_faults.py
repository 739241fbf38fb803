"""What goes wrong at Meta is chosen on the page, and the business feels it."""

import asyncio
import hmac
import re
from functools import partial
from hashlib import sha256
from itertools import count

import httpx
import pytest
from chatting import MARYAM, answer, ask_the_model, open_backstage, say
from playwright.async_api import Page, Response, Route, expect

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, Listener, Webhook


def is_sealed(webhook: Webhook, business: Business) -> bool:
    seal = hmac.new(business.app_secret.encode(), webhook.body, sha256).hexdigest()
    return webhook.headers.get("x-hub-signature-256") == f"sha256={seal}"


def changes(what: str, response: Response) -> bool:
    """Whether this is the answer to a change; the page also looks each second."""
    return response.url.endswith(f"/api/{what}") and response.request.method != "GET"


async def test_webhooks_are_lost_while_there_are_no_copies(page: Page, listener: Listener) -> None:
    await open_backstage(page, "Faults")
    copies = page.get_by_label("Copies of each")
    for number in ("0", "1"):
        async with page.expect_response(partial(changes, "faults/webhooks")):
            await copies.fill(number)
            await copies.press("Tab")
        await say(page, f"with {number}")

    (webhook,) = await listener.wait_for(1)

    assert b"with 1" in webhook.body


@pytest.mark.parametrize("answers", [[401]])
@pytest.mark.parametrize("seal", ["wrong", "missing", "in capitals"])
async def test_a_bad_signature_is_chosen_and_the_repeat_bears_the_right_one(
    page: Page, business: Business, listener: Listener, seal: str
) -> None:
    await open_backstage(page, "Faults")
    async with page.expect_response(partial(changes, "faults/webhooks")):
        await page.get_by_label("Signature at the first try").select_option(seal)

    await say(page, "Salam")

    first, repeat = await listener.wait_for(2)
    assert first.body == repeat.body
    assert not is_sealed(first, business)
    assert is_sealed(repeat, business)


@pytest.mark.parametrize(
    ("shown", "order"),
    [("backwards", "reversed"), ("in any order", "shuffled"), ("only the last", "last_alone")],
)
async def test_the_order_of_statuses_is_kept_when_something_else_is_changed(
    page: Page, emulator: Emulator, shown: str, order: str
) -> None:
    await open_backstage(page, "Faults")
    async with page.expect_response(partial(changes, "faults/webhooks")):
        await page.get_by_label("Statuses of a message").select_option(shown)
    async with page.expect_response(partial(changes, "faults/webhooks")):
        await page.get_by_label("one by one after a failure").check()

    webhooks = (await emulator.phones.faults()).webhooks
    assert (webhooks.statuses, webhooks.rebatch) == (order, True)


async def test_what_was_read_before_a_change_is_not_shown_after_it(page: Page) -> None:
    """Only the look that was on its way comes back, and late: none after it repairs the form."""
    looks = count()
    read, changed = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        if next(looks):
            await route.abort()
            return
        before = await route.fetch()
        read.set()
        await changed.wait()
        await route.fulfill(response=before)

    await open_backstage(page, "Faults")
    await expect(page.locator("#meta-now")).not_to_be_empty()
    await page.route("**/api/faults", late)
    await asyncio.wait_for(read.wait(), timeout=60)
    order = page.get_by_label("Statuses of a message")
    async with page.expect_response(partial(changes, "faults/webhooks")):
        await order.select_option("backwards")

    async with page.expect_response("**/api/faults"):
        changed.set()
    await page.evaluate("fetch('api/programs').then((answer) => answer.json())")

    await expect(order).to_have_value("reversed")


async def test_a_message_that_is_accepted_and_then_fails_has_its_code(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Fail with").select_option("a 200, and later “failed”")
    await page.get_by_role("spinbutton", name="Code").fill("131026")
    await page.get_by_role("button", name="Add fault").click()
    await expect(page.get_by_role("list", name="Faults in force")).to_have_text(
        "failed 131026, once, struck 0"
    )

    await answer(graph, "Peace")

    (webhook,) = await listener.wait_for(1)
    assert b'"failed"' in webhook.body
    assert b"131026" in webhook.body


async def refusal(graph: httpx.AsyncClient) -> int | None:
    """The code with which Meta refuses a message to Maryam; None where it takes it."""
    body = {"messaging_product": "whatsapp", "to": MARYAM, "text": {"body": "Peace"}}
    told = (await graph.post("/messages", json=body)).json()
    return told["error"]["code"] if "error" in told else None


async def test_a_business_is_held_to_a_rate_until_all_is_well_again(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Seconds between two to one person").fill("600")
    async with page.expect_response(partial(changes, "limits")):
        await page.get_by_label("So many at once to one person").fill("1")
        await page.keyboard.press("Tab")
    await answer(graph, "The first")
    assert await refusal(graph) == 131056

    await page.get_by_role("button", name="All well again").click()

    await expect(page.get_by_label("Seconds between two to one person")).to_have_value("")
    assert await refusal(graph) is None


async def test_limits_are_as_meta_has_them_at_one_press(page: Page) -> None:
    await open_backstage(page, "Faults")

    await page.get_by_role("button", name="As Meta has them").click()

    await expect(page.get_by_label("Messages a second")).to_have_value("80")
    await expect(page.get_by_label("Seconds between two to one person")).to_have_value("6")
    await expect(page.get_by_label("So many at once to one person")).to_have_value("45")


async def test_a_limit_that_cannot_be_is_refused_in_words(page: Page) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Messages a second").fill("0")
    await page.keyboard.press("Tab")

    await expect(page.get_by_role("alert")).to_contain_text("greater than or equal to 1")


async def test_a_day_passes_at_a_press_and_the_window_closes(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await open_backstage(page, "Faults")
    async with page.expect_response(partial(changes, "clock")):
        await page.get_by_role("button", name="A day later").click()
    async with page.expect_response(partial(changes, "clock")):
        await page.get_by_role("button", name="An hour later").click()
    assert await refusal(graph) == 131047

    async with page.expect_response(partial(changes, "clock")):
        await page.get_by_role("button", name="Real time").click()

    assert await refusal(graph) is None


async def test_the_window_may_be_left_open(page: Page, graph: httpx.AsyncClient) -> None:
    await open_backstage(page, "Faults")
    async with page.expect_response(partial(changes, "clock")):
        await page.get_by_role("button", name="A day later").click()
    async with page.expect_response(partial(changes, "clock")):
        await page.get_by_role("button", name="An hour later").click()

    async with page.expect_response(partial(changes, "limits")):
        await page.get_by_label("only templates after 24 hours").uncheck()

    assert await refusal(graph) is None


async def test_a_vendor_that_nobody_asks_cannot_be_broken_and_the_page_says_why(page: Page) -> None:
    await open_backstage(page, "Faults")

    switch = page.get_by_label("The scripted vendor")
    await expect(switch).to_be_disabled()
    await expect(switch).to_have_accessible_description(re.compile("No vendor is in use here"))


@pytest.mark.parametrize(
    ("shown", "answers"),
    [
        ("is overloaded (503)", "overloaded"),
        ("takes calls and is silent", "silent"),
        ("breaks connections off", "reset"),
    ],
)
async def test_the_vendor_is_down_until_all_is_well_again(
    page: Page, emulator: Emulator, shown: str, answers: str
) -> None:
    await ask_the_model(emulator)
    await open_backstage(page, "Faults")
    switch = page.get_by_label("The scripted vendor")
    async with page.expect_response(partial(changes, "faults/vendor")):
        await switch.select_option(shown)
    assert (await emulator.phones.faults()).vendor.answers == answers
    await expect(page.get_by_text("No vendor is in use here")).to_be_hidden()

    await page.get_by_role("button", name="All well again").click()

    await expect(switch).to_have_value("well")
    assert (await emulator.phones.faults()).vendor.answers == "well"


async def test_what_is_refused_is_said_where_it_was_written(page: Page) -> None:
    await open_backstage(page, "Faults")
    copies = page.get_by_label("Copies of each")

    await copies.fill("99")
    await copies.press("Tab")

    refusal = page.locator("#fault-problem")
    await expect(refusal).to_contain_text("copies")
    await expect(copies).to_be_in_viewport()
    await expect(refusal).to_be_in_viewport()
