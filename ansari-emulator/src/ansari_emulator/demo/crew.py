"""Services as processes: started together, watched while they run, ended together."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx

from ansari_emulator.demo.plan import Service
from ansari_emulator.errors import CannotStartError
from ansari_emulator.processes import dying_with_us

_READY_SECONDS: Final = 60
_PATIENCE_SECONDS: Final = 10
_POLL_SECONDS: Final = 0.1
_TAIL_LINES: Final = 12

Result = TypeVar("Result")


class ServiceFailedError(CannotStartError):
    """A service ended or never got ready: show its last words and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A service that runs, and where its words go."""

    service: Service
    process: asyncio.subprocess.Process
    log: Path

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n".join([f"--- {self.service.name}, last lines of its log", *lines])


class Crew:
    """The services of one run."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members

    def last_words(self) -> str:
        """The end of every log."""
        return "\n".join(member.last_words() for member in self._members)

    async def wait_until_ready(self) -> None:
        """Return once every service answers."""
        async with httpx.AsyncClient() as client:
            for member in self._members:
                await self.unless_one_ends(_wait_until_ready(client, member))

    async def unless_one_ends(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of `work`; breaks it off at once when a service ends meanwhile."""
        working = asyncio.create_task(work)
        ends = {asyncio.create_task(member.process.wait()): member for member in self._members}
        try:
            await asyncio.wait({working, *ends}, return_when=asyncio.FIRST_COMPLETED)
            for end, member in ends.items():
                if end.done():
                    raise _ended(member)
            return working.result()
        finally:
            for task in (working, *ends):
                task.cancel()
            await asyncio.gather(working, *ends, return_exceptions=True)


def _ended(member: Member) -> ServiceFailedError:
    status = member.process.returncode
    return ServiceFailedError(
        f"The {member.service.name} ended with status {status}.\n{member.last_words()}",
    )


async def _wait_until_ready(client: httpx.AsyncClient, member: Member) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while not await _is_ready(client, member.service.health_url):  # noqa: ASYNC110 - another process sets no event of ours
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        raise ServiceFailedError(
            f"The {member.service.name} was not ready within {_READY_SECONDS} seconds.\n"
            f"{member.last_words()}",
        ) from error


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        response = await client.get(url)
    except httpx.TransportError:
        return False
    return response.status_code == HTTPStatus.OK


@asynccontextmanager
async def run_crew(services: Sequence[Service], logs: Path) -> AsyncIterator[Crew]:
    """Start `services`, each with a log in `logs`, and end them on leaving."""
    members: list[Member] = []
    try:
        for service in services:
            members.append(await _start(service, logs / f"{service.name}.log"))  # noqa: PERF401 - those started so far must be ended
        yield Crew(members)
    finally:
        await asyncio.gather(*(_end(member.process) for member in members))


async def _start(service: Service, log: Path) -> Member:
    with log.open("wb") as sink:
        try:
            process = await asyncio.create_subprocess_exec(
                *service.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                env=service.environment,
                # Ctrl-C in a terminal reaches a whole session: the services get it from us alone,
                # and so can finish what they have begun.
                start_new_session=True,
                preexec_fn=dying_with_us(),
            )
        except OSError as error:
            raise ServiceFailedError(
                f"{service.command[0]} cannot be run ({error.strerror}): run `make setup` first.",
            ) from error
    return Member(service=service, process=process, log=log)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
