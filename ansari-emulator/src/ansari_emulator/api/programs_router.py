"""Break the processes behind WhatsApp, where whoever started them has put them into our hands."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from ansari_emulator.program import Program, State

router = APIRouter(prefix="/api/programs", tags=["Programs"])


class UnknownProgramError(Exception):
    """No program of this name is ours to break: say so to the caller."""


class Deed(StrEnum):
    """What is done to a program: as its end, a machine that hangs, or an operator would."""

    KILL = "kill"
    STOP = "stop"
    RESUME = "resume"
    START = "start"
    RESTART = "restart"


class NewDeed(BaseModel):
    """What to do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Deed


class ProgramView(BaseModel):
    """A program, and what it does now."""

    name: str
    state: State

    @classmethod
    def of(cls, program: Program) -> "ProgramView":
        """How `program` is shown."""
        return cls(name=program.name, state=program.state)


def _ours(request: Request) -> dict[str, Program]:
    programs: dict[str, Program] = request.app.state.programs
    return programs


Ours = Annotated[dict[str, Program], Depends(_ours)]


@router.get("")
async def list_programs(ours: Ours) -> list[ProgramView]:
    """The programs that can be broken: none where the emulator runs alone."""
    return [ProgramView.of(program) for program in ours.values()]


@router.post("/{name}")
async def do_to_program(name: str, new: NewDeed, ours: Ours) -> ProgramView:
    """Kill it, let it stand still or go on, start or restart it; answers once that is done.

    What was started may need seconds until it answers.
    """
    if name not in ours:
        raise UnknownProgramError
    await _do(new.do, ours[name])
    return ProgramView.of(ours[name])


async def _do(deed: Deed, program: Program) -> None:
    match deed:
        case Deed.KILL:
            program.kill()
        case Deed.STOP:
            program.stop()
        case Deed.RESUME:
            program.resume()
        case Deed.START:
            program.start()
        case Deed.RESTART:
            await program.restart()


async def answer_unknown_program(_request: Request, _error: Exception) -> JSONResponse:
    """Nothing of this name was started by who started the emulator."""
    detail = "No program of this name is the emulator's to break."
    return JSONResponse({"detail": detail}, status.HTTP_404_NOT_FOUND)
