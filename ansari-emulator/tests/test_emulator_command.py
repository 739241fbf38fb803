"""`ansari emulator` as a process of its own."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ansari_emulator.testing import Listener, listening

ANSARI = Path(sys.executable).parent / "ansari"
Until = Callable[[Callable[[], bool]], Awaitable[None]]
SETTINGS = {
    "META_BUSINESS_PHONE_NUMBER_ID": "77",
    "META_ACCESS_TOKEN_FROM_SYS_USER": "a-token",
    "META_ANSARI_APP_SECRET": "a-secret",
}


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = subprocess.Popen(
        [ANSARI, "emulator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | SETTINGS,
    )
    with command:
        yield command
        command.terminate()


def address_of(command: subprocess.Popen[str]) -> str:
    """The address that it prints, where it listens already."""
    assert command.stdout is not None
    return command.stdout.readline().strip()


def test_it_serves_the_page_at_the_address_it_prints() -> None:
    with running("--port", "0") as command:
        page = httpx.get(address_of(command))

    assert page.headers["content-type"].startswith("text/html")


def send_text(url: str) -> httpx.Response:
    return httpx.post(
        f"{url}/v25.0/77/messages",
        json={"messaging_product": "whatsapp", "to": "16505551234", "text": {"body": "Peace"}},
        headers={"Authorization": "Bearer a-token"},
        timeout=60,
    )


def test_its_settings_bear_the_gateways_names() -> None:
    with running("--port", "0") as command:
        url = address_of(command)
        answer = send_text(url)

    assert answer.status_code == 200


def test_being_told_to_stop_is_no_failure_even_while_somebody_watches() -> None:
    with running("--port", "0") as command:
        url = address_of(command)
        with httpx.stream("GET", f"{url}/api/events") as events:
            assert next(events.iter_lines()) == ": watching"
            command.terminate()

            assert command.wait(60) == 0


def keep_callers_waiting(url: str) -> None:
    rule = {"kind": "timeout", "seconds": 600, "accepted": True}
    httpx.post(f"{url}/api/faults/graph", json=rule).raise_for_status()


def is_kept_waiting(url: str, phone: str) -> bool:
    calls = httpx.get(f"{url}/api/calls", params={"to": phone}).json()
    return [call["outcome"] for call in calls] == ["timeout"]


async def test_a_call_that_is_kept_waiting_does_not_hold_up_the_end(until: Until) -> None:
    with running("--port", "0") as command, ThreadPoolExecutor() as pool:
        url = address_of(command)
        keep_callers_waiting(url)
        call = pool.submit(send_text, url)
        await until(lambda: is_kept_waiting(url, "16505551234"))

        command.terminate()

        assert command.wait(60) == 0
        assert call.result().status_code == 200


async def test_several_gateways_are_called_in_turn_at_the_pace_that_is_set() -> None:
    first, second = Listener(), Listener()
    async with listening(first) as one, listening(second) as other:
        with running(
            "--port", "0", "--gateway-url", f"{one}, {other}", "--status-pause", "0"
        ) as command:
            await asyncio.to_thread(send_text, address_of(command))

            await first.wait_for(2)
            await second.wait_for(1)


@pytest.mark.parametrize("listed", ["", "http://127.0.0.1:1/webhook,", "127.0.0.1:8001"])
def test_what_is_no_address_for_webhooks_is_named(listed: str) -> None:
    with running("--port", "0", "--gateway-url", listed) as command:
        _, complained = command.communicate(timeout=20)

    assert command.returncode == 1
    assert "is no address for webhooks" in complained


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with running("--port", str(port)) as command:
            _, complained = command.communicate(timeout=20)

    assert command.returncode == 1
    assert complained.startswith(f"Port {port} cannot be used")
