"""Find web addresses in plain text, where nothing may be cut, marked or hidden."""

import re
from collections.abc import Iterator
from typing import Final

_URL: Final = re.compile(r"https?://[^\s<>\[\]]*")
_ENDS_NO_URL: Final = ".,;:!?'\"*_~`»”’،؛؟۔"


def urls_in(text: str) -> Iterator[slice]:
    """Give the place of every address, without the punctuation that follows it."""
    for found in _URL.finditer(text) if "://" in text else ():
        yield slice(found.start(), found.start() + len(_trimmed(found.group())))


def without_urls(text: str) -> str:
    """Leave what is said in words."""
    return _URL.sub(" ", text) if "://" in text else text


def url_at(text: str, start: int) -> str:
    """Give the address that begins at this place, or nothing."""
    found = _URL.match(text, start)
    return _trimmed(found.group()) if found else ""


def _trimmed(url: str) -> str:
    """Drop closing punctuation, and a closing bracket that was opened before the address."""
    bare = url.rstrip(_ENDS_NO_URL)
    if bare.endswith(")") and bare.count(")") > bare.count("("):
        return _trimmed(bare[:-1])
    return bare
