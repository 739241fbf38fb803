"""A person asks in the page, with everything behind it real."""

import re
from typing import Any

from playwright.async_api import expect

ARABIC = re.compile(r"[\u0621-\u064a]{3}")


async def test_a_question_typed_in_the_page_is_answered_there(system: Any, browsing: Any) -> None:
    async with browsing(system.emulator.url, width=430) as page:
        await expect(page.get_by_role("status")).to_have_text("online")
        # So that typing can be seen at leisure: the backend is slow to begin.
        system.backend.stop()

        await page.get_by_label("Message to Ansari").fill("What does the Qur'an say about mercy?")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("status")).to_have_text("typing…")
        system.backend.resume()
        verse = page.locator(".bubble.theirs .line").filter(has_text=ARABIC).first
        await expect(verse).to_be_visible(timeout=30_000)
        assert await verse.evaluate("line => getComputedStyle(line).direction") == "rtl"
        await expect(page.get_by_role("status")).to_have_text("online")
