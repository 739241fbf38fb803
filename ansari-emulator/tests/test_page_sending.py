"""Everything that a person can send from the page reaches the business, and looks as on a phone."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatting import MARYAM, answer, offer_buttons, offer_list, open_actions, say
from playwright.async_api import Page, Route, expect

from ansari_emulator.testing import Emulator, Listener

PIXEL = (Path(__file__).parent / "fakes" / "pixel.png").read_bytes()


async def messages(listener: Listener, count: int) -> list[dict[str, Any]]:
    """The first messages that the business has heard of, as Meta tells them."""

    def heard() -> list[dict[str, Any]]:
        bodies = [json.loads(webhook.body) for webhook in listener.received]
        values = [body["entry"][0]["changes"][0]["value"] for body in bodies]
        return [message for value in values for message in value.get("messages", [])]

    webhooks = count
    while len(heard()) < count:
        await listener.wait_for(webhooks)
        webhooks += 1
    return heard()[:count]


async def test_each_line_can_be_a_message_of_its_own(page: Page, listener: Listener) -> None:
    await page.locator(".attach summary").click()
    await page.get_by_label("each line is a message").check()

    await say(page, "one\ntwo\n\nthree")

    await expect(page.locator(".bubble.mine")).to_have_count(3)
    heard = await messages(listener, 3)
    assert sorted(each["text"]["body"] for each in heard) == ["one", "three", "two"]


async def test_a_message_is_quoted_from_its_menu(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    answered = await answer(graph, "Sabr is patience")
    await open_actions(page.locator(".bubble.theirs").first)
    await page.get_by_role("button", name="Reply").click()
    await expect(page.locator(".quoting")).to_contain_text("Sabr is patience")

    await say(page, "Tell me more")

    await expect(page.locator(".bubble.mine .quotation")).to_contain_text("Sabr is patience")
    await expect(page.locator(".quoting")).to_be_hidden()
    (heard,) = await messages(listener, 1)
    assert heard["context"]["id"] == answered


async def test_who_thinks_better_of_it_quotes_nothing(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    await answer(graph, "Sabr is patience")
    await open_actions(page.locator(".bubble.theirs").first)
    await page.get_by_role("button", name="Reply").click()

    await page.get_by_role("button", name="Don't quote").click()
    await say(page, "Something else")

    (heard,) = await messages(listener, 1)
    assert "context" not in heard


async def test_a_message_is_forwarded(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    await answer(graph, "Seek knowledge even unto China")
    await open_actions(page.locator(".bubble.theirs").first)
    await page.get_by_role("button", name="Forward to Ansari").click()
    await expect(page.locator(".bubble.mine .forwarded")).to_contain_text("Forwarded")

    await page.locator(".attach summary").click()
    await page.locator(".as-forwarded").select_option("many times")
    await say(page, "A saying that goes around")

    once, often = await messages(listener, 2)
    assert once["context"] == {"forwarded": True}
    assert often["context"]["frequently_forwarded"] is True


async def test_a_reaction_sits_on_its_message_until_it_is_taken_away(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    answered = await answer(graph, "Sabr is patience")
    bubble = page.locator(".bubble.theirs").first
    await open_actions(bubble)
    await page.get_by_role("button", name="React with 👍").click()
    await expect(bubble.get_by_role("img", name="reaction 👍")).to_be_visible()

    await open_actions(bubble)
    await page.get_by_role("button", name="Take the reaction away").click()

    await expect(bubble.locator(".reaction")).to_have_count(0)
    given, taken = await messages(listener, 2)
    assert given["reaction"] == {"message_id": answered, "emoji": "👍"}
    assert taken["reaction"].get("emoji", "") == ""


async def test_a_picture_goes_with_the_words_as_its_caption(page: Page, listener: Listener) -> None:
    await page.get_by_label("Message to Ansari").fill("What is this?")
    picture = {"name": "moon.png", "mimeType": "image/png", "buffer": PIXEL}
    await page.get_by_label("File to send").set_input_files(picture)  # type: ignore[arg-type]

    bubble = page.locator(".bubble.mine")
    await expect(bubble).to_contain_text("What is this?")
    shown = bubble.get_by_role("img", name="Picture")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("async image => (await image.decode(), image.naturalWidth)") == 1
    (heard,) = await messages(listener, 1)
    assert heard["image"]["caption"] == "What is this?"
    await expect(page.get_by_label("Message to Ansari")).to_have_value("")


async def test_a_voice_note_and_a_poll_are_sent_from_the_menu(
    page: Page, listener: Listener
) -> None:
    await page.locator(".attach summary").click()
    await page.get_by_role("button", name="Voice note").click()
    await expect(page.get_by_label("Voice note", exact=True)).to_be_visible()

    await page.locator(".attach summary").click()
    await page.get_by_role("button", name="Poll").click()

    voice, poll = await messages(listener, 2)
    assert voice["audio"]["voice"] is True
    assert poll["type"] == "unsupported"


async def test_a_location_is_sent_by_its_degrees(page: Page, listener: Listener) -> None:
    await page.locator(".attach summary").click()
    await page.get_by_role("button", name="Location").click()
    await page.get_by_label("Latitude").fill("24.4672")
    await page.get_by_label("Longitude").fill("39.6111")
    await page.get_by_label("Called").fill("المدينة")
    await page.get_by_role("button", name="Send location").click()

    await expect(page.locator(".bubble.mine")).to_contain_text("المدينة")
    (heard,) = await messages(listener, 1)
    assert heard["location"] == {"latitude": 24.4672, "longitude": 39.6111, "name": "المدينة"}


async def test_a_button_and_a_row_are_pressed(
    page: Page, graph: httpx.AsyncClient, listener: Listener
) -> None:
    await offer_buttons(graph, "Yes, delete", "No, keep")
    await page.get_by_role("button", name="No, keep").click()
    await expect(page.locator(".bubble.mine").first).to_contain_text("No, keep")

    await offer_list(graph, "Choose", "Sources", "Language")
    await page.get_by_text("Choose", exact=True).click()
    await page.locator(".choice", has_text="Language").click()

    pressed, row = await messages(listener, 2)
    assert pressed["interactive"]["button_reply"]["id"] == "No, keep"
    assert row["interactive"]["list_reply"]["id"] == "Language"
    await expect(page.locator(".choice", has_text="Language")).to_be_hidden()


async def test_the_menu_tells_when_a_message_came_how_far(page: Page) -> None:
    await say(page, "Salam")
    bubble = page.locator(".bubble.mine")
    await expect(bubble.get_by_role("img", name="delivered")).to_be_visible()

    await open_actions(bubble)

    reached = bubble.locator(".times li")
    await expect(reached).to_have_text([re.compile("^sent .*:.*:"), re.compile("^delivered .*:")])


async def test_what_cannot_be_sent_is_said_and_stays_in_the_field(page: Page) -> None:
    await page.route("**/api/people/*/messages", lambda route: route.abort())

    await say(page, "Salam")

    await expect(page.get_by_role("alert")).to_have_text("Not sent: the emulator doesn't answer")
    await expect(page.get_by_label("Message to Ansari")).to_have_value("Salam")


async def test_an_idea_is_sent_at_a_press(page: Page, emulator: Emulator) -> None:
    await page.get_by_role("button", name="What does the Qur'an say about patience?").click()

    await expect(page.locator(".bubble.mine")).to_contain_text("patience")
    assert len(await emulator.phones.chat(MARYAM)) == 1


async def held_up(page: Page, gate: asyncio.Event, *, fails: bool = False) -> None:
    """Let what the page sends wait at the gate, and then go on or be lost."""

    async def wait(route: Route) -> None:
        if route.request.method == "POST":
            await gate.wait()
        await (route.abort() if fails else route.continue_())

    await page.route("**/api/people/*/messages", wait)


@pytest.mark.parametrize("deed", ["words", "voice"])
async def test_who_goes_elsewhere_while_it_is_sent_stays_there(page: Page, deed: str) -> None:
    gate = asyncio.Event()
    await held_up(page, gate)
    if deed == "words":
        await say(page, "Salam")
    else:
        await page.locator(".attach summary").click()
        await page.get_by_role("button", name="Voice note").click()
    elsewhere = page.get_by_role("button", name="Backstage", exact=True)
    await elsewhere.focus()

    gate.set()

    await expect(page.locator(".bubble.mine")).to_be_visible()
    await page.evaluate("new Promise((done) => setTimeout(done))")
    await expect(elsewhere).to_be_focused()


async def test_what_is_chosen_and_written_meanwhile_is_kept(
    page: Page, graph: httpx.AsyncClient
) -> None:
    await answer(graph, "Sabr is patience")
    gate = asyncio.Event()
    await held_up(page, gate)
    await say(page, "Salam")
    await open_actions(page.locator(".bubble.theirs").first)
    await page.get_by_role("button", name="Reply").click()

    gate.set()

    await expect(page.locator(".bubble.mine")).to_be_visible()
    await page.evaluate("new Promise((done) => setTimeout(done))")
    await expect(page.locator(".quoting")).to_contain_text("Sabr is patience")


async def test_what_could_not_be_sent_stands_before_what_was_written_meanwhile(page: Page) -> None:
    gate = asyncio.Event()
    await held_up(page, gate, fails=True)
    await say(page, "Salam")
    await page.get_by_label("Message to Ansari").fill("Are you there?")

    gate.set()

    field = page.get_by_label("Message to Ansari")
    await expect(field).to_have_value("Salam\nAre you there?")


async def test_only_the_lines_that_were_not_sent_come_back(page: Page) -> None:
    await page.locator(".attach summary").click()
    await page.get_by_label("each line is a message").check()

    async def lose_the_second(route: Route) -> None:
        await (route.abort() if "two" in (route.request.post_data or "") else route.continue_())

    await page.route("**/api/people/*/messages", lose_the_second)

    await say(page, "one\ntwo\nthree")

    await expect(page.get_by_label("Message to Ansari")).to_have_value("two\nthree")
    await expect(page.locator(".bubble.mine")).to_have_count(1)
