"""How long a text may be, as a type's annotation."""

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def utf16_units(text: str) -> int:
    """The length as phones count it: what lies beyond the basic plane counts twice.

    Meta doesn't say which unit it means; the strictest one keeps a bot on the safe side.
    """
    return len(text.encode("utf-16-le")) // 2


def up_to(limit: int, *, least: int = 0) -> AfterValidator:
    """Refuse a text of more units than `limit`, or of fewer than `least`."""

    def check(text: str) -> str:
        units = utf16_units(text)
        if units > limit:
            raise PydanticCustomError("text_too_long", "too long", {"limit": limit})
        if units < least:
            raise PydanticCustomError("too_short", "must not be empty")
        return text

    return AfterValidator(check)


def some_up_to(limit: int) -> AfterValidator:
    """Refuse an empty text, too."""
    return up_to(limit, least=1)
