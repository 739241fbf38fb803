"""All of Ansari as one system: MongoDB, backend and gateway as processes, WhatsApp here."""

import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ansari_emulator.app import create_app
from ansari_emulator.demo.crew import Crew
from ansari_emulator.demo.plan import Ports, asking_scripted_vendor, plan
from ansari_emulator.mongo.server import run_mongo
from ansari_emulator.program import Program
from ansari_emulator.serving import end_streams, served

NO_SETTINGS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a system stands on: a MongoDB, and a folder for this run."""

    mongo_url: str
    folder: Path
    own_mongods: tuple[Program, ...]
    """None where the caller has a MongoDB of their own, which is not ours to break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """All of Ansari, ready; `url` is WhatsApp's: page, JSON API and Graph API."""

    url: str
    crew: Crew


@contextmanager
def prepared_ground(tell: Callable[[str], None]) -> Iterator[Ground]:
    """A MongoDB for this run, unless `MONGO_URL` names one; `tell` hears what takes its time."""
    with TemporaryDirectory(prefix="ansari-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if given := os.environ.get("MONGO_URL"):
            yield Ground(mongo_url=given, folder=folder, own_mongods=())
            return
        tell("starting MongoDB")
        with run_mongo(port=0, data=folder / "mongo") as mongo:
            mongods = tuple(node.program for node in mongo.nodes)
            yield Ground(mongo_url=mongo.url, folder=folder, own_mongods=mongods)


@asynccontextmanager
async def running_system(
    ground: Ground,
    *,
    ports: Ports,
    programs: Path,
    tell: Callable[[str], None],
    settings: Mapping[str, str] = NO_SETTINGS,
    scripted_vendor: bool = False,
) -> AsyncIterator[System]:
    """Start backend, gateway and WhatsApp on `ground`, with the services found in `programs`.

    With `scripted_vendor` the backend asks a model that is none, and whose vendor can be down.

    Raises:
        ServiceFailedError: One of them ended, or was not ready in time.
    """
    if scripted_vendor:
        settings = {**settings, **asking_scripted_vendor(ports)}
    planned = plan(ports=ports, mongo_url=ground.mongo_url, programs=programs, settings=settings)
    crew = Crew(planned.services, ground.folder)
    app = create_app(
        planned.business,
        programs=[*crew.programs, *ground.own_mongods],
        vendor_in_use=scripted_vendor,
    )
    with _log_into(ground.folder / "emulator.log"):
        async with served(app, lambda: end_streams(app), ports.page) as url, crew.running():
            tell("starting backend, gateway and WhatsApp")
            await crew.wait_until_ready()
            yield System(url=url, crew=crew)


@contextmanager
def _log_into(log: Path) -> Iterator[None]:
    """Keep what WhatsApp logs off the terminal, which is for the person who started this."""
    handler = logging.FileHandler(log)
    logger = logging.getLogger("ansari_emulator")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
