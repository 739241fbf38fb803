"""Make the model that a setting names; a vendor's library is imported when it is needed.

Importing one costs up to three seconds of CPU, so an operator pays for the one in use only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings, merge_model_settings

_SETTINGS: Final = ModelSettings(
    # An answer is short; the room is for a model that thinks first. Vendors' defaults are huge.
    max_tokens=6000,
    max_retries=1,
    timeout=60.0,
    # Nobody waits longer for a first word on a telephone.
    first_event_timeout=45.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a vendor is reached."""

    api_key: str | None = None
    base_url: str | None = None
    """Another address that speaks the vendor's protocol; None for the vendor's own."""

    @property
    def usable(self) -> bool:
        """Tell whether there is a way in: a server of one's own may want no key."""
        return bool(self.api_key or self.base_url)


class ModelSettingError(Exception):
    """The setting names a model that can't be used; the message is a sentence for the operator."""


def chosen_model(names: str, access: Mapping[str, Access]) -> Model | None:
    """Make the first model of a list `vendor:model, vendor:model` that can be used.

    None for an empty setting: the key-less model, which is made anew for each turn.

    Raises:
        ModelSettingError: No name in the list can be used.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        vendor, model = _parts(name)
        way = access.get(vendor, Access())
        if way.usable:
            return _VENDORS[vendor](model, way)
    if wanted:
        raise ModelSettingError(f"There is no API key for {' or '.join(wanted)}.")
    return None


def _parts(name: str) -> tuple[str, str]:
    vendor, _, model = name.partition(":")
    if vendor not in _VENDORS or not model:
        known = ", ".join(f"{vendor}:…" for vendor in _VENDORS)
        raise ModelSettingError(f"“{name}” names no model that is known here: use {known}.")
    return vendor, model


def _anthropic(model: str, access: Access) -> Model:
    from pydantic_ai.models.anthropic import (  # noqa: PLC0415 (slow: see above)
        AnthropicModel,
        AnthropicModelSettings,
    )
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415 (slow)

    provider = AnthropicProvider(api_key=access.api_key or _NO_KEY, base_url=access.base_url)
    caching = AnthropicModelSettings(
        anthropic_cache_instructions=True,
        anthropic_cache_tool_definitions=True,
        anthropic_cache_messages=True,
    )
    return AnthropicModel(
        model, provider=provider, settings=merge_model_settings(_SETTINGS, caching)
    )


def _openai(model: str, access: Access) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 (slow: see above)
    from pydantic_ai.profiles.openai import OpenAIModelProfile  # noqa: PLC0415 (slow)
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415 (slow)

    return OpenAIChatModel(
        model,
        provider=OpenAIProvider(api_key=access.api_key or _NO_KEY, base_url=access.base_url),
        # Else a stream that breaks off is taken for a whole answer.
        profile=OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True),
        settings=_SETTINGS,
    )


def _google(model: str, access: Access) -> Model:
    from pydantic_ai.models.google import GoogleModel  # noqa: PLC0415 (slow: see above)
    from pydantic_ai.providers.google import GoogleProvider  # noqa: PLC0415 (slow)

    provider = GoogleProvider(api_key=access.api_key or _NO_KEY, base_url=access.base_url)
    return GoogleModel(model, provider=provider, settings=_SETTINGS)


_NO_KEY: Final = "none"
"""For servers that want none; the libraries insist on one."""

_VENDORS: Final[Mapping[str, Callable[[str, Access], Model]]] = MappingProxyType(
    {"anthropic": _anthropic, "openai": _openai, "google": _google}
)
