"""A secret may stand in a file that only the service can read."""

from pathlib import Path

import pytest

from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.secret_files import SecretFileError

GIVEN = {
    "WHATSAPP_SERVICE_API_KEY": "key",
    "META_BUSINESS_PHONE_NUMBER_ID": "1",
    "META_ACCESS_TOKEN_FROM_SYS_USER": "token",
    "META_WEBHOOK_VERIFY_TOKEN": "word",
}
SECRET = "META_ANSARI_APP_SECRET"


@pytest.fixture(autouse=True)
def _only_these_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment of the person who tests nor their `.env` has a say."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def test_a_file_gives_the_secret_without_the_end_of_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv(f"{SECRET}_FILE", str(tmp_path / "secret"))

    assert Settings().app_secrets == ("from a file",)


def test_while_a_secret_is_changed_its_file_has_two_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("new\nold\n")
    monkeypatch.setenv(f"{SECRET}_FILE", str(tmp_path / "secret"))

    assert Settings().app_secrets == ("new", "old")


@pytest.mark.parametrize(
    "name", [name for name, field in Settings.model_fields.items() if "SecretStr" in repr(field)]
)
def test_every_secret_may_be_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv(SECRET, "secret")
    monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / "secret"))

    assert getattr(Settings(), name).get_secret_value() == "from a file"


def test_a_file_of_the_environment_wins_over_the_value_in_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"{SECRET}=from dotenv\n")
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv(f"{SECRET}_FILE", str(tmp_path / "secret"))

    assert Settings().app_secrets == ("from a file",)


def test_a_value_of_the_environment_wins_over_the_file_in_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"{SECRET}_FILE={tmp_path / 'secret'}\n")
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv(SECRET, "from the environment")

    assert Settings().app_secrets == ("from the environment",)


def test_both_in_one_place_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "one")
    monkeypatch.setenv(f"{SECRET}_FILE", "/run/secrets/other")

    with pytest.raises(SecretFileError, match=f"{SECRET} and {SECRET}_FILE are both set"):
        Settings()


def test_a_sample_in_a_file_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("change-me\n")
    monkeypatch.setenv(f"{SECRET}_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("DEPLOYMENT_TYPE", "production")

    with pytest.raises(ValueError, match=f"{SECRET} still has a sample value"):
        Settings()


@pytest.mark.parametrize(
    ("content", "told"), [(None, "can't be read"), (b" \n", "is empty"), (b"\xff", "UTF-8")]
)
def test_a_file_that_holds_no_secret_is_named_by_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, told: str
) -> None:
    place = tmp_path / "its-place"
    if content is not None:
        place.write_bytes(content)
    monkeypatch.setenv(f"{SECRET}_FILE", str(place))

    with pytest.raises(SecretFileError, match=f"{SECRET}_FILE.*{told}") as raised:
        Settings()

    assert "its-place" not in str(raised.value)  # it may be the secret itself, misplaced
