"""Several people have their phones out at once."""

import json

import httpx
import pytest
from chatting import answer
from playwright.async_api import Page, expect

from ansari_emulator.testing import Emulator, Listener


async def add(page: Page, name: str, **fields: str) -> None:
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill(name)
    for label, value in fields.items():
        await page.get_by_label(label).fill(value)


async def test_two_phones_stand_side_by_side_and_each_writes_for_its_owner(
    page: Page, emulator: Emulator
) -> None:
    await page.get_by_role("button", name="Show the phone of يوسف beside the others").click()

    for owner, words in (("Maryam", "From Maryam"), ("يوسف", "من يوسف")):
        phone = page.get_by_role("region", name=f"Chat of {owner} with Ansari")
        await phone.get_by_label("Message to Ansari").fill(words)
        await phone.get_by_role("button", name="Send", exact=True).click()
        await expect(phone.locator(".bubble.mine")).to_contain_text(words)

    assert [said.text for said in await emulator.phones.chat("201001234567")] == ["من يوسف"]


async def test_a_phone_is_put_away_and_the_other_goes_on(page: Page) -> None:
    await page.get_by_role("button", name="Show the phone of يوسف beside the others").click()

    await page.get_by_role("button", name="Put away the phone of Maryam").click()

    await expect(page.locator(".phone")).to_have_count(1)
    await expect(page.get_by_role("region", name="Chat of يوسف with Ansari")).to_be_visible()


async def test_somebody_with_a_hidden_number_writes_without_one(
    page: Page, listener: Listener
) -> None:
    await add(page, "Huda")
    await page.get_by_label("hidden from the business").check()
    await page.locator("#language").select_option("Türkçe")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="Kur'an sabır hakkında ne diyor?").click()

    (webhook,) = await listener.wait_for(1)
    (message,) = json.loads(webhook.body)["entry"][0]["changes"][0]["value"]["messages"]
    assert "from" not in message
    assert message["from_user_id"]


async def test_an_answer_on_a_phone_that_is_away_is_marked(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await page.locator(".person").filter(has_text="يوسف").click()

    await answer(graph, "Peace, Maryam")

    await expect(page.get_by_role("img", name="new message")).to_be_visible()
    await expect(page.locator(".person").filter(has_text="Maryam")).to_contain_text("Peace, Maryam")


@pytest.mark.parametrize("width", [390])
async def test_on_a_phone_one_phone_is_shown_at_a_time(page: Page) -> None:
    await page.locator(".person").filter(has_text="يوسف").click()

    await expect(page.get_by_role("region", name="Chat of يوسف with Ansari")).to_be_visible()
    await expect(page.locator(".phone:visible")).to_have_count(1)


async def test_a_number_that_is_none_is_asked_for_again(page: Page) -> None:
    await add(page, "Huda", **{"Number with country code": "12"})

    await page.get_by_role("button", name="Add", exact=True).click()

    await expect(page.locator("#complaint")).to_contain_text("a number of 7 to 15 digits")


async def test_nobody_is_blamed_while_the_emulator_is_away(page: Page) -> None:
    await page.route("**/api/people", lambda route: route.abort())
    await add(page, "Huda", **{"Number with country code": "+44 7700 900123"})

    await page.get_by_role("button", name="Add", exact=True).click()

    await expect(page.locator("#complaint")).to_contain_text("the emulator doesn't answer")
