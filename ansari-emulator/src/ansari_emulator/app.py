"""Put the emulator together: the one module that knows every other."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from ansari_emulator.api import (
    event_stream,
    faults_router,
    media_router,
    programs_router,
    progress_router,
    records_router,
    scenarios_router,
    settings_router,
)
from ansari_emulator.api import router as people_router
from ansari_emulator.background import Background
from ansari_emulator.business import Business, UnknownNumberError
from ansari_emulator.chats.events import Events, Exchanged
from ansari_emulator.chats.messages import UnknownMessageError
from ansari_emulator.chats.offers import UnknownChoiceError
from ansari_emulator.chats.people import Person, UnknownPersonError
from ansari_emulator.client import phones_of
from ansari_emulator.clock import Clock
from ansari_emulator.faults.switches import Faults
from ansari_emulator.graph import lookups, media, subscriptions
from ansari_emulator.graph import router as graph_router
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.graph.listening_in import ListeningIn
from ansari_emulator.headers import SafeHeaders
from ansari_emulator.media.store import UnknownMediaError
from ansari_emulator.program import Program
from ansari_emulator.records.calls import Calls
from ansari_emulator.records.counts import Counts
from ansari_emulator.records.traffic import Traffic
from ansari_emulator.scenarios.show import Show
from ansari_emulator.vendor import router as vendor_router
from ansari_emulator.webhooks.callback import Callback, NotVerifiedError
from ansari_emulator.webhooks.courier import Courier, growing_pauses, open_client
from ansari_emulator.webhooks.post_office import PostOffice
from ansari_emulator.whatsapp import WhatsApp

PAGE: Final = Path(__file__).parent / "page"
VISITORS: Final = (
    Person(name="Maryam", phone="16505551234"),
    Person(name="يوسف", phone="201001234567"),
)


ROUTERS: Final = (
    people_router,
    media_router,
    event_stream,
    faults_router,
    programs_router,
    progress_router,
    records_router,
    scenarios_router,
    graph_router,
    settings_router,
    lookups,
    media,
    subscriptions,
    vendor_router,
)


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    business: Business,
    *,
    people: Sequence[Person] = VISITORS,
    programs: Sequence[Program] = (),
    vendor_in_use: bool = False,
    status_pause: float = 0.3,
    pauses: Callable[[], Iterator[float]] = growing_pauses,
    now: Callable[[], datetime] = _now,
) -> FastAPI:
    """Build a WhatsApp for one business; `status_pause` seconds lie between two statuses.

    `programs` are those that may be broken on purpose: whoever started them passes them in.
    `vendor_in_use` tells that somebody was set up to ask the scripted vendor of models.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opening = _open_whatsapp(business, status_pause=status_pause, pauses=pauses, now=now)
        app.state.programs = {program.name: program for program in programs}
        async with opening as app.state.whatsapp:
            if vendor_in_use:
                app.state.whatsapp.faults.vendor.expect()
            for person in people:
                app.state.whatsapp.join(person)
            async with phones_of(app) as phones:
                app.state.show = Show(phones, app.state.whatsapp.backstage.publish)
                yield
                await app.state.show.stop()

    app = FastAPI(
        title="WhatsApp on your own machine",
        lifespan=lifespan,
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
    )
    for part in ROUTERS:
        app.include_router(part.router)
    app.include_router(media.files)
    app.add_exception_handler(UnknownMediaError, media_router.answer_unknown_media)
    app.add_exception_handler(UnknownPersonError, people_router.answer_unknown_person)
    for nothing_there in (UnknownChoiceError, UnknownMessageError):
        app.add_exception_handler(nothing_there, people_router.answer_unknown_offer)
    app.add_exception_handler(
        programs_router.UnknownProgramError, programs_router.answer_unknown_program
    )
    app.add_exception_handler(NotVerifiedError, settings_router.answer_not_verified)
    app.add_exception_handler(UnknownNumberError, settings_router.answer_unknown_number)
    app.add_exception_handler(GraphError, graph_router.answer_graph_error)
    for error, answer in scenarios_router.ANSWERS.items():
        app.add_exception_handler(error, answer)
    app.add_middleware(ListeningIn)
    app.add_middleware(SafeHeaders)
    app.mount("/", StaticFiles(directory=PAGE, html=True), name="page")
    return app


@asynccontextmanager
async def _open_whatsapp(
    business: Business,
    *,
    status_pause: float,
    pauses: Callable[[], Iterator[float]],
    now: Callable[[], datetime],
) -> AsyncIterator[WhatsApp]:
    faults, counts, background, backstage = Faults(), Counts(), Background(), Events()
    traffic = Traffic(lambda exchange: backstage.publish(Exchanged(exchange=exchange)))
    async with open_client() as client:
        callback = Callback(client, business.webhook_urls)
        courier = Courier(
            client,
            callback=callback,
            app_secret=business.app_secret,
            roads=faults.roads,
            counts=counts,
            traffic=traffic,
            pauses=pauses,
        )
        whatsapp = WhatsApp(
            business=business,
            callback=callback,
            post_office=PostOffice(courier, faults.roads),
            background=background,
            now=Clock(now),
            status_pause=status_pause,
            faults=faults,
            counts=counts,
            calls=Calls(counts),
            traffic=traffic,
            backstage=backstage,
        )
        yield whatsapp
        whatsapp.let_go()
        await background.close()
