"""Read a scenario from YAML; what is wrong with it is told with its line and its field."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ansari_emulator.errors import CannotStartError
from ansari_emulator.scenarios.script import Scenario

LIBRARY: Final = Path(__file__).parent / "library"
Place = int | str


class WrongScenarioError(CannotStartError):
    """The file is no scenario: show the sentence, which says where and why."""


def shipped() -> list[Path]:
    """The scenarios that come with the emulator."""
    return sorted(LIBRARY.glob("*.yaml"))


def read_scenario(path: Path) -> Scenario:
    """The scenario in `path`.

    Raises:
        WrongScenarioError: It can't be read, or isn't one.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongScenarioError(f"{path}: {error}") from error
    try:
        return Scenario.model_validate(yaml.safe_load(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise WrongScenarioError(f"{path}:{line}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise WrongScenarioError(f"{path}: {error}") from error
    except ValidationError as error:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        told = [_told(path, node, fault) for fault in error.errors()]
        raise WrongScenarioError("\n".join(told)) from error


def _told(path: Path, node: yaml.Node | None, fault: ErrorDetails) -> str:
    """One fault in one line, as compilers do it."""
    field = [place for place in fault["loc"] if not _is_tag(place)]
    where = f"{path}:{_line(node, field)}"
    return f"{where}: {_named(field)}{fault['msg']}"


def _is_tag(place: Place) -> bool:
    """Whether pydantic names a kind of step here, which stands in no file."""
    return isinstance(place, str) and place.startswith("<")


def _named(field: Sequence[Place]) -> str:
    if not field:
        return ""
    first, *rest = field
    words = [f"[{place + 1}]" if isinstance(place, int) else f".{place}" for place in rest]
    return f"{first}{''.join(words)}: "


def _line(node: yaml.Node | None, field: Sequence[Place]) -> int:
    """The line of `field`, or of what should hold it; from 1."""
    line = 1
    for place in field:
        below = _below(node, place)
        if below is None:
            break
        key, node = below
        line = key.start_mark.line + 1
    return line


def _below(node: yaml.Node | None, place: Place) -> tuple[yaml.Node, yaml.Node] | None:
    """Where an item begins, and what it holds."""
    match node:
        case yaml.MappingNode():
            return next((pair for pair in node.value if pair[0].value == str(place)), None)
        case yaml.SequenceNode() if isinstance(place, int) and place < len(node.value):
            return node.value[place], node.value[place]
        case _:
            return None
