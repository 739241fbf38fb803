"""The files of signs and answers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

FALLBACK: Final = "en"


@cache
def languages() -> frozenset[str]:
    """The languages that there is a file for, by their codes."""
    entries = files(__package__).iterdir()
    return frozenset(
        entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")
    )


def words_in(language: str) -> Mapping[str, Any]:
    """Give the file of a language, or the English one."""
    return _file(language if language in languages() else FALLBACK)


@cache
def _file(language: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
