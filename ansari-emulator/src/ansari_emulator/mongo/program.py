"""Find a mongod to run: the machine's own, else the one that a Python package carries."""

import os
import platform
import shutil
from pathlib import Path

from ansari_emulator.errors import CannotStartError


def find_mongod(*, path: str, packages: Path) -> Path:
    """The first mongod on `path`, or the embedded one among the installed `packages`.

    The package is looked up by its folder and never imported: its code belongs to another product.
    """
    if found := shutil.which("mongod", path=path):
        return Path(found)
    embedded = packages / "fiftyone" / "db" / "bin" / "mongod"
    if os.access(embedded, os.X_OK):
        return embedded
    raise CannotStartError(
        f"No mongod for {platform.system()} on {platform.machine()} was found: install MongoDB so "
        "that mongod is on the PATH, or set MONGO_URL to a replica set that runs elsewhere.",
    )


def default_data() -> Path:
    """Where an embedded MongoDB keeps its data unless told otherwise."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home, "ansari", "mongo")
