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
from ansari_emulator.program import Program, end_all

_READY_SECONDS: Final = 60
_PATIENCE_SECONDS: Final = 10
_POLL_SECONDS: Final = 0.1

Result = TypeVar("Result")


class ServiceFailedError(CannotStartError):
    """A service ended or never got ready: show its last words and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A service, and the process that it is."""

    service: Service
    program: Program


class Crew:
    """The services of one run, each with a log in the folder `logs`."""

    def __init__(self, services: Sequence[Service], logs: Path) -> None:
        self._members = [
            Member(service=service, program=_program(service, logs)) for service in services
        ]
        self.programs = [member.program for member in self._members]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start every service, and end them on leaving."""
        try:
            for program in self.programs:
                _start(program)
            yield
        finally:
            # In a thread: what they finish on their way out may need us.
            await asyncio.to_thread(end_all, self.programs, _PATIENCE_SECONDS)

    def last_words(self) -> str:
        """The end of every log."""
        return "\n".join(program.last_words() for program in self.programs)

    async def wait_until_ready(self) -> None:
        """Return once every service answers."""
        async with httpx.AsyncClient() as client:
            for member in self._members:
                await self.unless_one_ends(_wait_until_ready(client, member))

    async def unless_one_ends(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of `work`; breaks it off at once when a service ends that nobody ended."""
        working = asyncio.create_task(work)
        ending = asyncio.create_task(self._one_ends())
        try:
            await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            if ending.done():
                raise _ended(ending.result())
            return working.result()
        finally:
            for task in (working, ending):
                task.cancel()
            await asyncio.gather(working, ending, return_exceptions=True)

    async def _one_ends(self) -> Program:
        while True:
            for program in self.programs:
                if program.ended_unasked:
                    return program
            await asyncio.sleep(_POLL_SECONDS)


def _ended(program: Program) -> ServiceFailedError:
    return ServiceFailedError(
        f"The {program.name} ended with status {program.status}.\n{program.last_words()}",
    )


async def _wait_until_ready(client: httpx.AsyncClient, member: Member) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while not await _is_ready(client, member.service.health_url):  # noqa: ASYNC110 - another process sets no event of ours
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        raise ServiceFailedError(
            f"The {member.service.name} was not ready within {_READY_SECONDS} seconds.\n"
            f"{member.program.last_words()}",
        ) from error


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        response = await client.get(url)
    except httpx.TransportError:
        return False
    return response.status_code == HTTPStatus.OK


def _program(service: Service, logs: Path) -> Program:
    return Program(
        name=service.name,
        command=[*service.command],
        environment=dict(service.environment),
        log=logs / f"{service.name}.log",
    )


def _start(program: Program) -> None:
    try:
        program.start()
    except OSError as error:
        raise ServiceFailedError(
            f"{program.command[0]} cannot be run ({error.strerror}): run `make setup` first.",
        ) from error
