from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ansari_whatsapp.utils.config import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
REQUIRED = {
    "whatsapp_service_api_key": "key",
    "meta_business_phone_number_id": "1",
    "meta_access_token_from_sys_user": "token",
    "meta_webhook_verify_token": "word",
    "meta_ansari_app_secret": "secret",
}


def settings(**changed: Any) -> Settings:
    return Settings(_env_file=None, **{**REQUIRED, **changed})


@pytest.mark.parametrize("name", list(REQUIRED))
def test_nothing_secret_has_a_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name.upper(), raising=False)
    given = {key: value for key, value in REQUIRED.items() if key != name}

    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **given)


@pytest.mark.parametrize("deployment", ["development", "staging", "production"])
@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("meta_ansari_app_secret", "change-me"),
        ("meta_ansari_app_secret", "a-real-one,change-me"),
        ("meta_ansari_app_secret", "emulator-secret"),
        ("whatsapp_service_api_key", "change-me"),
        ("mongo_url", "mongodb://ansari:change-me@db"),
    ],
)
def test_a_sample_secret_stops_a_start_that_matters(
    deployment: str, name: str, sample: str
) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        settings(deployment_type=deployment, **{name: sample})


def test_a_sample_secret_is_good_enough_on_ones_own_machine() -> None:
    assert settings(meta_ansari_app_secret="change-me").app_secrets == ("change-me",)


def test_an_empty_secret_stops_every_start() -> None:
    with pytest.raises(ValidationError, match="META_ANSARI_APP_SECRET"):
        settings(meta_ansari_app_secret=" , ")


def test_several_numbers_secrets_and_keys_may_be_set() -> None:
    several = settings(
        meta_business_phone_number_id="1, 2",
        meta_ansari_app_secret="new,old",
        whatsapp_service_api_key="first, second",
    )

    assert several.number_ids == {"1", "2"}
    assert several.app_secrets == ("new", "old")
    assert several.backend_key == "first"


@pytest.mark.parametrize(
    "secret", [{"meta_ansari_app_secret": "hush"}, {"mongo_url": "mongodb://ansari:hush@db"}]
)
def test_a_secret_is_not_shown_with_the_settings(secret: dict[str, str]) -> None:
    assert "hush" not in repr(settings(**secret))


def test_the_example_names_every_setting() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in text] == []
