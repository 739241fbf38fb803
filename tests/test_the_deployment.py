"""What ships for strangers to run it holds together: containers, proxy, secrets, settings."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from caddy import CADDYFILE, find_caddy
from dotenv import dotenv_values
from pymongo.common import MAX_POOL_SIZE

from ansari_backend.app.settings import Settings as BackendSettings
from ansari_whatsapp.utils.config import Settings as GatewaySettings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"gateway-1": GatewaySettings, "backend-1": BackendSettings}
DOCKERFILES = sorted({one["build"]["dockerfile"] for one in CONTAINERS.values() if "build" in one})


def mounts(container: dict[str, Any]) -> list[Path]:
    """Files and folders of ours that a container is given."""
    volumes = (volume.split(":")[0] for volume in container.get("volumes", []))
    return [ROOT / volume for volume in volumes if volume.startswith("./")]


def dockerfile(container: dict[str, Any]) -> str:
    return (ROOT / container["build"]["dockerfile"]).read_text() if "build" in container else ""


def environment(container: dict[str, Any], secrets: Path) -> dict[str, str]:
    """What the container is told, with its secrets in a folder of this machine."""
    sample = ROOT / f"{container['env_file']}.example"
    told = {**dotenv_values(sample), **container["environment"]}
    return {name: str(value).replace("/run/secrets", str(secrets)) for name, value in told.items()}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    subprocess.run([ROOT / "deploy" / "new-secrets", folder], check=True)
    return folder


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_file_that_a_container_gets_is_there(name: str) -> None:
    container = CONTAINERS[name]

    assert [place for place in mounts(container) if not place.exists()] == []
    assert set(container.get("secrets", [])) <= set(COMPOSE["secrets"])


def test_the_secrets_of_the_containers_are_made_once(secrets: Path) -> None:
    wanted = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    first = {place.name: place.read_text() for place in secrets.iterdir()}

    subprocess.run([ROOT / "deploy" / "new-secrets", secrets], check=True)

    assert set(first) == wanted
    assert {place.name: place.read_text() for place in secrets.iterdir()} == first
    assert secrets.stat().st_mode & 0o077 == 0, "others may enter"


@pytest.mark.parametrize("name", OURS)
def test_a_service_takes_what_its_container_is_told(name: str, secrets: Path) -> None:
    for place in secrets.iterdir():
        place.write_text(place.read_text() or "from a dashboard")
    module = OURS[name].__module__
    program = f"from {module} import Settings; Settings(_env_file=None)"

    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **environment(CONTAINERS[name], secrets)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", OURS)
def test_every_secret_of_a_service_may_stand_in_a_file_of_its_container(name: str) -> None:
    fields = OURS[name].model_fields.items()
    wanted = {field for field, info in fields if "SecretStr" in str(info.annotation)}

    assert wanted - {"mongo_url"} == set(CONTAINERS[name]["secrets"]), "see deploy/new-secrets"


def test_only_settings_that_exist_are_set() -> None:
    known = {name.upper() for settings in OURS.values() for name in settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    known |= set(re.findall(r"\{\$(\w+)", CADDYFILE.read_text()))
    sample = (ROOT / "deploy" / "ansari.env.example").read_text()
    told = set(re.findall(r"^(?:# )?([A-Z_]+)=", sample, re.MULTILINE))
    for name in OURS:
        told |= set(CONTAINERS[name]["environment"])

    assert told - known == set()


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_may_do_no_more_than_it_must(name: str) -> None:
    container = CONTAINERS[name]
    user = (
        container.get("user")
        or re.findall(r"^USER (\d+)$", dockerfile(container), re.MULTILINE)[-1]
    )

    assert user not in ("0", "root")
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert set(container["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name.startswith("mongo-")])
def test_a_member_of_the_store_may_have_a_thread_for_every_connection(name: str) -> None:
    clients = [one for one in CONTAINERS.values() if "MONGO_URL" in one.get("environment", {})]

    assert CONTAINERS[name]["pids_limit"] >= 2 * len(clients) * MAX_POOL_SIZE


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name != "replica-set"])
def test_a_container_tells_how_it_is(name: str) -> None:
    container = CONTAINERS[name]

    assert "healthcheck" in container or "HEALTHCHECK" in dockerfile(container)


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    ports = {name: port for name, one in CONTAINERS.items() for port in one.get("ports", [])}

    assert {name for name, port in ports.items() if not port.startswith("127.0.0.1:")} == {"caddy"}


def test_the_proxy_knows_where_the_services_listen() -> None:
    defaults = dict(re.findall(r"\{\$ANSARI_(\w+):([^}]+)\}", CADDYFILE.read_text()))
    listening = {
        f"{name}:{port}"
        for name, container in CONTAINERS.items()
        for port in re.findall(r"^EXPOSE (\d+)$", dockerfile(container), re.MULTILINE)
    }

    assert set(defaults["GATEWAYS"].split() + defaults["BACKENDS"].split()) == listening
    assert CONTAINERS["caddy"]["ports"] == [
        f"80:{defaults['HTTP_PORT']}",
        f"443:{defaults['HTTPS_PORT']}",
    ]
    backend = CONTAINERS["gateway-1"]["environment"]["BACKEND_SERVER_URL"]
    assert backend == f"http://caddy:{defaults['BACKEND_PORT']}"


def test_prometheus_finds_the_services_and_has_the_key() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    scraped = {
        (name, str(place["port"]))
        for job in config["scrape_configs"]
        for place in job["dns_sd_configs"]
        for name in place["names"]
    }
    listening = {
        (alias, port)
        for container in map(CONTAINERS.__getitem__, OURS)
        for alias in container["networks"]["default"]["aliases"]
        for port in re.findall(r"^EXPOSE (\d+)$", dockerfile(container), re.MULTILINE)
    }
    keys = {Path(job["authorization"]["credentials_file"]).name for job in config["scrape_configs"]}

    assert scraped == listening
    assert keys <= set(CONTAINERS["prometheus"]["secrets"])


def test_caddy_understands_its_configuration(tmp_path: Path) -> None:
    run = subprocess.run(
        [find_caddy(), "validate", "--config", CADDYFILE, "--adapter", "caddyfile"],
        env={"ANSARI_ADDRESS": "ansari.example.org", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert '"level":"warn"' not in run.stderr


@pytest.mark.parametrize("place", DOCKERFILES)
def test_a_dockerfile_is_as_it_should_be(place: str) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")

    run = subprocess.run([hadolint, ROOT / place], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (0, "")
    assert (ROOT / f"{place}.dockerignore").read_text().splitlines()[1] == "*"
