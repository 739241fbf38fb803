"""A real Prometheus with the project's own files, in a hurry."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from addresses import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
CONFIG = DEPLOY / "prometheus" / "prometheus.yml"
DASHBOARD = DEPLOY / "grafana" / "ansari.json"
KEY = "metrics key"


def tool(name: str) -> str:
    found = shutil.which(name)
    assert found, "as root, run `apt-get install -y prometheus`"
    return found


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(ALERTS.read_text())["groups"]
    return list(group["rules"])


def queries() -> list[str]:
    """Of the dashboard, with a window as Grafana puts one in."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    found = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [query.replace("$__rate_interval", "1m") for query in found]


@dataclass
class Prometheus:
    """One that watches services whose addresses may change."""

    folder: Path
    http: httpx.Client
    """Not one that waits: tests and their loops come and go while it stays."""

    def watch(self, targets: Mapping[str, str]) -> None:
        """Look at these services from now on: addresses by names of jobs."""
        for job in ("ansari-whatsapp", "ansari-backend"):
            known = [{"targets": [targets[job]]}] if job in targets else []
            waiting = self.folder / "waiting"
            waiting.write_text(json.dumps(known))
            waiting.rename(self.folder / f"{job}.json")

    async def ask(self, query: str) -> list[dict[str, Any]]:
        """What a query tells now: labels and values."""
        return list((await self._get("query", query=query))["result"])

    async def is_raised(self, alert: str) -> bool:
        """Whether an alert fires or is about to."""
        return alert in [one["labels"]["alertname"] for one in await self._alerts()]

    async def fires(self, alert: str) -> bool:
        alerts = await self._alerts()
        return any((a["labels"]["alertname"], a["state"]) == (alert, "firing") for a in alerts)

    async def labels_of(self, metric: str) -> dict[str, set[str]]:
        """The labels that a metric has had, with their values."""
        series = await self._get("series", **{"match[]": metric})
        found: dict[str, set[str]] = {}
        for one in series:
            for name, value in one.items():
                found.setdefault(name, set()).add(value)
        return found

    async def _alerts(self) -> list[dict[str, Any]]:
        return list((await self._get("alerts"))["alerts"])

    async def _get(self, what: str, **parameters: str) -> Any:
        answer = await asyncio.to_thread(self.http.get, f"/api/v1/{what}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]


def write_files(folder: Path) -> Path:
    """Copy the project's files to where a Prometheus of a test reads them, and change no meaning.

    It looks each second at addresses that a test names, with a key that a test has. Rules stay as
    they are, with their thresholds and the windows they look back over; only how long a condition
    has to hold (`for`) is a second each.
    """
    config = yaml.safe_load(CONFIG.read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    (folder / "key").write_text(KEY)
    for job in config["scrape_configs"]:
        del job["dns_sd_configs"]
        job["file_sd_configs"] = [{"files": [f"{job['job_name']}.json"]}]
        job["authorization"]["credentials_file"] = "key"
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    (folder / "alerts.yml").write_text(re.sub(r"\bfor: \w+", "for: 1s", ALERTS.read_text()))
    return folder / "prometheus.yml"


@contextmanager
def prometheus_in(folder: Path) -> Iterator[Prometheus]:
    port = free_port()
    http = httpx.Client(base_url=f"http://127.0.0.1:{port}")
    watching = Prometheus(folder, http)
    watching.watch({})
    command = [
        tool("prometheus"),
        f"--config.file={write_files(folder)}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield watching
    finally:
        http.close()
        process.terminate()
        process.wait(timeout=60)
