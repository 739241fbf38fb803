"""What a test does on the page, and in the place of the business behind it."""

from typing import Any

import httpx
from playwright.async_api import Locator, Page

from ansari_emulator.testing import Emulator

MARYAM = "16505551234"


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message to Ansari").fill(words)
    await page.keyboard.press("Enter")


async def send(graph: httpx.AsyncClient, **message: Any) -> str:
    """Send to Maryam as the business; the id of the message."""
    body = {"messaging_product": "whatsapp", "to": MARYAM, **message}
    response = await graph.post("/messages", json=body)
    response.raise_for_status()
    wamid: str = response.json()["messages"][0]["id"]
    return wamid


async def answer(graph: httpx.AsyncClient, words: str, **more: Any) -> str:
    return await send(graph, text={"body": words}, **more)


async def offer_buttons(graph: httpx.AsyncClient, *titles: str) -> str:
    buttons = [{"type": "reply", "reply": {"id": title, "title": title}} for title in titles]
    interactive = {
        "type": "button",
        "body": {"text": "Shall I?"},
        "action": {"buttons": buttons},
    }
    return await send(graph, type="interactive", interactive=interactive)


async def offer_list(graph: httpx.AsyncClient, opener: str, *titles: str) -> str:
    rows = [{"id": title, "title": title} for title in titles]
    interactive = {
        "type": "list",
        "body": {"text": "What would you like?"},
        "action": {"button": opener, "sections": [{"rows": rows}]},
    }
    return await send(graph, type="interactive", interactive=interactive)


async def ask_the_model(emulator: Emulator) -> None:
    """Ask the scripted vendor once, as a bot with a model would."""
    chat = {"model": "scripted", "messages": [{"role": "user", "content": "Peace"}]}
    async with httpx.AsyncClient() as http:
        response = await http.post(f"{emulator.vendor_url}/chat/completions", json=chat)
    response.raise_for_status()


async def open_actions(bubble: Locator) -> None:
    """Open a message's menu by the keyboard, which is the hardest way to get there."""
    await bubble.locator(".actions summary").focus()
    await bubble.page.keyboard.press("Enter")


async def open_backstage(page: Page, tab: str) -> None:
    await page.get_by_role("button", name="Backstage", exact=True).click()
    await page.get_by_role("tab", name=tab).click()
