"""Sources in front of a service that answers by a script, over real connections."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from provider_kinds import KINDS, Kind
from remote_services import RemoteService, plain_client, remote_service

from ansari_backend.providers.port import Provider


@pytest.fixture(scope="session")
def service() -> Iterator[RemoteService]:
    """One for all tests: each gives it a script of its own."""
    with remote_service() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with plain_client() as client:
        yield client


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[str(request.param)]


@pytest.fixture
def provider(kind: Kind, service: RemoteService, http: httpx.AsyncClient) -> Provider:
    return kind.make(http, service.address)
