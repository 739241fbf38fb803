"""Processes behind WhatsApp are broken on purpose, and mended, by whoever owns them."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from ansari_emulator.business import Business
from ansari_emulator.client import Phones
from ansari_emulator.program import Program
from ansari_emulator.testing import Emulator, emulating


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Program]:
    """A program that says that it has begun, and does nothing more."""
    program = Program(
        name="gateway",
        command=[sys.executable, "-c", "import signal; print('begun', flush=True); signal.pause()"],
        environment={},
        log=tmp_path / "sleeper.log",
    )
    program.start()
    yield program
    program.end()


@pytest_asyncio.fixture(loop_scope="session")
async def phones(business: Business, sleeper: Program) -> AsyncIterator[Phones]:
    async with emulating(business, programs=[sleeper]) as emulator:
        yield emulator.phones


def kernel_state(program: Program) -> str:
    """R, S, T (stopped) or so, as the kernel has it."""
    assert program.process is not None
    return Path(f"/proc/{program.process.pid}/stat").read_text().rsplit(")")[1].split()[0]


async def test_a_program_that_is_killed_is_gone_until_it_is_started(
    phones: Phones, sleeper: Program
) -> None:
    killed = await phones.do_to_program("gateway", "kill")
    assert killed.state == "dead"
    assert sleeper.status == -9

    started = await phones.do_to_program("gateway", "start")
    assert started.state == "running"
    assert sleeper.status is None


async def test_a_program_that_is_stopped_stands_still_until_it_may_go_on(
    phones: Phones, sleeper: Program
) -> None:
    await phones.do_to_program("gateway", "stop")
    assert [(one.name, one.state) for one in await phones.programs()] == [("gateway", "stopped")]
    assert kernel_state(sleeper) == "T"

    resumed = await phones.do_to_program("gateway", "resume")
    assert resumed.state == "running"
    assert kernel_state(sleeper) != "T"


@pytest.mark.parametrize("broken_by", ["stop", "kill", None])
async def test_a_restart_mends_whatever_was_done(
    phones: Phones, sleeper: Program, broken_by: str | None
) -> None:
    before = sleeper.process
    if broken_by:
        await phones.do_to_program("gateway", broken_by)

    restarted = await phones.do_to_program("gateway", "restart")

    assert restarted.state == "running"
    assert before is not None
    assert before.poll() is not None
    assert sleeper.process is not before


async def test_an_emulator_alone_has_nothing_to_break(emulator: Emulator) -> None:
    assert await emulator.phones.programs() == []
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await emulator.phones.do_to_program("gateway", "kill")
