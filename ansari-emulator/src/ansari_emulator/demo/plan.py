"""Which services the demo runs, and the settings that make them one system."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ansari_emulator.processes import LOOPBACK, claim_port


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A program to run, and the address that answers 200 once it is ready."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    health_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where each service of one run listens."""

    backend: int
    gateway: int
    page: int

    @classmethod
    def choose(cls, page: int) -> "Ports":
        """Free ports for all but the page, whose address people type."""
        return cls(backend=claim_port(0), gateway=claim_port(0), page=claim_port(page))


def plan(*, ports: Ports, mongo_url: str, programs: Path) -> list[Service]:
    """The three services as one system, with secrets of their own for this run.

    What else the caller has set, such as a model's key, reaches them too.
    """
    api_key = secrets.token_urlsafe(24)
    meta = {
        "META_API_VERSION": "v25.0",
        "META_BUSINESS_PHONE_NUMBER_ID": "106540352242922",
        "META_ACCESS_TOKEN_FROM_SYS_USER": secrets.token_urlsafe(24),
        "META_WEBHOOK_VERIFY_TOKEN": secrets.token_urlsafe(24),
        "META_ANSARI_APP_SECRET": secrets.token_hex(16),
    }
    common = os.environ | {"DEPLOYMENT_TYPE": "local", "PYTHONUNBUFFERED": "1"}
    shared = common | {"MONGO_URL": mongo_url, "WHATSAPP_SERVICE_API_KEY": api_key}
    backend = shared | {"MONGO_DB_NAME": "ansari_demo_backend"}
    gateway = (
        shared
        | meta
        | {
            "MONGO_DB_NAME": "ansari_demo_whatsapp",
            "BACKEND_SERVER_URL": _address(ports.backend),
            "META_GRAPH_URL": _address(ports.page),
        }
    )
    emulator = common | meta | {"GATEWAY_URL": f"{_address(ports.gateway)}/whatsapp/v2"}
    return [
        _service("backend", [programs / "ansari-backend", "serve"], ports.backend, backend),
        _service("gateway", [programs / "ansari-whatsapp", "serve"], ports.gateway, gateway),
        _service("emulator", [programs / "ansari", "emulator"], ports.page, emulator),
    ]


def _service(
    name: str,
    command: list[Path | str],
    port: int,
    environment: Mapping[str, str],
) -> Service:
    return Service(
        name=name,
        command=[*map(str, command), "--host", LOOPBACK, "--port", str(port)],
        environment=environment,
        health_url=f"{_address(port)}/",
    )


def _address(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"
