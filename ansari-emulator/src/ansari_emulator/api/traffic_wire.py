"""The shapes in which the page is told what happens behind the phones."""

from pydantic import AwareDatetime, BaseModel

from ansari_emulator.chats.events import ShowState
from ansari_emulator.records.traffic import Exchange, Way


class ExchangeView(BaseModel):
    """A request and what came of it; `status` is null where nobody answered."""

    number: int
    at: AwareDatetime
    way: Way
    method: str
    path: str
    request: str
    status: int | None
    answer: str
    seconds: float

    @classmethod
    def of(cls, exchange: Exchange) -> "ExchangeView":
        """How `exchange` is shown."""
        return cls(
            number=exchange.number,
            at=exchange.at,
            way=exchange.way,
            method=exchange.method,
            path=exchange.path,
            request=exchange.request.decode(errors="replace"),
            status=exchange.status,
            answer=exchange.answer.decode(errors="replace"),
            seconds=round(exchange.seconds, 4),
        )


class ScenarioMovedView(BaseModel):
    """A scenario that is played has come to `step` (from 0) or to its end."""

    name: str
    state: ShowState
    step: int | None
    problem: str | None
