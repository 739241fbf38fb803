"""A secret may stand in a file that only the service can read."""

from pathlib import Path

import pytest

from ansari_backend.app.settings import DEFAULT_MODEL, AgentSettings, Settings, SettingsError, read

KEY = "WHATSAPP_SERVICE_API_KEY"
SECRETS = [name for name, field in Settings.model_fields.items() if "SecretStr" in repr(field)]


@pytest.fixture(autouse=True)
def _only_these_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment of the person who tests nor their `.env` has a say."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_be_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv(KEY, "key")
    monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / "secret"))

    assert getattr(read(Settings), name).get_secret_value() == "from a file"


def test_while_a_key_is_changed_its_file_has_two_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keys").write_text("new\nold\n")
    monkeypatch.setenv(f"{KEY}_FILE", str(tmp_path / "keys"))

    assert read(Settings).api_keys == ("new", "old")


def test_a_vendors_key_in_a_file_chooses_its_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("sk-1\n")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "")
    monkeypatch.setenv("ANTHROPIC_API_KEY_FILE", str(tmp_path / "key"))

    assert read(AgentSettings).model_names == DEFAULT_MODEL


def test_a_file_of_the_environment_wins_over_the_value_in_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"{KEY}=change-me\n")
    (tmp_path / "key").write_text("from a file")
    monkeypatch.setenv(f"{KEY}_FILE", str(tmp_path / "key"))

    assert read(Settings).api_keys == ("from a file",)


def test_both_in_one_place_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "one")
    monkeypatch.setenv(f"{KEY}_FILE", "/run/secrets/other")

    with pytest.raises(SettingsError, match=f"{KEY} and {KEY}_FILE are both set"):
        read(Settings)


@pytest.mark.parametrize(
    ("content", "told"), [(None, "can't be read"), (b" \n", "is empty"), (b"\xff", "UTF-8")]
)
def test_a_file_that_holds_no_secret_is_named_by_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, told: str
) -> None:
    place = tmp_path / "its-place"
    if content is not None:
        place.write_bytes(content)
    monkeypatch.setenv(f"{KEY}_FILE", str(place))

    with pytest.raises(SettingsError, match=f"{KEY}_FILE.*{told}") as raised:
        read(Settings)

    assert "its-place" not in str(raised.value)  # it may be the secret itself, misplaced
