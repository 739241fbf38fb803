"""Play the scenarios that ship, for whoever watches the page."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from ansari_emulator.scenarios.performing import AT_ONCE, READING_SPEED
from ansari_emulator.scenarios.reading import read_scenario, shipped
from ansari_emulator.scenarios.script import Scenario
from ansari_emulator.scenarios.show import Show, ShowIsOnError
from ansari_emulator.scenarios.telling import told

router = APIRouter(prefix="/api/scenarios", tags=["Scenarios"])


class UnknownScenarioError(Exception):
    """None of this name ships: say so to the caller."""


class ScenarioView(BaseModel):
    """A scenario, and each of its steps in words."""

    name: str
    title: str
    about: str
    steps: list[str]

    @classmethod
    def of(cls, name: str, scenario: Scenario) -> "ScenarioView":
        """How `scenario` is shown."""
        steps = [told(step, scenario.people) for step in scenario.steps]
        return cls(name=name, title=scenario.title, about=scenario.about.strip(), steps=steps)


class NewRun(BaseModel):
    """How to play it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_once: bool = False
    """As fast as it goes, instead of at reading speed."""


@cache
def _shipped() -> Mapping[str, Scenario]:
    """Those that ship, by name: read once, for each page that opens asks for them."""
    return {path.stem: read_scenario(path) for path in shipped()}


def _show(request: Request) -> Show:
    show: Show = request.app.state.show
    return show


TheShow = Annotated[Show, Depends(_show)]


@router.get("")
async def list_scenarios() -> list[ScenarioView]:
    """Those that ship."""
    return [ScenarioView.of(name, scenario) for name, scenario in _shipped().items()]


@router.post("/{name}/runs", status_code=status.HTTP_202_ACCEPTED)
async def begin(name: str, new: NewRun, show: TheShow) -> ScenarioView:
    """Play one; `scenario` events of `GET /api/backstage` tell how it goes."""
    scenario = _shipped().get(name)
    if scenario is None:
        raise UnknownScenarioError
    show.begin(name, scenario, AT_ONCE if new.at_once else READING_SPEED)
    return ScenarioView.of(name, scenario)


@router.delete("/run", status_code=status.HTTP_204_NO_CONTENT)
async def stop(show: TheShow) -> None:
    """Break off what is being played, and mend what it has broken."""
    await show.stop()


async def answer_unknown_scenario(_request: Request, _error: Exception) -> JSONResponse:
    """There is none of this name."""
    return JSONResponse({"detail": "No scenario has this name."}, status.HTTP_404_NOT_FOUND)


async def answer_show_is_on(_request: Request, _error: Exception) -> JSONResponse:
    """One at a time."""
    detail = "A scenario is being played: let it end, or stop it."
    return JSONResponse({"detail": detail}, status.HTTP_409_CONFLICT)


ANSWERS = {UnknownScenarioError: answer_unknown_scenario, ShowIsOnError: answer_show_is_on}
