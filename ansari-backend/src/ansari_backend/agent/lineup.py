"""Who may answer a turn, the best first: the models of the setting, and the key-less one last."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

from anyio import to_thread
from pydantic_ai.models import Model

from ansari_backend.agent.keyless import keyless_model
from ansari_backend.providers.breaker import Breaker

KEYLESS: Final = "keyless"


class Candidate:
    """A model of the list; its vendor's library is loaded when it is first asked."""

    is_ours = False

    def __init__(
        self,
        name: str,
        make: Callable[[], Model],
        breaker: Breaker,
        *,
        marks_its_end: bool = True,
    ) -> None:
        """`marks_its_end`: what comes without a reason for its end was cut off."""
        self.name = name
        self.breaker = breaker
        self.marks_its_end = marks_its_end
        self._make = make

    @cached_property
    def model(self) -> Model:
        """The model, made at first use: that takes seconds, so not on an event loop."""
        return self._make()

    @property
    def is_made(self) -> bool:
        """Tell whether there are connections that may have to be closed."""
        return "model" in self.__dict__

    async def ready(self, _language: str) -> Model:
        """Give the model for a turn."""
        return self.model if self.is_made else await to_thread.run_sync(lambda: self.model)


class Keyless:
    """The last resort, which needs nothing and nobody."""

    is_ours = True
    """It writes nothing but references and our own sentences, which need no check."""
    marks_its_end = False
    name = KEYLESS
    breaker = Breaker()

    async def ready(self, language: str) -> Model:
        """Make the model for a turn, in which it speaks this language."""
        return keyless_model(language)


class Lineup:
    """Chooses once a turn, so that a vendor that is down costs nobody time at every step."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates

    def __iter__(self) -> Iterator[Candidate | Keyless]:
        """Give those whose vendor is not known to be down; ends with one that always can."""
        for candidate in self._candidates:
            if candidate.breaker.lets_through():
                yield candidate
        yield Keyless()

    @property
    def best(self) -> str:
        """The model that answers as long as all is well."""
        return self._candidates[0].name if self._candidates else KEYLESS

    async def close(self) -> None:
        """Let go of the connections to the vendors."""
        for candidate in self._candidates:
            if candidate.is_made:
                # Leaving a model closes them, and only what was entered can be left.
                async with candidate.model:
                    pass
