"""The page in a real browser, with the test in the place of the gateway."""

import re

import httpx
import pytest
from chatting import MARYAM, answer, open_backstage, say
from playwright.async_api import Page, expect

from ansari_emulator.testing import Emulator


async def begin_to_answer(graph: httpx.AsyncClient, message_id: str) -> None:
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
        "typing_indicator": {"type": "text"},
    }
    response = await graph.post("/messages", json=body)
    response.raise_for_status()


async def test_words_become_a_bubble_with_ticks(page: Page) -> None:
    await say(page, "What is *patience*?")

    bubble = page.locator(".bubble.mine")
    await expect(bubble).to_contain_text("What is patience?")
    await expect(bubble.locator(".bold")).to_have_text("patience")
    await expect(bubble.get_by_role("img", name="delivered")).to_be_visible()


async def test_typing_shows_until_the_answer_comes(
    page: Page,
    emulator: Emulator,
    graph: httpx.AsyncClient,
) -> None:
    message_id = await emulator.phones.say(MARYAM, "Salam")
    await begin_to_answer(graph, message_id)
    await expect(page.get_by_role("status")).to_have_text("typing…")
    await expect(page.get_by_role("img", name="read")).to_be_visible()

    await answer(graph, "Peace be with you")

    await expect(page.locator(".bubble.theirs").first).to_contain_text("Peace be with you")
    await expect(page.get_by_role("status")).to_have_text("online")
    await expect(page.locator(".typing")).to_be_hidden()


async def test_each_line_has_its_own_direction(page: Page, graph: httpx.AsyncClient) -> None:
    await answer(graph, "Patience\n> ٱلصَّبْر\n- صبر\n1. one")

    lines = page.locator(".bubble .line")
    await expect(lines).to_have_count(4)
    directions = await lines.evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    assert directions == ["ltr", "rtl", "rtl", "ltr"]


async def test_markup_is_shown_and_never_run(page: Page) -> None:
    await say(page, "<img src=x onerror=alert(1)> & <b>b</b>")

    await expect(page.locator(".bubble .line")).to_have_text(
        "<img src=x onerror=alert(1)> & <b>b</b>"
    )


async def test_shift_and_enter_begins_a_new_line(page: Page) -> None:
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble .line")).to_have_text(["one", "two"])


async def test_a_new_person_has_a_chat_of_their_own(page: Page, emulator: Emulator) -> None:
    await say(page, "From Maryam")
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Zaynab")
    await page.get_by_label("Number with country code").fill("+44 7700 900-123")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble")).to_have_count(1)  # the hidden typing bubble

    await say(page, "From Zaynab")

    await expect(page.locator(".bubble.mine")).to_contain_text("From Zaynab")
    assert [said.text for said in await emulator.phones.chat("447700900123")] == ["From Zaynab"]


async def test_a_number_that_is_none_is_refused_in_words(page: Page) -> None:
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Zaynab")
    await page.get_by_label("Number with country code").fill("12")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_have_text(re.compile("7 to 15 digits"))


async def test_a_chat_is_there_again_after_reloading(page: Page, graph: httpx.AsyncClient) -> None:
    await answer(graph, "Peace")

    await page.reload()

    await expect(page.locator(".bubble.theirs").first).to_contain_text("Peace")


@pytest.mark.parametrize("width", [360])
async def test_it_fits_a_phone(page: Page, graph: httpx.AsyncClient) -> None:
    await answer(graph, "A word that is long: " + "x" * 300)
    await expect(page.locator(".bubble.theirs").first).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/", "/app.js", "/nowhere", "/openapi.json"])
async def test_no_other_page_can_show_it_and_it_loads_nothing_from_elsewhere(
    emulator: Emulator, path: str
) -> None:
    async with httpx.AsyncClient() as client:
        headers = (await client.get(emulator.url + path)).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_a_script_that_got_into_the_page_is_not_run(page: Page) -> None:
    await page.evaluate(
        """() => {
            window.ran = false;
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }"""
    )

    assert await page.evaluate("() => window.ran") is False


async def test_an_emulator_alone_says_that_it_has_nothing_to_break(page: Page) -> None:
    await open_backstage(page, "Faults")

    await expect(page.get_by_text("This emulator runs alone")).to_be_visible()
