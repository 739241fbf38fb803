"""All that a measurement needs around it: MongoDB, the fakes, gateways, and what they log."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from processes import Service, serving
from webhooks import NUMBER, SECRET

from ansari_emulator.mongo.server import run_mongo

HERE: Final = Path(__file__).parent
UVICORN: Final = (
    *("uvicorn", "--app-dir", str(HERE), "--loop", "uvloop", "--http", "httptools"),
    *("--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "65"),
)


@dataclass(kw_only=True)
class Stage:
    """A MongoDB of our own in a folder of our own, and services on it."""

    folder: Path
    mongo_url: str
    mongod: int
    """The process that stores."""
    _numbers: Iterator[int] = field(default_factory=count)

    def fakes(self, *, backend_seconds: float) -> AbstractContextManager[Service]:
        """Run a backend that takes so long for each answer, and a Graph API."""
        return self._uvicorn("fakes", {"BACKEND_SECONDS": str(backend_seconds)})

    def bare_app(self) -> AbstractContextManager[Service]:
        """Run the app that only checks signatures."""
        return self._uvicorn("bare_app", {"APP_SECRET": SECRET})

    def bare_gateway(self, fakes: Service) -> AbstractContextManager[Service]:
        """Run the gateway that stores nothing."""
        return self._uvicorn("bare_gateway", {"APP_SECRET": SECRET, "FAKES_PORT": str(fakes.port)})

    def _uvicorn(self, app: str, environment: dict[str, str]) -> AbstractContextManager[Service]:
        command = [*UVICORN, f"{app}:app"]
        return serving(command, log=self._log(app), environment=environment)

    def gateway(
        self, fakes: Service, *, database: str, role: str = "all", **settings: str
    ) -> AbstractContextManager[Service]:
        """Run the gateway itself as it is deployed, on a database of its own."""
        environment = {
            "DEPLOYMENT_TYPE": "production",
            "MONGO_URL": self.mongo_url,
            "MONGO_DB_NAME": database,
            "BACKEND_SERVER_URL": fakes.url,
            "META_GRAPH_URL": fakes.url,
            "META_BUSINESS_PHONE_NUMBER_ID": NUMBER,
            "META_ACCESS_TOKEN_FROM_SYS_USER": "a token of the bench",
            "META_ANSARI_APP_SECRET": SECRET,
            "META_WEBHOOK_VERIFY_TOKEN": "a word of the bench",
            "WHATSAPP_SERVICE_API_KEY": "a key of the bench",
            **{name.upper(): value for name, value in settings.items()},
        }
        command = ["ansari-whatsapp", "serve", "--role", role]
        return serving(command, log=self._log("gateway"), environment=environment)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{next(self._numbers)}.log"


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start MongoDB, and clean everything up in the end."""
    with TemporaryDirectory(prefix="ansari-bench-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "mongo").mkdir()
        with run_mongo(port=0, data=folder / "mongo") as mongo:
            yield Stage(
                folder=folder, mongo_url=mongo.url, mongod=mongo.nodes[0].program.process.pid
            )


def show_complaints(name: str, gateway: Service) -> None:
    """Print what a gateway has warned of, by kind: a good run has nothing to print."""
    complaints: Counter[str] = Counter()
    for line in gateway.log.read_text(errors="replace").splitlines():
        if line.startswith("INFO "):  # uvicorn's own
            continue
        try:
            said = json.loads(line)
        except ValueError:
            complaints["a line that is no JSON"] += 1
            continue
        if said.get("level") in {"warning", "error", "critical"}:
            complaints[f"{said['event']} {said.get('error', '')} {said.get('reason', '')}"] += 1
    for complaint, times in complaints.most_common(5):
        print(f"  {name} warned {times} times: {complaint.strip()}", flush=True)
