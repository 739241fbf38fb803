"""Read the data files of installed packages without running a line of their code."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from ansari_backend.knowledge.failures import SourceUnusableError


def version_of(package: str) -> str:
    """Tell the installed version.

    Raises:
        SourceUnusableError: The package isn't installed.
    """
    try:
        return distribution(package).version
    except PackageNotFoundError as error:
        raise SourceUnusableError(package, "it is not installed") from error


def read_text(package: str, path: str) -> str:
    """Give a file's text; `path` is relative to where packages are installed.

    Raises:
        SourceUnusableError: The package or the file is missing, or isn't UTF-8.
    """
    version_of(package)
    file = Path(str(distribution(package).locate_file(path)))
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnusableError(package, f"{path} is missing or broken") from error


def read_json(package: str, path: str) -> Any:  # noqa: ANN401 (the callers' checks give it its shape)
    """Parse a JSON file of a package.

    Raises:
        SourceUnusableError: As `read_text`, or the file is no JSON.
    """
    try:
        return json.loads(read_text(package, path))
    except json.JSONDecodeError as error:
        raise SourceUnusableError(package, f"{path} is not JSON") from error
