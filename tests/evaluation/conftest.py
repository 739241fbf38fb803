"""The texts that the suites are run on."""

from collections.abc import Iterator

import pytest

from ansari_backend.knowledge.artefact import default_place
from ansari_backend.knowledge.build import build
from ansari_backend.knowledge.knowledge import Knowledge, open_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Iterator[Knowledge]:
    """The real texts, built once into the virtual environment and kept there between runs."""
    build(default_place(), lambda _step, _done, _all: None)
    with open_knowledge(default_place()) as opened:
        yield opened
