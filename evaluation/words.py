"""The words by which it is told what an answer speaks of, in each language: `words.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).parent / "words.toml"


def spoken_of(subject: str, language: str, text: str) -> bool:
    """Tell whether a text in that language speaks of a subject."""
    signs = words_in(language)["signs"][subject]
    return bool(re.search(signs, text, re.IGNORECASE))


def words_in(language: str) -> Mapping[str, Any]:
    """Give what the file has for a language.

    Raises:
        KeyError: Nothing.
    """
    words: Mapping[str, Any] = _words()[language]
    return words


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
