"""Which services the demo runs, and the settings that make them one system."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ansari_emulator.business import Business
from ansari_emulator.processes import LOOPBACK, claim_port
from ansari_emulator.vendor.router import PREFIX


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The services of one system, and the business that WhatsApp knows them as."""

    services: tuple[Service, ...]
    business: Business


def plan(
    *,
    ports: Ports,
    mongo_url: str,
    programs: Path,
    settings: Mapping[str, str],
) -> Plan:
    """Backend and gateway as one system, with secrets of their own for this run.

    What else the caller has set, such as a model's key, reaches them too, and so do `settings`.
    """
    business = Business(
        phone_number_id="106540352242922",
        access_token=secrets.token_urlsafe(24),
        app_secret=secrets.token_hex(16),
        webhook_urls=(f"{_address(ports.gateway)}/whatsapp/v2",),
    )
    shared = os.environ | {
        "DEPLOYMENT_TYPE": "local",
        "PYTHONUNBUFFERED": "1",
        "MONGO_URL": mongo_url,
        "WHATSAPP_SERVICE_API_KEY": secrets.token_urlsafe(24),
        **settings,
    }
    backend = shared | {"MONGO_DB_NAME": "ansari_demo_backend"}
    gateway = shared | {
        "META_API_VERSION": "v25.0",
        "META_BUSINESS_PHONE_NUMBER_ID": business.phone_number_id,
        "META_ACCESS_TOKEN_FROM_SYS_USER": business.access_token,
        "META_WEBHOOK_VERIFY_TOKEN": secrets.token_urlsafe(24),
        "META_ANSARI_APP_SECRET": business.app_secret,
        "MONGO_DB_NAME": "ansari_demo_whatsapp",
        "BACKEND_SERVER_URL": _address(ports.backend),
        "META_GRAPH_URL": _address(ports.page),
    }
    return Plan(
        services=(
            _service("backend", programs / "ansari-backend", ports.backend, backend),
            _service("gateway", programs / "ansari-whatsapp", ports.gateway, gateway),
        ),
        business=business,
    )


def asking_scripted_vendor(ports: Ports) -> Mapping[str, str]:
    """Settings that let the backend ask the scripted model, whatever keys there are."""
    return {
        "ANSARI_MODEL": "openai:scripted",
        "OPENAI_BASE_URL": f"{_address(ports.page)}{PREFIX}",
        "OPENAI_API_KEY": "scripted",
    }


def _service(
    name: str,
    program: Path,
    port: int,
    environment: Mapping[str, str],
) -> Service:
    return Service(
        name=name,
        command=[str(program), "serve", "--host", LOOPBACK, "--port", str(port)],
        environment=environment,
        health_url=f"{_address(port)}/",
    )


def _address(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"
