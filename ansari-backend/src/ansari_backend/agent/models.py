"""Make the model that a setting names; a vendor's library is imported when it is needed.

Importing one costs up to three seconds of CPU, so an operator pays for the one in use only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings, merge_model_settings

from ansari_backend.agent.lineup import Candidate
from ansari_backend.providers.breaker import Breaker

_LONGEST: Final = 6000
"""Tokens. An answer is short; the room is for a model that thinks first. Defaults are huge."""


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


def candidates(names: str, access: Mapping[str, Access], silence: float) -> Sequence[Candidate]:
    """Make a line of candidates of a list `vendor:model, vendor:model`, without the unusable.

    None for an empty setting: then there is only the key-less model. The first is made at once, so
    that a wrong setting stops the start; the others' libraries are loaded if they are needed.

    Raises:
        ModelSettingError: No name in the list can be used.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    usable = [name for name in wanted if access.get(_parts(name)[0], Access()).usable]
    if wanted and not usable:
        raise ModelSettingError(f"There is no API key for {' or '.join(wanted)}.")
    breakers = {_parts(name)[0]: Breaker() for name in usable}
    line = [_candidate(name, access, silence, breakers) for name in usable]
    if line:
        _ = line[0].model
    return line


def _candidate(
    name: str, access: Mapping[str, Access], silence: float, breakers: Mapping[str, Breaker]
) -> Candidate:
    vendor, model = _parts(name)
    make = partial(_VENDORS[vendor], model, access[vendor], _settings(silence))
    return Candidate(name, make, breakers[vendor])


def _settings(silence: float) -> ModelSettings:
    return ModelSettings(
        max_tokens=_LONGEST,
        max_retries=0,  # `Telling` asks again, within the time that is left
        timeout=silence,
        first_event_timeout=silence,
    )


def _parts(name: str) -> tuple[str, str]:
    vendor, _, model = name.partition(":")
    if vendor not in _VENDORS or not model:
        known = ", ".join(f"{vendor}:…" for vendor in _VENDORS)
        raise ModelSettingError(f"“{name}” names no model that is known here: use {known}.")
    return vendor, model


def _anthropic(model: str, access: Access, settings: ModelSettings) -> Model:
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
        model, provider=provider, settings=merge_model_settings(settings, caching)
    )


def _openai(model: str, access: Access, settings: ModelSettings) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 (slow: see above)
    from pydantic_ai.profiles.openai import OpenAIModelProfile  # noqa: PLC0415 (slow)
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415 (slow)

    return OpenAIChatModel(
        model,
        provider=OpenAIProvider(api_key=access.api_key or _NO_KEY, base_url=access.base_url),
        # Else a stream that breaks off is taken for a whole answer.
        profile=OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True),
        settings=settings,
    )


def _google(model: str, access: Access, settings: ModelSettings) -> Model:
    from pydantic_ai.models.google import GoogleModel  # noqa: PLC0415 (slow: see above)
    from pydantic_ai.providers.google import GoogleProvider  # noqa: PLC0415 (slow)

    provider = GoogleProvider(api_key=access.api_key or _NO_KEY, base_url=access.base_url)
    return GoogleModel(model, provider=provider, settings=settings)


_NO_KEY: Final = "none"
"""For servers that want none; the libraries insist on one."""

_VENDORS: Final[Mapping[str, Callable[[str, Access, ModelSettings], Model]]] = MappingProxyType(
    {"anthropic": _anthropic, "openai": _openai, "google": _google}
)
