"""Both services do what their OpenAPI documents say, whatever is sent: schemathesis makes it up.

`FUZZ=long` sends more than five thousand requests instead of about one thousand.
"""

import asyncio
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from services import PROGRAMS, Cast, Service, cast, running

SUPPORT = Path(__file__).parent / "support"
IS_LONG = os.environ.get("FUZZ") == "long"
KEY = "X-Whatsapp-Api-Key: a key"
NEVER_REFUSED = "negative_data_rejection,missing_required_header"
"""What can't be checked of a webhook that is always signed: Meta's is taken, whatever it says."""


@pytest.fixture(scope="module")
def fuzzed(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A backend, and a gateway that receives and answers nobody: there is no Meta."""
    made = cast(mongo_url, tmp_path_factory.mktemp("fuzzed"))
    made.gateways[0].command += ["--role", "web"]
    with running(made.backend, made.gateways[0]):
        yield made


@pytest.fixture
async def backend(fuzzed: Cast) -> AsyncIterator[Service]:
    await fuzzed.backend.is_ready()
    yield fuzzed.backend
    assert "Traceback" not in fuzzed.backend.log.read_text()


@pytest.fixture
async def gateway(fuzzed: Cast) -> AsyncIterator[Service]:
    await fuzzed.gateways[0].is_ready()
    yield fuzzed.gateways[0]
    assert "Traceback" not in fuzzed.gateways[0].log.read_text()


async def fuzz(service: Service, *options: str, examples: int, folder: Path, **env: str) -> int:
    """Let schemathesis try a service with every check it has, and count the requests."""
    process = await asyncio.create_subprocess_exec(
        PROGRAMS / "schemathesis",
        *("--config-file", SUPPORT / "schemathesis.toml", "run", f"{service.url}/openapi.json"),
        *("--header", KEY, "--checks", "all", "--continue-on-failure", "--seed", "1"),
        *("--max-examples", str(examples)),
        *options,
        cwd=folder,  # it leaves files behind
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    report = said.decode()
    assert process.returncode == 0, report[-6_000:]
    found = re.search(r"(\d+) generated", report)
    assert found, report
    print(report[report.index("SUMMARY") :])  # noqa: T201 - seen with `pytest -rP`
    return int(found[1])


async def test_the_backend_does_what_its_document_says(backend: Service, tmp_path: Path) -> None:
    tried = await fuzz(backend, examples=400 if IS_LONG else 4, folder=tmp_path)

    assert tried >= (5_000 if IS_LONG else 500)


async def test_the_gateway_does_what_its_document_says(gateway: Service, tmp_path: Path) -> None:
    await fuzz(gateway, examples=1_000 if IS_LONG else 50, folder=tmp_path)


async def test_the_webhook_takes_whatever_is_signed(gateway: Service, tmp_path: Path) -> None:
    await fuzz(
        gateway,
        *("--include-method", "POST", "--exclude-checks", NEVER_REFUSED),
        examples=1_000 if IS_LONG else 50,
        folder=tmp_path,
        PYTHONPATH=str(SUPPORT),
        SCHEMATHESIS_HOOKS="sealing",
    )
