"""The emulator for tests that await nothing: it and the bot run in a thread of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp

from ansari_emulator.api.faults_wire import RuleView, VendorView
from ansari_emulator.api.message_view import MessageView
from ansari_emulator.business import Business
from ansari_emulator.client import Phones
from ansari_emulator.faults.vendor import VendorAnswers
from ansari_emulator.testing import Emulator, emulating, serving

Bot = str | Business | tuple[ASGIApp, str]
"""Where a bot listens: its address, one with secrets of its own, or an app and the path in it."""
Result = TypeVar("Result")


class BlockingEmulator:
    """A running emulator; each call returns once it is done."""

    def __init__(self, portal: BlockingPortal, emulator: Emulator) -> None:
        """Take where the emulator runs."""
        self._portal = portal
        self._emulator = emulator
        self.url = emulator.url
        self.graph_url = emulator.graph_url
        self.vendor_url = emulator.vendor_url
        self.headers = emulator.headers
        """What a bot sends along with each call of the Graph API."""

    def do(self, work: Callable[[Phones], Awaitable[Result]]) -> Result:
        """Do anything that `Phones` can: `do(lambda phones: phones.calls(phone))`."""
        return self._portal.call(work, self._emulator.phones)

    def say(self, phone: str, text: str) -> str:
        """Write to the bot; the id under which it hears of the message."""
        return self.do(lambda phones: phones.say(phone, text))

    def send(self, phone: str, **message: Any) -> str:  # noqa: ANN401 - as `Phones.send`
        """Send anything: `location={…}`, `text="…", forwarded="forwarded"`."""
        return self.do(lambda phones: phones.send(phone, **message))

    def press(self, phone: str, message_id: str, choice_id: str) -> str:
        """Press a button or row of a message."""
        return self.do(lambda phones: phones.press(phone, message_id, choice_id))

    def answer(self, phone: str, within: float = 10) -> MessageView:
        """What the bot has said since this person last wrote, as soon as it is there.

        Raises:
            TimeoutError: It said nothing for so many seconds.
        """
        return self.do(lambda phones: phones.answer(phone, within))

    def chat(self, phone: str) -> list[MessageView]:
        """Both sides of one chat, oldest first."""
        return self.do(lambda phones: phones.chat(phone))


class BlockingFaults:
    """What goes wrong for one test."""

    def __init__(self, emulator: BlockingEmulator) -> None:
        """Take what is to be broken."""
        self._emulator = emulator

    def break_graph(self, **rule: Any) -> RuleView:  # noqa: ANN401 - as `Phones.break_graph`
        """Let calls that send fail: `kind="error", code=131056, times=2`."""
        return self._emulator.do(lambda phones: phones.break_graph(**rule))

    def disturb_webhooks(self, **settings: Any) -> None:  # noqa: ANN401 - likewise
        """Let webhooks travel badly: `copies=3, delay_seconds=2`."""
        self._emulator.do(lambda phones: phones.disturb_webhooks(**settings))

    def disturb_vendor(self, answers: VendorAnswers | str) -> VendorView:
        """Let the scripted vendor of models be `overloaded`, `silent` or `reset`."""
        return self._emulator.do(lambda phones: phones.disturb_vendor(answers))

    def limit(self, **limits: Any) -> None:  # noqa: ANN401 - likewise
        """Hold the bot to limits: `pair_seconds=6, pair_burst=45`."""
        self._emulator.do(lambda phones: phones.limit(**limits))

    def put_forward(self, seconds: float) -> None:
        """Let so much time have passed at Meta."""
        self._emulator.do(lambda phones: phones.put_forward(seconds))

    def mend(self) -> None:
        """Let all go well again: no fault, no limit, the real time."""
        self._emulator.do(lambda phones: phones.clear_faults())
        self._emulator.do(lambda phones: phones.limit())
        self._emulator.do(lambda phones: phones.go_back_to_real_time())


@contextmanager
def emulating_beside(bot: Bot, port: int = 0) -> Iterator[BlockingEmulator]:
    """Run an emulator on `port` (0 chooses), and `bot` where it is an app, until the block ends."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_emulating(bot, port)) as emulator,
    ):
        yield BlockingEmulator(portal, emulator)


@asynccontextmanager
async def _emulating(bot: Bot, port: int) -> AsyncIterator[Emulator]:
    if isinstance(bot, tuple):
        async with serving(*bot) as webhook, _emulating(webhook, port) as emulator:
            yield emulator
    else:
        async with emulating(bot, port=port, status_pause=0) as emulator:
            yield emulator
