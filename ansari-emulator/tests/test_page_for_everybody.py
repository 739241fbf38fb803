"""The page can be used by people who see, hear or move differently, and on any screen."""

from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from chatting import (
    answer,
    ask_the_model,
    offer_buttons,
    offer_list,
    open_actions,
    open_backstage,
    say,
)
from playwright.async_api import Page, expect

from ansari_emulator.testing import Emulator

WIDTHS = [1400, 390]
THEMES = ["light", "dark"]


async def grave_faults(page: Page) -> list[tuple[str, Any]]:
    """What axe-core calls serious or critical, with the elements that it is about."""
    results = await Axe().run(page)
    return [
        (fault["id"], [node["html"] for node in fault["nodes"]])
        for fault in results.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


async def fits(page: Page, width: int) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth") == width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
async def test_nothing_grave_is_found_in_either_theme_on_any_screen(
    page: Page, graph: httpx.AsyncClient, emulator: Emulator, width: int
) -> None:
    await ask_the_model(emulator)
    await say(page, "ماذا يقول القرآن عن الصبر؟")
    await answer(graph, "*Sabr*\n> صبر\n- one `code` _two_ ~three~\nhttps://quran.com")
    await offer_list(graph, "Choose", "Sources", "Language")
    await offer_buttons(graph, "Yes", "No")
    await expect(page.get_by_role("button", name="Yes")).to_be_visible()
    assert await grave_faults(page) == []

    await open_actions(page.locator(".bubble.theirs").first)
    for tab in ("Traffic", "Faults", "Scenarios"):
        if tab == "Traffic":
            await open_backstage(page, tab)
            await page.locator(".exchange summary").first.click()
        await page.get_by_role("tab", name=tab).click()
        assert await grave_faults(page) == []
        assert await fits(page, width)

    await page.get_by_role("button", name="Add a person").click()
    assert await grave_faults(page) == []


async def test_a_chat_needs_no_pointer(page: Page, graph: httpx.AsyncClient) -> None:
    await answer(graph, "Sabr is patience")
    await expect(page.locator(".bubble.theirs").first).to_be_visible()
    await page.locator(".phone .scroll").focus()

    await page.keyboard.press("Tab")  # the menu of the message
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # reply
    await page.keyboard.type("More, please")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble.mine .quotation")).to_contain_text("Sabr is patience")


async def test_escape_closes_a_menu_and_goes_back_to_its_button(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await answer(graph, "Sabr is patience")
    bubble = page.locator(".bubble.theirs").first
    await open_actions(bubble)
    await page.keyboard.press("Tab")

    await page.keyboard.press("Escape")

    await expect(bubble.locator(".panel")).to_be_hidden()
    await expect(bubble.locator(".actions summary")).to_be_focused()


@pytest.mark.parametrize("width", [390])
async def test_a_list_that_opens_below_the_screen_is_brought_into_sight(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await answer(graph, "Sabr\n" * 30)
    await offer_list(graph, "Choose", "Sources", "Language")

    await page.get_by_text("Choose", exact=True).click()

    await expect(page.get_by_role("button", name="Language", exact=True)).to_be_in_viewport(ratio=1)


async def test_who_only_hears_a_long_message_hears_it_once(
    page: Page, graph: httpx.AsyncClient
) -> None:
    asked = await answer(graph, "Patience is half of faith. " * 40)
    await answer(graph, "As was said", context={"message_id": asked})

    quotation = page.locator(".bubble.theirs .quotation")
    await expect(quotation).to_contain_text("In reply to Ansari: Patience is half of faith")
    assert len(await quotation.inner_text()) < 150


@pytest.mark.parametrize("theme", THEMES)
async def test_the_theme_is_that_of_the_system(page: Page, theme: str) -> None:
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert ground == {"light": "rgb(223, 231, 227)", "dark": "rgb(6, 11, 10)"}[theme]
