import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "ansari-whatsapp"


def run(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        env={"PATH": "", "META_ANSARI_APP_SECRET": "hush hush", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_start_without_settings_names_each_that_is_missing(tmp_path: Path) -> None:
    ended = run("serve", folder=tmp_path)

    assert ended.returncode == 2
    assert "META_WEBHOOK_VERIFY_TOKEN" in ended.stderr
    assert "WHATSAPP_SERVICE_API_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "hush" not in ended.stderr


def test_a_sample_secret_is_a_sentence_that_begins_with_its_name(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    (tmp_path / ".env").write_text(example.read_text())

    ended = run("serve", folder=tmp_path, DEPLOYMENT_TYPE="production")

    assert ended.returncode == 2
    assert ended.stderr.startswith("WHATSAPP_SERVICE_API_KEY still has a sample value")


def test_a_secret_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    ended = run("serve", folder=tmp_path, META_WEBHOOK_VERIFY_TOKEN_FILE="nowhere")

    assert ended.returncode == 2
    assert ended.stderr.startswith("META_WEBHOOK_VERIFY_TOKEN_FILE: the file can't be read")
    assert "Traceback" not in ended.stderr


def test_help_tells_the_commands(tmp_path: Path) -> None:
    assert "serve" in run("--help", folder=tmp_path).stdout
