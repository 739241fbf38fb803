"""The gateway's settings, by the names that operators already use."""

import re
from typing import Literal, Self

from pydantic import Field, HttpUrl, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ansari_whatsapp.utils.secret_files import with_files

SAMPLES = (
    "change-me",
    "your_app_secret",
    "your_access_token",
    "emulator-secret",
    "emulator-token",
)
"""What secrets read like in the examples, and in the emulator, which everybody knows."""


class Settings(BaseSettings):
    """What an operator may set. A secret has no default: a missing one stops the start.

    Any secret may stand in a file instead, which its name with `_FILE` names.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    deployment_type: Literal["local", "development", "staging", "production"] = "local"
    logging_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    metrics_key: SecretStr | None = None
    otel_exporter_otlp_endpoint: HttpUrl | None = None

    mongo_url: SecretStr = SecretStr("mongodb://localhost:27017")
    mongo_db_name: str = "ansari_whatsapp"

    backend_server_url: HttpUrl = HttpUrl("http://localhost:8000")
    whatsapp_service_api_key: SecretStr

    meta_graph_url: HttpUrl = HttpUrl("https://graph.facebook.com")
    meta_api_version: str = Field(default="v26.0", pattern=r"^v\d+\.\d+$")
    meta_business_phone_number_id: str
    meta_access_token_from_sys_user: SecretStr
    meta_webhook_verify_token: SecretStr
    meta_ansari_app_secret: SecretStr

    whatsapp_under_maintenance: bool = False
    whatsapp_chat_retention_hours: float = Field(default=3, gt=0)
    whatsapp_message_age_threshold_seconds: int = Field(default=86_400, gt=0)
    whatsapp_status_wait_seconds: float = Field(default=30, gt=0)
    whatsapp_backend_patience_seconds: float = Field(default=600, gt=0)
    whatsapp_burst_window_seconds: float = Field(default=1.0, ge=0, le=6)
    whatsapp_person_turns_per_hour: int = Field(default=60, ge=0)
    whatsapp_turns_per_hour: int = Field(default=0, ge=0)
    whatsapp_turns_in_flight: int = Field(default=2_000, gt=0)
    whatsapp_number_messages_per_second: float = Field(default=80, gt=0)

    message_retention_days: float = Field(default=30, ge=0)

    whatsapp_transcriber_url: HttpUrl | None = None
    whatsapp_transcriber_key: SecretStr | None = None
    whatsapp_transcriber_model: str = "whisper-1"

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
    def number_ids(self) -> frozenset[str]:
        """The business numbers that we answer for."""
        return frozenset(parts_of(self.meta_business_phone_number_id))

    @property
    def app_secrets(self) -> tuple[str, ...]:
        """The app secrets that prove a webhook: several while one is being rotated."""
        return parts_of(self.meta_ansari_app_secret.get_secret_value())

    @property
    def verify_tokens(self) -> tuple[str, ...]:
        """The words by which Meta's verification is known: several while one is being changed."""
        return parts_of(self.meta_webhook_verify_token.get_secret_value())

    @property
    def metrics_keys(self) -> tuple[str, ...]:
        """The keys of whoever may see what was counted; none lets everybody see it."""
        return parts_of(self.metrics_key.get_secret_value()) if self.metrics_key else ()

    @property
    def service_keys(self) -> tuple[str, ...]:
        """The keys by which the services know each other."""
        return parts_of(self.whatsapp_service_api_key.get_secret_value())

    @property
    def backend_key(self) -> str:
        """The first of the service keys: the backend accepts all of them, we send one."""
        return self.service_keys[0]

    @model_validator(mode="after")
    def _secrets_are_real(self) -> Self:
        """Stop a start with an empty secret, and outside local with a sample one."""
        for name, value in self:
            if not isinstance(value, SecretStr):
                continue
            secret = value.get_secret_value()
            if not parts_of(secret):
                raise ValueError(f"{name.upper()} is empty")
            if self.deployment_type != "local" and any(sample in secret for sample in SAMPLES):
                raise ValueError(f"{name.upper()} still has a sample value: set your own")
        return self


def parts_of(setting: str) -> tuple[str, ...]:
    """Split a setting that may hold several values, separated by commas or lines."""
    return tuple(part.strip() for part in re.split(r"[,\n]", setting) if part.strip())
