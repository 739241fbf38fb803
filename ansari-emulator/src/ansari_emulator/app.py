"""Put the emulator together: the one module that knows every other."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from ansari_emulator.api import event_stream
from ansari_emulator.api import router as people_router
from ansari_emulator.background import Background
from ansari_emulator.business import Business
from ansari_emulator.chats.people import Person, UnknownPersonError
from ansari_emulator.graph import router as graph_router
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.webhooks.courier import Courier, growing_pauses, open_client
from ansari_emulator.whatsapp import WhatsApp

PAGE: Final = Path(__file__).parent / "page"
VISITORS: Final = (
    Person(name="Maryam", phone="16505551234"),
    Person(name="يوسف", phone="201001234567"),
)


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    business: Business,
    *,
    people: Sequence[Person] = VISITORS,
    status_pause: float = 0.3,
    pauses: Callable[[], Iterator[float]] = growing_pauses,
    now: Callable[[], datetime] = _now,
) -> FastAPI:
    """Build a WhatsApp for one business; `status_pause` seconds lie between two statuses."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_client() as client:
            background = Background()
            whatsapp = WhatsApp(
                business=business,
                courier=Courier(
                    client,
                    url=business.webhook_url,
                    app_secret=business.app_secret,
                    pauses=pauses,
                ),
                background=background,
                now=now,
                status_pause=status_pause,
            )
            for person in people:
                whatsapp.join(person)
            app.state.whatsapp = whatsapp
            yield
            whatsapp.events.close()
            await background.close()

    app = FastAPI(
        title="WhatsApp on your own machine",
        lifespan=lifespan,
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
    )
    app.include_router(people_router.router)
    app.include_router(event_stream.router)
    app.include_router(graph_router.router)
    app.add_exception_handler(UnknownPersonError, people_router.answer_unknown_person)
    app.add_exception_handler(GraphError, graph_router.answer_graph_error)
    app.mount("/", StaticFiles(directory=PAGE, html=True), name="page")
    return app
