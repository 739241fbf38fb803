"""What goes on behind the phones is seen, broken and mended on the page."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from chatting import MARYAM, answer, open_backstage, say
from playwright.async_api import Page, expect

from ansari_emulator.program import Program, State
from ansari_emulator.testing import Emulator


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Sequence[Program]]:
    """A program to break, in the place of the gateway's."""
    program = Program(
        name="gateway",
        command=[sys.executable, "-c", "import signal; signal.pause()"],
        environment={},
        log=tmp_path / "gateway.log",
    )
    program.start()
    yield [program]
    program.end()


async def test_each_webhook_and_each_call_is_shown_and_unfolds(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await open_backstage(page, "Traffic")
    await say(page, "Salam")
    await answer(graph, "Peace")

    inbound = page.locator(".exchange").filter(has_text="→ webhook").filter(has_text="text")
    await expect(inbound).to_contain_text("200")
    call = page.locator(".exchange").filter(has_text="← Graph").first
    await expect(call).to_contain_text("ms")
    await call.locator("summary").click()

    await expect(call.get_by_role("region", name="Request")).to_contain_text('"body": "Peace"')
    await expect(call.get_by_role("region", name="Answer")).to_contain_text("wamid.")


async def test_the_traffic_is_shown_by_its_way_and_can_be_cleared(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await answer(graph, "Peace")
    await open_backstage(page, "Traffic")
    await expect(page.locator(".exchange").filter(has_text="read")).to_be_visible()

    await page.locator("#traffic-way").select_option("Graph calls")
    await expect(page.locator(".exchange:visible")).to_have_count(1)

    await page.get_by_role("button", name="Clear").click()
    await expect(page.locator(".exchange")).to_have_count(0)


async def test_a_call_that_is_refused_is_seen_as_such(page: Page, graph: httpx.AsyncClient) -> None:
    await open_backstage(page, "Traffic")

    body = {"messaging_product": "whatsapp", "to": "49", "text": {"body": "Peace"}}
    await graph.post("/messages", json=body)

    await expect(page.locator(".exchange .bad")).to_have_text("400")


async def test_webhooks_are_disturbed_and_calls_fail_until_all_is_well_again(
    page: Page, emulator: Emulator
) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Copies of each").fill("3")
    await page.get_by_label("Events in a body").fill("5")
    await page.get_by_label("one by one after a failure").check()
    await page.get_by_role("spinbutton", name="Code").fill("130429")
    await page.get_by_label("So many times").fill("2")
    await page.get_by_role("button", name="Add fault").click()
    await expect(page.get_by_role("list", name="Faults in force")).to_have_text(
        "error 130429, 2 times, struck 0"
    )

    faults = await emulator.phones.faults()
    assert (faults.webhooks.copies, faults.webhooks.batch, faults.webhooks.rebatch) == (3, 5, True)

    await page.get_by_role("button", name="All well again").click()
    await expect(page.get_by_role("list", name="Faults in force")).to_have_text("")
    await expect(page.get_by_label("Copies of each")).to_have_value("1")
    assert (await emulator.phones.faults()).webhooks.copies == 1


async def test_a_fault_that_cannot_be_is_refused_in_words(page: Page, emulator: Emulator) -> None:
    await open_backstage(page, "Faults")
    await page.get_by_label("Copies of each").fill("99")
    await page.keyboard.press("Tab")

    await expect(page.get_by_role("alert")).to_contain_text("less than or equal to 10")
    assert (await emulator.phones.faults()).webhooks.copies == 1


async def test_a_program_is_stopped_killed_and_mended(
    page: Page, programs: Sequence[Program]
) -> None:
    (gateway,) = programs
    await open_backstage(page, "Faults")

    await page.get_by_role("button", name="stop gateway").click()
    await expect(page.locator(".program")).to_contain_text("stopped")
    await page.get_by_role("button", name="resume gateway").click()
    await expect(page.locator(".program")).to_contain_text("running")
    await page.get_by_role("button", name="restart gateway").click()
    await page.get_by_role("button", name="kill gateway").click()
    await expect(page.locator(".program")).to_contain_text("dead")
    assert gateway.state is State.DEAD

    await page.get_by_role("button", name="All well again").click()
    await expect(page.locator(".program")).to_contain_text("running")
    assert gateway.state is State.RUNNING


@pytest.mark.parametrize("answers", [[503] * 1000])
async def test_what_becomes_of_the_messages_is_watched(page: Page, emulator: Emulator) -> None:
    await open_backstage(page, "Faults")

    await emulator.phones.say(MARYAM, "Salam")

    await expect(page.locator("#progress-written")).to_have_text("1")


async def test_a_scenario_is_played_on_the_phones_and_its_failure_told(page: Page) -> None:
    await open_backstage(page, "Scenarios")
    await page.locator("#scenario").select_option("The gateway is restarted between two questions")
    await page.get_by_role("button", name="Play").click()

    await expect(page.locator(".steps [aria-current]")).to_contain_text("Maryam writes")
    await expect(page.locator(".bubble.mine")).to_contain_text("What is patience?")
    await page.get_by_role("button", name="Stop").click()

    await expect(page.locator("#verdict")).to_have_text("Stopped.")
    await expect(page.get_by_role("button", name="Play")).to_be_enabled()


async def test_the_pane_opens_and_closes_by_the_keyboard_alone(page: Page) -> None:
    await page.get_by_role("button", name="Backstage", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("tab", name="Traffic")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Faults", selected=True)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("complementary", name="Backstage")).to_be_hidden()
    await expect(page.get_by_role("button", name="Backstage", exact=True)).to_be_focused()
