"""People ask in the page, with everything behind it real."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect
from services import PROGRAMS

from ansari_emulator.demo.plan import Ports
from ansari_emulator.demo.system import prepared_ground, running_system

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


async def test_a_scenario_played_in_the_page_kills_the_gateway_and_comes_out_well(
    mongo_url: str, browsing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    said: list[str] = []
    with prepared_ground(said.append) as ground:
        starting = running_system(
            ground, ports=Ports.choose(0), programs=Path(PROGRAMS), tell=said.append
        )
        async with starting as system, browsing(system.url, width=1500) as page:
            gateway = next(one for one in system.crew.programs if one.name == "gateway")
            before = gateway.process
            await page.get_by_role("button", name="Backstage", exact=True).click()
            await page.get_by_role("tab", name="Scenarios").click()
            await page.locator("#scenario").select_option("gateway-killed")
            await page.get_by_role("button", name="Play").click()

            for owner in ("Maryam", "يوسف"):
                phone = page.get_by_role("region", name=f"Chat of {owner} with Ansari")
                answer = phone.locator(".bubble.theirs .line").filter(has_text=ARABIC)
                await expect(answer.first).to_be_visible(timeout=90_000)
            await expect(page.locator("#verdict")).to_have_text(
                "✓ All came as it must.", timeout=60_000
            )
            assert before is not None
            assert before.poll() == -9
            assert gateway.process is not before
