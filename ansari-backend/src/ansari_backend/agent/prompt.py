"""What the model is told about its task, and which edition of it."""

from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def prompt() -> str:
    """Give the prompt."""
    return files(__package__).joinpath("prompt.md").read_text("utf-8")


@cache
def library_prompt() -> str:
    """Give what is told besides where there are services to search."""
    return files(__package__).joinpath("library.md").read_text("utf-8")


def prompt_version() -> str:
    """Name the edition by its content: no one can change the one and forget the other."""
    return sha256((prompt() + library_prompt()).encode()).hexdigest()[:12]
