"""An outbox on a real MongoDB, and what delivers from it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from deliveries import Database, Graph, make_delivery

from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.outbox.delivery import Delivery
from ansari_whatsapp.outbox.store import Outbox
from ansari_whatsapp.utils.metrics import Metrics


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
async def outbox(database: Database) -> Outbox:
    outbox = Outbox(database)
    await outbox.prepare()
    return outbox


@pytest.fixture
async def client(graph: Graph) -> AsyncIterator[GraphClient]:
    transport = httpx.MockTransport(graph)
    async with httpx.AsyncClient(transport=transport, base_url="https://graph.test/v26.0") as http:
        yield GraphClient(http, Metrics())


@pytest.fixture
def delivery(outbox: Outbox, client: GraphClient) -> Delivery:
    return make_delivery(outbox, client)
