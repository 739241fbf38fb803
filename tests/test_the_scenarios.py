"""All scenarios that ship come out as they say, against everything real, in one start."""

import asyncio
import os
import subprocess

from services import PROGRAMS

from ansari_emulator.scenarios.reading import shipped


async def test_every_scenario_that_ships_comes_out_as_it_says() -> None:
    command = await asyncio.create_subprocess_exec(
        PROGRAMS / "ansari",
        *("scenario", "run"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={name: value for name, value in os.environ.items() if name != "MONGO_URL"},
    )
    said, _ = await command.communicate()

    lines = said.decode().splitlines()
    assert command.returncode == 0, said.decode()
    assert sum(line.startswith("✓ ") for line in lines) == len(shipped())
