"""Set what Meta would have decided about the business."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, status
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ansari_emulator.chats.templates import Template
from ansari_emulator.parts import Platform
from ansari_emulator.quotas.quotas import Limits

router = APIRouter(prefix="/api", tags=["Settings"])


class NewCallback(BaseModel):
    """An address for webhooks, and the word that it expects in the challenge."""

    url: str
    verify_token: str


class LimitsShape(BaseModel):
    """What a business is held to; what is left out goes back to its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_window: bool = True
    per_second: Annotated[int, Field(ge=1)] | None = None
    pair_seconds: Annotated[float, Field(gt=0)] | None = None
    pair_burst: Annotated[int, Field(ge=1)] = 45


class Forward(BaseModel):
    """How much time is to have passed."""

    seconds: Annotated[float, Field(ge=0, le=10 * 365 * 86400)]


class TimeView(BaseModel):
    """The time at Meta."""

    now: AwareDatetime


class NumberView(BaseModel):
    """A number of the business."""

    id: str
    display: str


class NewTemplate(BaseModel):
    """Words with blanks such as `{{1}}` or `{{name}}`, and perhaps buttons for quick replies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()


@router.post("/templates", status_code=status.HTTP_204_NO_CONTENT)
async def approve(new: NewTemplate, whatsapp: Platform) -> None:
    """Approve a template; one of the same name and language is replaced."""
    whatsapp.templates.approve(Template(**dict(new)))


@router.get("/limits")
async def read_limits(whatsapp: Platform) -> LimitsShape:
    """What the business is held to."""
    return LimitsShape.model_validate(asdict(whatsapp.quotas.limits))


@router.put("/limits")
async def set_limits(limits: LimitsShape, whatsapp: Platform) -> LimitsShape:
    """Hold the business to other limits."""
    whatsapp.quotas.set(Limits(**dict(limits)))
    return limits


@router.get("/clock")
async def read_clock(whatsapp: Platform) -> TimeView:
    """Tell the time at Meta."""
    return TimeView(now=whatsapp.now())


@router.post("/clock")
async def put_forward(forward: Forward, whatsapp: Platform) -> TimeView:
    """Let time have passed: windows close, files and their addresses go, rates recover."""
    whatsapp.now.forward(timedelta(seconds=forward.seconds))
    return TimeView(now=whatsapp.now())


@router.delete("/clock")
async def reset_clock(whatsapp: Platform) -> TimeView:
    """Go back to the real time."""
    whatsapp.now.reset()
    return TimeView(now=whatsapp.now())


@router.get("/numbers")
async def list_numbers(whatsapp: Platform) -> list[NumberView]:
    """The numbers of the business; who names none writes to the first."""
    numbers = whatsapp.business.numbers.items()
    return [NumberView(id=number_id, display=display) for number_id, display in numbers]


@router.put("/callback", status_code=status.HTTP_204_NO_CONTENT)
async def move_callback(new: NewCallback, whatsapp: Platform) -> None:
    """Let webhooks go to another address, if it answers the challenge; otherwise 409."""
    await whatsapp.callback.move(new.url, new.verify_token)


async def answer_not_verified(_request: Request, error: Exception) -> JSONResponse:
    """The address didn't answer as it should."""
    return JSONResponse({"detail": f"Not verified: {error}."}, status.HTTP_409_CONFLICT)


async def answer_unknown_number(_request: Request, _error: Exception) -> JSONResponse:
    """The business has no such number."""
    detail = "The business has no number of this id."
    return JSONResponse({"detail": detail}, status.HTTP_404_NOT_FOUND)
