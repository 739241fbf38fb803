"""The commands as their users run them: as processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

PROGRAM = Path(sys.executable).parent / "ansari-backend"
NEEDED = ("PATH", "HOME", "LANG")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment() -> dict[str, str]:
    """Nothing of who tests gets in: no settings, no `.env`."""
    return {name: os.environ[name] for name in NEEDED if name in os.environ}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def running(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [PROGRAM, *arguments],
            env=environment | settings,
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return running


@pytest.fixture
def _texts(run: Run) -> None:
    built = run("knowledge", "build")
    assert built.returncode == 0, built.stderr


def test_a_missing_setting_is_a_sentence_and_no_traceback(run: Run) -> None:
    ended = run("serve")

    assert ended.returncode == 1
    assert ended.stderr.startswith("WHATSAPP_SERVICE_API_KEY is not set")
    assert len(ended.stderr.splitlines()) == 1


def test_a_sample_secret_stops_a_start_in_production(run: Run) -> None:
    ended = run("serve", WHATSAPP_SERVICE_API_KEY="change-me", DEPLOYMENT_TYPE="production")

    assert ended.returncode == 1
    assert ended.stderr == "WHATSAPP_SERVICE_API_KEY still has its sample value: set your own.\n"


@pytest.mark.usefixtures("_texts")
def test_a_model_that_cannot_be_used_is_a_sentence(run: Run) -> None:
    ended = run("ask", "What is zakat?", ANSARI_MODEL="nobody:knows")

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "nobody:knows" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("_texts")
def test_a_question_is_answered_without_key_or_database(run: Run) -> None:
    ended = run("ask", "What does the Qur'an say about patience?")

    assert ended.returncode == 0
    assert "صبر" in "".join(letter for letter in ended.stdout if letter.isalpha())
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("_texts")
def test_an_ascii_terminal_gets_arabic_all_the_same(run: Run) -> None:
    ended = run("ask", "--json", "Qur'an 2:153", PYTHONIOENCODING="ascii", LC_ALL="C")

    answer = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert answer["question"] == "Qur'an 2:153"
    assert "ٱسْتَعِينُوا۟" in answer["answer"]


@pytest.fixture
def served(
    environment: dict[str, str],
    tmp_path: Path,
    mongo_url: str,
    database: AsyncDatabase[dict[str, object]],
    closed_port: int,
    _texts: None,
) -> Iterator["subprocess.Popen[str]"]:
    """`ansari-backend serve`, up and running."""
    settings = {
        "MONGO_URL": mongo_url,
        "MONGO_DB_NAME": database.name,
        "WHATSAPP_SERVICE_API_KEY": "the-key",
        "DEPLOYMENT_TYPE": "development",
    }
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(closed_port)],
        env=environment | settings,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    next(line for line in process.stderr if "Uvicorn running" in line)
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_cleanly(
    served: "subprocess.Popen[str]", closed_port: int, sign: signal.Signals
) -> None:
    health = httpx.get(f"http://127.0.0.1:{closed_port}/")
    served.send_signal(sign)

    assert served.wait(timeout=20) == 0
    assert health.json()["status"] == "ok"
    assert served.stderr is not None
    assert [line for line in served.stderr if json.loads(line)["level"] == "error"] == []


def test_addresses_with_numbers_are_not_logged(
    served: "subprocess.Popen[str]", closed_port: int
) -> None:
    httpx.get(
        f"http://127.0.0.1:{closed_port}/whatsapp/v2/users/exists?phone_num=15551230001",
        headers={"X-Whatsapp-Api-Key": "the-key"},
    )
    served.terminate()

    assert served.wait(timeout=20) == 0
    assert served.stderr is not None
    assert "15551230001" not in served.stderr.read()


def test_help_comes_quickly_since_nothing_heavy_is_imported(run: Run) -> None:
    ended = run("--help", PYTHONPROFILEIMPORTTIME="1")

    assert ended.returncode == 0
    assert "serve" in ended.stdout
    assert "pydantic_ai" not in ended.stderr
    assert "fastapi" not in ended.stderr
