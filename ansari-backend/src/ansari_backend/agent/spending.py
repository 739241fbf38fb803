"""What an answer cost: tokens, and money where the prices are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic_ai.messages import ModelMessage, ModelResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Sums that can be added up."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Of the input: what the vendor had read before."""
    dollars: Decimal | None = Decimal(0)
    """None as soon as one price is unknown."""

    def __add__(self, other: "Spending") -> "Spending":
        unknown = self.dollars is None or other.dollars is None
        return Spending(
            requests=self.requests + other.requests,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            dollars=None if unknown else self.dollars + other.dollars,  # type: ignore[operator]
        )


def spent_on(messages: Sequence[ModelMessage]) -> Spending:
    """Sum up what the responses among these messages cost."""
    responses = [message for message in messages if isinstance(message, ModelResponse)]
    return sum((_spent_on(response) for response in responses), Spending())


def _spent_on(response: ModelResponse) -> Spending:
    if response.provider_name is None:
        return Spending()  # a model in this process, whose tokens are estimates
    usage = response.usage
    return Spending(
        requests=1,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cached_tokens=usage.cache_read_tokens,
        dollars=_price(response),
    )


def _price(response: ModelResponse) -> Decimal | None:
    """Look the price up in the list that comes with the library; new models may be missing."""
    try:
        return response.cost().total_price
    except (LookupError, ValueError, AssertionError):
        return None
