"""The README's example is run as it stands there; the emulator apart does the same."""

import re
import runpy
from pathlib import Path

import httpx
import pytest

from ansari_emulator.errors import CannotStartError
from ansari_emulator.testing import Listener, emulating_apart, listening

README = Path(__file__).parents[1] / "README.md"
MARYAM = "16505551234"


async def test_the_example_works_as_it_stands(tmp_path: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    (example,) = [text for text in examples if "await" in text]
    place = tmp_path / "test_example.py"
    place.write_text(example)

    tests = [value for name, value in runpy.run_path(str(place)).items() if name[:5] == "test_"]
    for test in tests:
        await test()

    assert len(tests) == 1


async def test_a_process_of_its_own_serves_a_business() -> None:
    listener = Listener()
    async with listening(listener) as webhook, emulating_apart(webhook) as emulator:
        await emulator.phones.say(MARYAM, "Peace")
        (message,) = await listener.messages(1)
        body = {"messaging_product": "whatsapp", "to": message["from"], "text": {"body": "Peace"}}
        async with httpx.AsyncClient(headers=emulator.headers) as http:
            response = await http.post(f"{emulator.graph_url}/messages", json=body)
        answer = await emulator.phones.answer(MARYAM)

    assert (response.status_code, answer.text) == (200, "Peace")


async def test_a_process_that_cannot_start_says_so() -> None:
    with pytest.raises(CannotStartError):
        async with emulating_apart("no address"):
            pass
