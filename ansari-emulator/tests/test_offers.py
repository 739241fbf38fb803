"""Buttons and lists: what Meta takes, and what the business hears when one is pressed."""

from copy import deepcopy
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from ansari_emulator.testing import Emulator, Listener

MARYAM = "16505551234"
BUTTONS = {
    "type": "button",
    "body": {"text": "Delete *everything*?"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "yes", "title": "Yes"}},
            {"type": "reply", "reply": {"id": "no", "title": "No"}},
        ]
    },
}
ROWS = [{"id": f"row{n}", "title": f"Row {n}", "description": "About it"} for n in range(10)]
LIST = {
    "type": "list",
    "body": {"text": "Which?"},
    "action": {"button": "Languages", "sections": [{"rows": ROWS}]},
}


def offering(interactive: dict[str, Any]) -> dict[str, Any]:
    content = {"type": "interactive", "interactive": interactive}
    return {"messaging_product": "whatsapp", "to": MARYAM, **content}


def changed(interactive: dict[str, Any], *path: str | int, to: object) -> dict[str, Any]:
    copy: Any = deepcopy(interactive)
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return copy  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("interactive", "reply"),
    [
        (BUTTONS, {"type": "button_reply", "button_reply": {"id": "no", "title": "No"}}),
        (LIST, {"type": "list_reply", "list_reply": ROWS[3]}),
    ],
)
async def test_a_press_reaches_the_business_as_meta_tells_it(
    graph: httpx.AsyncClient,
    emulator: Emulator,
    listener: Listener,
    interactive: dict[str, Any],
    reply: dict[str, Any],
) -> None:
    response = await graph.post("/messages", json=offering(interactive))
    offer_id = response.json()["messages"][0]["id"]

    await emulator.phones.press(MARYAM, offer_id, reply[reply["type"]]["id"])

    (message,) = await listener.messages(1)
    assert (message["type"], message["interactive"]) == ("interactive", reply)
    assert message["context"]["id"] == offer_id


@pytest.mark.parametrize(
    "wrong",
    [
        changed(BUTTONS, "body", "text", to="a" * 1025),
        changed(BUTTONS, "body", "text", to=""),
        changed(BUTTONS, "action", "buttons", to=[]),
        changed(BUTTONS, "action", "buttons", to=BUTTONS["action"]["buttons"] * 2),
        changed(BUTTONS, "action", "buttons", 0, "reply", "title", to="a" * 21),
        changed(BUTTONS, "action", "buttons", 0, "reply", "title", to="No"),
        changed(BUTTONS, "action", "buttons", 0, "reply", "id", to="no"),
        changed(BUTTONS, "type", to="carousel"),
        changed(LIST, "action", "button", to="a" * 21),
        changed(LIST, "action", "sections", to=[]),
        changed(LIST, "action", "sections", 0, "rows", to=[*ROWS, ROWS[0] | {"id": "x"}]),
        changed(LIST, "action", "sections", 0, "rows", 0, "title", to="a" * 25),
        changed(LIST, "action", "sections", 0, "rows", 0, "description", to="a" * 73),
        changed(LIST, "action", "sections", 0, "rows", 0, "id", to="row1"),
        changed(LIST, "action", "sections", to=[{"rows": ROWS[:1]}, {"rows": ROWS[1:]}]),
    ],
)
async def test_what_meta_refuses_is_refused(
    graph: httpx.AsyncClient, emulator: Emulator, wrong: dict[str, Any]
) -> None:
    response = await graph.post("/messages", json=offering(wrong))

    assert response.status_code == 400
    assert response.json()["error"]["code"] in {100, 131009}
    assert await emulator.phones.chat(MARYAM) == []


@pytest.mark.parametrize(("message", "choice"), [("wamid.none", "yes"), (None, "maybe")])
async def test_nobody_can_press_what_is_not_there(
    graph: httpx.AsyncClient, emulator: Emulator, message: str | None, choice: str
) -> None:
    response = await graph.post("/messages", json=offering(BUTTONS))
    offer_id = response.json()["messages"][0]["id"]

    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await emulator.phones.press(MARYAM, message or offer_id, choice)


@pytest.mark.parametrize("width", [375, 1200])
async def test_buttons_and_rows_can_be_pressed_on_the_page(
    graph: httpx.AsyncClient, emulator: Emulator, listener: Listener, browsing: Any, width: int
) -> None:
    async with browsing(emulator.url, width=width) as page:
        await graph.post("/messages", json=offering(BUTTONS))
        await graph.post("/messages", json=offering(LIST))
        await page.get_by_role("button", name="Yes").click()
        await page.get_by_text("Languages").press("Enter")
        await page.get_by_role("button", name="Row 9").press("Enter")

        pressed = [message["interactive"] for message in await listener.messages(2)]
        await expect(page.get_by_role("log").get_by_role("button", name="Row 9")).to_be_hidden()
        await expect(page.locator(".bubble.mine").last).to_contain_text("Row 9")

    assert [reply[reply["type"]]["id"] for reply in pressed] == ["yes", "row9"]
