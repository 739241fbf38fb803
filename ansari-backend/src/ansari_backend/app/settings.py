"""What an operator may set, read once from the environment and `.env`."""

import re
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ansari_backend.app.secret_files import SecretFileError, with_files

SAMPLE = "change-me"
"""Every secret in `.env.example` reads like this."""

DEFAULT_MODEL = "anthropic:claude-sonnet-5-5"


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)]


class SettingsError(Exception):
    """The service cannot start; each line of the text says what to set."""


class AgentSettings(BaseSettings):
    """What the agent needs, in the service as in the terminal: nothing at all, if need be.

    Any secret may stand in a file instead, which its name with `_FILE` names.
    """

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    deployment_type: Literal["local", "development", "staging", "production"] = "local"
    logging_level: Level = "INFO"
    knowledge_sources: str = ""
    """Which texts are on; empty for all."""
    ansari_model: str = ""
    anthropic_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None
    google_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    openai_base_url: str | None = None
    kalemat_api_key: SecretStr | None = None
    """Spelled as the service once was, and as operators have it."""
    usul_api_token: SecretStr | None = None
    usul_base_url: str | None = None
    usul_fiqh_books: str = ""
    usul_tafsir_books: str = ""
    vectara_api_key: SecretStr | None = None
    mawsuah_vectara_corpus_key: str = ""
    tafsir_vectara_corpus_key: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings passes all of them
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over `.env`, and so do the files that it names."""
        return (init_settings, *with_files(env_settings), *with_files(dotenv_settings))

    @property
    def model_names(self) -> str:
        """`vendor:model, …`, the best first; empty means that the texts must do."""
        if not self.ansari_model and self.anthropic_api_key is not None:
            return DEFAULT_MODEL
        return self.ansari_model

    @model_validator(mode="after")
    def _no_samples_where_it_matters(self) -> Self:
        if self.deployment_type != "local":
            for name, value in self:
                if isinstance(value, SecretStr) and SAMPLE in value.get_secret_value():
                    raise ValueError(f"{name.upper()} still has its sample value: set your own.")
        return self


class Settings(AgentSettings):
    """What the service needs besides. A secret has no default: a missing one stops the start."""

    mongo_url: SecretStr = SecretStr("mongodb://localhost:27017")
    mongo_db_name: Annotated[str, Field(min_length=1)] = "ansari_backend"
    whatsapp_service_api_key: SecretStr
    metrics_key: SecretStr | None = None
    otel_exporter_otlp_endpoint: HttpUrl | None = None
    ansari_answer_cache_hours: Annotated[float, Field(ge=0)] = 24
    """0 turns the cache off."""
    ansari_dollars_per_day: Annotated[float, Field(ge=0)] = 0
    """What vendors may cost from midnight to midnight (UTC); 0 for any sum."""
    message_retention_days: Annotated[float, Field(ge=0)] = 365
    """0 keeps what was said until somebody has it erased."""
    person_retention_days: Annotated[float, Field(ge=0)] = 730
    """Since they last began a conversation; 0 likewise."""

    @property
    def api_keys(self) -> tuple[str, ...]:
        """Several while a key is being changed."""
        return _parts_of(self.whatsapp_service_api_key)

    @property
    def metrics_keys(self) -> tuple[str, ...]:
        """The keys of whoever may see what was counted; none lets everybody see it."""
        return _parts_of(self.metrics_key) if self.metrics_key else ()

    @model_validator(mode="after")
    def _has_keys(self) -> Self:
        if not self.api_keys:
            raise ValueError("WHATSAPP_SERVICE_API_KEY holds no key.")
        if self.metrics_key and not self.metrics_keys:
            raise ValueError("METRICS_KEY holds no key.")
        return self

    @model_validator(mode="after")
    def _people_stay_as_long_as_their_words(self) -> Self:
        """Words whose person is forgotten could neither be shown to them nor erased."""
        longest = float("inf")
        words, people = self.message_retention_days, self.person_retention_days
        if (words or longest) > (people or longest):
            raise ValueError("PERSON_RETENTION_DAYS is shorter than MESSAGE_RETENTION_DAYS.")
        return self


def opened(secret: SecretStr | None) -> str | None:
    """Give what a secret hides."""
    return secret.get_secret_value() if secret else None


def _parts_of(secret: SecretStr) -> tuple[str, ...]:
    """Split a secret that may be several, separated by commas or lines."""
    parts = re.split(r"[,\n]", secret.get_secret_value())
    return tuple(part.strip() for part in parts if part.strip())


Kind = TypeVar("Kind", bound=AgentSettings)


def read(kind: type[Kind]) -> Kind:
    """Read the settings of that kind.

    Raises:
        SettingsError: Something is missing or wrong.
    """
    try:
        return kind()
    except SecretFileError as error:
        raise SettingsError(str(error)) from None
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(one) for one in error.errors())) from None


def _sentence(fault: ErrorDetails) -> str:
    """Name the setting and what to do, never the value: it may be a secret."""
    name = ".".join(str(part) for part in fault["loc"]).upper()
    if fault["type"] == "missing":
        return f"{name} is not set: put it into the environment or into .env (see .env.example)."
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    return f"{name} is not valid: {fault['msg']}."
