"""Caddy as we ship it, on this machine."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from addresses import free_port
from services import Cast, Service

from ansari_emulator.program import Program

CADDYFILE = Path(__file__).parents[2] / "deploy" / "caddy" / "Caddyfile"


def find_caddy() -> str:
    found = shutil.which("caddy")
    assert found, "as root, run `apt-get install -y caddy`"
    return found


class Caddy(Program):
    """Shares out webhooks by HTTPS, and on a port of its own what the gateways ask."""

    def __init__(
        self, gateways: Sequence[Service], backends: Sequence[Service], home: Path
    ) -> None:
        self.https_port, self.backend_port = free_port(), free_port()
        super().__init__(
            name="caddy",
            command=[find_caddy(), "run", "--config", CADDYFILE, "--adapter", "caddyfile"],
            environment={
                "HOME": str(home),
                "XDG_DATA_HOME": str(home),
                "XDG_CONFIG_HOME": str(home),
                "ANSARI_ADDRESS": f"localhost:{self.https_port}",
                "ANSARI_BIND": "127.0.0.1",
                "ANSARI_HTTP_PORT": str(free_port()),
                "ANSARI_HTTPS_PORT": str(self.https_port),
                "ANSARI_BACKEND_PORT": str(self.backend_port),
                "ANSARI_GATEWAYS": _addresses(gateways),
                "ANSARI_BACKENDS": _addresses(backends),
            },
            log=home / "caddy.log",
        )
        self.authority = home / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        """Who vouches for its certificate: itself, as for each address that only we can reach."""

    async def is_ready(self) -> None:
        async with asyncio.timeout(60):
            while not self.authority.exists():
                await asyncio.sleep(0.05)  # looks again

    def stand_before(self, made: Cast) -> None:
        """Lead the emulator to the gateways, and the gateways to the backends."""
        for gateway in made.gateways:
            gateway.environment["BACKEND_SERVER_URL"] = f"http://127.0.0.1:{self.backend_port}"
        made.emulator.environment |= {
            "GATEWAY_URL": f"https://localhost:{self.https_port}/whatsapp/v2",
            "SSL_CERT_FILE": str(self.authority),
        }


def _addresses(services: Sequence[Service]) -> str:
    return " ".join(f"127.0.0.1:{service.port}" for service in services)
