"""How several workers of pytest share the tests: what has much in common stays with one of them."""

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling


class Sharing(LoadScopeScheduling):
    """Gives out files, and of the tests of the whole system folders, in the order of collection.

    Each of those folders starts services, which all of its tests use; and no two of its tests
    break something, or watch the clock, at the same time.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        return str(file.parent if file.parts[0] == "tests" else file)
