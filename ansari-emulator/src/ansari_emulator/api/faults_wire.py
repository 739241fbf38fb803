"""The shapes in which faults are set and listed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ansari_emulator.api.wire import Phone
from ansari_emulator.faults.graph_rules import (
    ActiveRule,
    Crash,
    Fault,
    GraphRule,
    HangUp,
    Lose,
    Refuse,
    Stall,
)
from ansari_emulator.faults.switches import Faults
from ansari_emulator.faults.vendor import Vendor, VendorAnswers
from ansari_emulator.faults.webhook_travel import Seal, StatusOrder, Travel


class _Strict(BaseModel):
    """A misspelt field is refused: otherwise a test would try less than it means to."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _NewRule(_Strict):
    accepted: bool = False
    to: Phone | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    seed: int = 0


class NewRefusal(_NewRule):
    """Meta's error with this code."""

    kind: Literal["error"]
    code: int


class NewCrash(_NewRule):
    """A 500 without JSON."""

    kind: Literal["server_error"]


class NewStall(_NewRule):
    """No answer for so long."""

    kind: Literal["timeout"]
    seconds: Annotated[float, Field(gt=0, le=3600)] = 30.0


class NewHangUp(_NewRule):
    """A connection that breaks off."""

    kind: Literal["reset"]


class NewLoss(_NewRule):
    """A message that is accepted and doesn't arrive; a webhook says so with this code."""

    kind: Literal["failed"]
    code: int


NewRule = Annotated[
    NewRefusal | NewCrash | NewStall | NewHangUp | NewLoss, Field(discriminator="kind")
]


def as_rule(new: NewRule) -> GraphRule:
    """The rule that `new` describes."""
    return GraphRule(
        fault=_fault(new),
        accepted=new.accepted,
        to=new.to,
        times=new.times,
        share=new.share,
        seed=new.seed,
    )


def _fault(new: NewRule) -> Fault:
    match new:
        case NewRefusal(code=code):
            return Refuse(code=code)
        case NewCrash():
            return Crash()
        case NewStall(seconds=seconds):
            return Stall(seconds=seconds)
        case NewHangUp():
            return HangUp()
        case NewLoss(code=code):
            return Lose(code=code)


class RuleView(BaseModel):
    """A rule in force; `applied` is how often it has struck."""

    kind: Literal["error", "server_error", "timeout", "reset", "failed"]
    code: int | None = None
    seconds: float | None = None
    accepted: bool
    to: str | None
    times: int | None
    share: float
    seed: int
    applied: int

    @classmethod
    def of(cls, active: ActiveRule) -> "RuleView":
        """How `active` is shown."""
        rule = active.rule
        view = cls(
            kind="reset",
            accepted=rule.accepted,
            to=rule.to,
            times=rule.times,
            share=rule.share,
            seed=rule.seed,
            applied=active.applied,
        )
        match rule.fault:
            case Refuse(code=code):
                return view.model_copy(update={"kind": "error", "code": code})
            case Crash():
                return view.model_copy(update={"kind": "server_error"})
            case Stall(seconds=seconds):
                return view.model_copy(update={"kind": "timeout", "seconds": seconds})
            case HangUp():
                return view
            case Lose(code=code):
                return view.model_copy(update={"kind": "failed", "code": code})


class TravelShape(_Strict):
    """How webhooks travel; what is left out goes back to its default."""

    copies: Annotated[int, Field(ge=0, le=10)] = 1
    delay_seconds: Annotated[float, Field(ge=0, le=60)] = 0.0
    batch: Annotated[int, Field(ge=1, le=1000)] = 1
    rebatch: bool = False
    statuses: StatusOrder = StatusOrder.IN_ORDER
    seal: Seal = Seal.RIGHT
    seed: int = 0

    @classmethod
    def of(cls, travel: Travel) -> "TravelShape":
        """How `travel` is shown."""
        return cls(
            copies=travel.copies,
            delay_seconds=travel.delay_seconds,
            batch=travel.batch,
            rebatch=travel.rebatch,
            statuses=travel.statuses,
            seal=travel.seal,
            seed=travel.seed,
        )

    def as_travel(self) -> Travel:
        """The travel that this describes."""
        return Travel(
            copies=self.copies,
            delay_seconds=self.delay_seconds,
            batch=self.batch,
            rebatch=self.rebatch,
            statuses=self.statuses,
            seal=self.seal,
            seed=self.seed,
        )


class VendorShape(_Strict):
    """How the scripted vendor of models answers from here on."""

    answers: VendorAnswers


class VendorView(BaseModel):
    """How it answers; unless it is `in_use`, that changes nothing for anybody."""

    answers: VendorAnswers
    in_use: bool
    asked: int

    @classmethod
    def of(cls, vendor: Vendor) -> "VendorView":
        """How `vendor` is shown."""
        return cls(answers=vendor.answers, in_use=vendor.in_use, asked=vendor.asked)


class FaultsView(BaseModel):
    """Everything that goes wrong at present."""

    graph: list[RuleView]
    webhooks: TravelShape
    vendor: VendorView

    @classmethod
    def of(cls, faults: Faults) -> "FaultsView":
        """How `faults` are shown."""
        return cls(
            graph=[RuleView.of(active) for active in faults.graph],
            webhooks=TravelShape.of(faults.roads.travel),
            vendor=VendorView.of(faults.vendor),
        )
