"""Somebody else's project has the emulator's fixtures, in a pytest of its own."""

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BOT = """\
import httpx
import pytest
from fastapi import FastAPI

bot = FastAPI()
meta = {"headers": {"Authorization": "Bearer emulator-token"}}


@bot.post("/webhook")
def echo(told: dict) -> None:
    for said in told["entry"][0]["changes"][0]["value"].get("messages", []):
        reply = {"messaging_product": "whatsapp", "to": said["from"], "text": said["text"]}
        httpx.post(meta["url"] + "/messages", json=reply, headers=meta["headers"])


@pytest.fixture(scope="session")
def whatsapp_bot(whatsapp_url):
    meta["url"] = whatsapp_url + "/v25.0/106540352242922"
    return bot, "/webhook"
"""
MARYAM = "16505551234"


def run(folder: Path, tests: str, *options: str) -> tuple[int, str]:
    """How pytest ends that has neither our settings nor a plugin for `async`, and what it says."""
    (folder / "test_bot.py").write_text(tests)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:asyncio", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_readme_s_bot_is_tested_as_it_stands_there(tmp_path: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    (example,) = [text for text in examples if "whatsapp_bot" in text]

    status, said = run(tmp_path, example)

    assert status == 0, said
    assert "2 passed" in said


def test_faults_end_with_the_test_that_wanted_them(tmp_path: Path) -> None:
    tests = f"""
from datetime import UTC, datetime, timedelta


def test_first(whatsapp_faults):
    whatsapp_faults.break_graph(kind="error", code=131056)
    whatsapp_faults.disturb_webhooks(copies=0)
    whatsapp_faults.disturb_vendor("overloaded")
    whatsapp_faults.limit(pair_seconds=600, pair_burst=1)
    whatsapp_faults.put_forward(3 * 86400)


def test_second(whatsapp):
    for words in ("one", "two"):
        whatsapp.say("{MARYAM}", words)
        assert whatsapp.answer("{MARYAM}").text == words
    assert whatsapp.do(lambda phones: phones.faults()).vendor.answers == "well"
    now = datetime.fromisoformat(httpx.get(whatsapp.url + "/api/clock").json()["now"])
    assert now - datetime.now(UTC) < timedelta(days=1)
"""
    status, said = run(tmp_path, BOT + tests, "-o", "whatsapp_scope=session")

    assert status == 0, said


def test_each_test_has_a_whatsapp_of_its_own_unless_it_is_kept(tmp_path: Path) -> None:
    tests = f"""
@pytest.mark.parametrize("time", [1, 2])
def test_alone(whatsapp, time):
    whatsapp.say("{MARYAM}", "Peace")
    whatsapp.answer("{MARYAM}")
    assert len(whatsapp.chat("{MARYAM}")) == 2
"""
    bot = BOT.replace('(scope="session")', "")

    status, said = run(tmp_path, bot + tests)
    assert status == 0, said

    status, said = run(tmp_path, bot + tests, "-o", "whatsapp_scope=module")
    assert "ScopeMismatch" in said


def test_who_names_no_bot_is_told_how(tmp_path: Path) -> None:
    status, said = run(tmp_path, "def test_it(whatsapp):\n    pass\n")

    assert status == 1
    assert "Write a fixture `whatsapp_bot`" in said


def test_who_uses_no_fixture_pays_nothing() -> None:
    loaded = (
        "import sys, ansari_emulator.pytest_plugin; "
        "print([name for name in sys.modules if name.split('.')[0] in ('fastapi', 'httpx')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
