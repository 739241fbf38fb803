"""What goes wrong at Meta is chosen on the page, and the business feels it."""

import hmac
from hashlib import sha256

import httpx
import pytest
from chatting import answer, open_backstage, say
from playwright.async_api import Page, expect

from ansari_emulator.business import Business
from ansari_emulator.testing import Emulator, Listener, Webhook


def is_sealed(webhook: Webhook, business: Business) -> bool:
    seal = hmac.new(business.app_secret.encode(), webhook.body, sha256).hexdigest()
    return webhook.headers["x-hub-signature-256"] == f"sha256={seal}"


@pytest.mark.parametrize("answers", [[401]])
async def test_a_wrong_signature_is_chosen_and_the_repeat_bears_the_right_one(
    page: Page, business: Business, listener: Listener
) -> None:
    await open_backstage(page, "Faults")
    async with page.expect_response("**/api/faults/webhooks"):
        await page.get_by_label("Signature at the first try").select_option("wrong")

    await say(page, "Salam")

    first, repeat = await listener.wait_for(2)
    assert first.body == repeat.body
    assert not is_sealed(first, business)
    assert is_sealed(repeat, business)


async def test_the_order_of_statuses_is_kept_when_something_else_is_changed(
    page: Page, emulator: Emulator
) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Statuses of a message").select_option("backwards")
    async with page.expect_response("**/api/faults/webhooks"):
        await page.get_by_label("one by one after a failure").check()

    webhooks = (await emulator.phones.faults()).webhooks
    assert (webhooks.statuses, webhooks.rebatch) == ("reversed", True)


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
