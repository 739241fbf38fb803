"""Messages as Meta sends them, with something done to them."""

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

PAYLOADS = [
    {"timestamp": "1795700000"} | json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "payloads").iterdir())
]
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    "",
    " ",
    "\x00",
    "\ud800",
    "a" * 70_000,
    "1" * 400,
    [],
    {},
    [[]],
    {"type": {}},
    ["text"],
    {"": None},
    "text",
    "unsupported",
    "🤲" * 100,
    "\u202e\u2067",
]


def _mutated(choices: "_Choices") -> Any:
    message = deepcopy(choices.one_of(PAYLOADS))
    message |= {"id": f"wamid.m{choices.up_to(10**9)}", "from": f"9665{choices.up_to(9)}"}
    for _ in range(choices.up_to(4)):
        parent, key = choices.one_of(_places(message))
        match choices.up_to(3):
            case 0:
                del parent[key]
            case 1:
                parent[key] = deepcopy(choices.one_of(STRANGE))
            case 2:
                parent[key] = deepcopy(choices.one_of(PAYLOADS))
            case _:
                parent[key] = [parent[key], parent[key]]
        if not message:
            break
    return message


def _places(message: Any) -> list[tuple[Any, Any]]:
    """Every place where something stands, at any depth."""
    found: list[tuple[Any, Any]] = []
    items = message.items() if isinstance(message, dict) else enumerate(message)
    for key, value in list(items):
        found.append((message, key))
        if isinstance(value, (dict, list)):
            found += _places(value)
    return found


class _Choices:
    """What a mutation depends on."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one_of(self, things: Any) -> Any:
        return things[self._random.randrange(len(things))]

    def up_to(self, most: int) -> int:
        return self._random.randint(0, most)


mutated_messages = st.randoms(use_true_random=False).map(_Choices).map(_mutated)


def mutations(number: int, *, seed: int) -> list[Any]:
    """So many of them, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - no secret
    return [_mutated(_Choices(random)) for _ in range(number)]
