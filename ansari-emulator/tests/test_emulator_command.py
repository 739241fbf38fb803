"""`ansari emulator` as a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ANSARI = Path(sys.executable).parent / "ansari"
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


def test_its_settings_bear_the_gateways_names() -> None:
    with running("--port", "0") as command:
        url = address_of(command)
        answer = httpx.post(
            f"{url}/v25.0/77/messages",
            json={"messaging_product": "whatsapp", "to": "16505551234", "text": {"body": "Peace"}},
            headers={"Authorization": "Bearer a-token"},
        )

    assert answer.status_code == 200


def test_being_told_to_stop_is_no_failure_even_while_somebody_watches() -> None:
    with running("--port", "0") as command:
        url = address_of(command)
        with httpx.stream("GET", f"{url}/api/events") as events:
            assert next(events.iter_lines()) == ": watching"
            command.terminate()

            assert command.wait(10) == 0


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with running("--port", str(port)) as command:
            _, complained = command.communicate(timeout=20)

    assert command.returncode == 1
    assert complained.startswith(f"Port {port} cannot be used")
