"""The shape of a scenario: people, and steps of which each does one thing."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from ansari_emulator.api.faults_wire import NewRule, TravelShape
from ansari_emulator.api.new_message import NewPlace
from ansari_emulator.api.wire import Name
from ansari_emulator.faults.vendor import VendorAnswers

Seconds = Annotated[float, Field(ge=0, le=600)]
Words = Annotated[str, Field(min_length=1, max_length=65536)]
ProgramName = Literal["gateway", "backend", "mongodb"]

_ABOUT_THE_NUMBER: Final = frozenset({190, 130429})
"""Error codes that concern the number or its token, whoever the message was for."""


class _Strict(BaseModel):
    """A misspelt field is refused: otherwise a scenario would try less than it means to."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(_Strict):
    """Somebody with a phone; `hidden` keeps their number from the business."""

    name: Name
    hidden: bool = False


class _Step(_Strict):
    who: str | None = None
    """One of the people; the first when left out."""


class Say(_Step):
    """Write words, or several messages in a row."""

    say: Words | Annotated[list[Words], Field(min_length=1)]
    quoting: bool = False
    """As a reply to the newest message of the business."""
    forwarded: Literal["forwarded", "frequently_forwarded"] | None = None

    @property
    def messages(self) -> list[str]:
        """Each message."""
        return [self.say] if isinstance(self.say, str) else self.say


class Share(_Step):
    """Send what is no text: the kind, and what belongs to it."""

    class Thing(_Strict):
        """Exactly one."""

        location: NewPlace | None = None
        image: Words | Literal[True] | None = None
        """A small picture, with these words as its caption."""
        voice: Literal[True] | None = None
        poll: Literal[True] | None = None

        @model_validator(mode="after")
        def _is_one(self) -> Self:
            if len(self.model_fields_set) != 1:
                raise ValueError("exactly one of location, image, voice, poll")
            return self

    share: Thing


class Press(_Step):
    """Press the button or row with this title, the newest if there are several."""

    press: Words


class React(_Step):
    """Put an emoji on the newest message of the business."""

    react: Annotated[str, Field(min_length=1, max_length=32)]


class BreakGraph(_Step):
    """Let calls that send a message to this person fail: a rule of the JSON API without `to`."""

    graph: NewRule


class Disturb(_Strict):
    """Let webhooks travel otherwise from here on."""

    webhooks: TravelShape


class DisturbVendor(_Strict):
    """Let the scripted vendor of models answer otherwise from here on."""

    vendor: VendorAnswers


class Do(_Strict):
    """Break or mend a program; exactly one field."""

    kill: ProgramName | None = None
    stop: ProgramName | None = None
    resume: ProgramName | None = None
    start: ProgramName | None = None
    restart: ProgramName | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("one of these at a time")
        return self

    @property
    def deed(self) -> str:
        """What to do."""
        return next(iter(self.model_fields_set))

    @property
    def program(self) -> str:
        """To whom."""
        name: str = getattr(self, self.deed)
        return name


class Wait(_Strict):
    """Let time pass."""

    wait: Seconds


class Until(_Step):
    """Wait until the newest message of this person has come so far."""

    until: Literal["delivered", "read"]
    within: Seconds = 60


class Expect(_Step):
    """Wait for so many answers since the last `expect`, and look at what came since then."""

    expect: Annotated[int, Field(ge=0)]
    contains: Words | list[Words] = []
    lacks: Words | list[Words] = []
    matches: Words | None = None
    """A regular expression, somewhere in it."""
    offers: Words | list[Words] = []
    """Titles of buttons or rows."""
    within: Seconds = 60


_STEPS: Final[dict[str, type[BaseModel]]] = {
    "say": Say,
    "share": Share,
    "press": Press,
    "react": React,
    "graph": BreakGraph,
    "webhooks": Disturb,
    "vendor": DisturbVendor,
    **dict.fromkeys(("kill", "stop", "resume", "start", "restart"), Do),
    "wait": Wait,
    "until": Until,
    "expect": Expect,
}


def _kind(step: Any) -> str | None:  # noqa: ANN401 - whatever a file holds
    """The tag of the model for `step`: none if it does nothing, or two things."""
    named = [word for word in _STEPS if isinstance(step, dict) and word in step]
    kinds = {_STEPS[word].__name__ for word in named}
    return f"<{kinds.pop()}>" if len(kinds) == 1 else None


Step = Annotated[
    Annotated[Say, Tag("<Say>")]
    | Annotated[Share, Tag("<Share>")]
    | Annotated[Press, Tag("<Press>")]
    | Annotated[React, Tag("<React>")]
    | Annotated[BreakGraph, Tag("<BreakGraph>")]
    | Annotated[Disturb, Tag("<Disturb>")]
    | Annotated[DisturbVendor, Tag("<DisturbVendor>")]
    | Annotated[Do, Tag("<Do>")]
    | Annotated[Wait, Tag("<Wait>")]
    | Annotated[Until, Tag("<Until>")]
    | Annotated[Expect, Tag("<Expect>")],
    Discriminator(
        _kind,
        custom_error_type="step",
        custom_error_message=f"A step does one of these: {', '.join(_STEPS)}",
    ),
]


class Scenario(_Strict):
    """A conversation, and what must come of it.

    At its end nothing may come for `quiet` seconds, and there must be no answer that no `expect`
    has counted.
    """

    title: Annotated[str, Field(min_length=1, max_length=80)]
    about: Annotated[str, Field(min_length=1)]
    vendor: Literal["scripted"] | None = None
    """Who answers: the scripted model of the emulator, or else whatever the system has."""
    people: Annotated[dict[str, Role], Field(min_length=1)]
    steps: Annotated[list[Step], Field(min_length=1)]
    quiet: Seconds = 1.0

    @model_validator(mode="after")
    def _knows_everybody(self) -> Self:
        for place, step in enumerate(self.steps):
            who = getattr(step, "who", None)
            if who is not None and who not in self.people:
                raise ValueError(f"step {place + 1} speaks of {who!r}, who is not among the people")
        return self

    @model_validator(mode="after")
    def _breaks_what_is_there(self) -> Self:
        for place, step in enumerate(self.steps):
            if isinstance(step, DisturbVendor) and self.vendor is None:
                raise ValueError(
                    f"step {place + 1} breaks a vendor that nobody asks: write `vendor: scripted` "
                    "above the steps"
                )
        return self

    @property
    def disturbs_others(self) -> bool:
        """Whether nothing else may be tried at the same time."""
        breaking = Do | Disturb | DisturbVendor
        return any(isinstance(step, breaking) or _slows_all(step) for step in self.steps)


def _slows_all(step: object) -> bool:
    """Tell whether a business that is refused so may write to nobody for a while."""
    return isinstance(step, BreakGraph) and getattr(step.graph, "code", None) in _ABOUT_THE_NUMBER
