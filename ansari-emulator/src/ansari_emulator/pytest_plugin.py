"""Fixtures for tests of anybody's bot, there as soon as the emulator is installed.

What they need is imported when a test asks for one: pytest loads this module in every run.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from ansari_emulator.blocking import BlockingEmulator, BlockingFaults, Bot


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project keep one emulator for many tests."""
    told = "for how long an emulator is kept: function, class, module, package or session"
    parser.addini("whatsapp_scope", told, default="function")


def _scope(fixture_name: str, config: pytest.Config) -> Any:  # noqa: ANN401 - pytest checks the word
    del fixture_name
    return config.getini("whatsapp_scope")


@pytest.fixture(scope=_scope)
def whatsapp_url() -> str:
    """The emulator's address, known before it and the bot are started: Meta's, for the bot."""
    from ansari_emulator.processes import LOOPBACK, claim_port  # noqa: PLC0415 (see above)

    return f"http://{LOOPBACK}:{claim_port(0)}"


@pytest.fixture(scope=_scope)
def whatsapp_bot() -> "Bot":
    """Where the bot listens: each project overrides it."""
    pytest.fail(
        "Which bot? Write a fixture `whatsapp_bot` that returns its address for webhooks, such as "
        "http://127.0.0.1:8001/webhook, or an ASGI app and the path in it: (app, '/webhook').",
        pytrace=False,
    )


@pytest.fixture(scope=_scope)
def whatsapp(whatsapp_bot: "Bot", whatsapp_url: str) -> "Iterator[BlockingEmulator]":
    """A WhatsApp whose webhooks reach the bot, and the phones of people who write to it."""
    from ansari_emulator.blocking import emulating_beside  # noqa: PLC0415 (see above)

    with emulating_beside(whatsapp_bot, urlsplit(whatsapp_url).port or 0) as emulator:
        yield emulator


@pytest.fixture
def whatsapp_faults(whatsapp: "BlockingEmulator") -> "Iterator[BlockingFaults]":
    """Let things go wrong for one test; after it all is well again."""
    from ansari_emulator.blocking import BlockingFaults  # noqa: PLC0415 (see above)

    faults = BlockingFaults(whatsapp)
    yield faults
    faults.mend()
