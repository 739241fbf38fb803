"""What an operator may set, and what the service says when it cannot start."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from ansari_backend.app.settings import (
    DEFAULT_MODEL,
    SAMPLE,
    AgentSettings,
    Settings,
    SettingsError,
    read,
)

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _only_these_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment of the person who tests nor their `.env` has a say."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def environment(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_a_missing_key_is_one_clear_sentence() -> None:
    with pytest.raises(SettingsError) as raised:
        read(Settings)

    assert str(raised.value).startswith("WHATSAPP_SERVICE_API_KEY is not set")
    assert "\n" not in str(raised.value)


def test_the_agent_needs_no_setting_at_all() -> None:
    assert read(AgentSettings).model_names == ""


def test_several_keys_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, WHATSAPP_SERVICE_API_KEY="one, two,")

    assert read(Settings).api_keys == ("one", "two")


def test_commas_alone_are_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, WHATSAPP_SERVICE_API_KEY=" , ")

    with pytest.raises(SettingsError, match="WHATSAPP_SERVICE_API_KEY"):
        read(Settings)


@pytest.mark.parametrize("place", ["development", "staging", "production"])
@pytest.mark.parametrize("keys", [SAMPLE, f"a-good-one,{SAMPLE}"])
def test_a_sample_secret_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, place: str, keys: str
) -> None:
    environment(monkeypatch, DEPLOYMENT_TYPE=place, WHATSAPP_SERVICE_API_KEY=keys)

    with pytest.raises(SettingsError, match="WHATSAPP_SERVICE_API_KEY still has its sample value"):
        read(Settings)


def test_at_home_the_sample_is_good_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, DEPLOYMENT_TYPE="local", WHATSAPP_SERVICE_API_KEY=SAMPLE)

    assert read(Settings).api_keys == (SAMPLE,)


def test_a_wrong_value_is_named_but_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, DEPLOYMENT_TYPE="moon", WHATSAPP_SERVICE_API_KEY="key")

    with pytest.raises(SettingsError, match="DEPLOYMENT_TYPE is not valid") as raised:
        read(Settings)

    assert "moon" not in str(raised.value)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "mongodb://user:hidden@host"
    environment(monkeypatch, WHATSAPP_SERVICE_API_KEY="hidden", MONGO_URL=url)

    assert "hidden" not in repr(read(Settings))


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ""),
        ({"ANTHROPIC_API_KEY": "key"}, DEFAULT_MODEL),
        ({"ANTHROPIC_API_KEY": ""}, ""),
        ({"ANTHROPIC_API_KEY": "key", "ANSARI_MODEL": "openai:a"}, "openai:a"),
    ],
)
def test_the_model_is_what_is_named_or_what_the_key_is_for(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], names: str
) -> None:
    environment(monkeypatch, **values)

    assert read(AgentSettings).model_names == names


def test_the_example_names_every_setting() -> None:
    text = EXAMPLE.read_text()

    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in text] == []


def test_the_example_is_a_start_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}
    environment(monkeypatch, **values)

    assert read(Settings).api_keys == (SAMPLE,)
