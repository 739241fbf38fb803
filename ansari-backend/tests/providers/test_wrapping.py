"""Around every source: a time limit, tries, a memory, and rest for what fails."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
import structlog
from provider_kinds import HADITH, KEY
from remote_services import Answer, RemoteService

from ansari_backend.app.logs import configure_logs
from ansari_backend.providers.breaker import Breaker
from ansari_backend.providers.caching import Cached
from ansari_backend.providers.failures import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderRefusedError,
    ProviderRestingError,
    ProviderSlowError,
)
from ansari_backend.providers.guarding import Guarded
from ansari_backend.providers.kalimat import Kalimat
from ansari_backend.providers.patience import Patient
from ansari_backend.providers.port import Subject

FOUND = Answer(body={"data": {"results": [HADITH]}})
BUSY = Answer(status=503)


@dataclass
class Clock:
    """Time that passes when somebody says so."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def _log() -> Iterator[None]:
    """The log is as it was, afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def source(http: httpx.AsyncClient, service: RemoteService) -> Kalimat:
    return Kalimat(http, KEY, Subject.HADITH, service.address)


async def test_a_busy_service_is_asked_again(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(BUSY, Answer(status=429, headers={"Retry-After": "2"}), FOUND)

    found = await Patient(source, sleep=clock.sleep).search("patience", 3)

    assert len(found.passages) == 1
    assert 0 < clock.slept[0] < 1
    assert clock.slept[1] == 2


async def test_it_is_asked_three_times_at_most(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(BUSY)

    with pytest.raises(ProviderBusyError, match="HTTP 503"):
        await Patient(source, sleep=clock.sleep).search("patience", 3)

    assert len(service.asked) == 3


async def test_who_wants_to_be_left_alone_for_longer_is_not_waited_for(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(Answer(status=429, headers={"Retry-After": "60"}))

    with pytest.raises(ProviderBusyError, match="HTTP 429"):
        await Patient(source, sleep=clock.sleep).search("patience", 3)

    assert (len(service.asked), clock.slept) == (1, [])


async def test_what_won_t_change_is_not_asked_again(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(Answer(status=401))

    with pytest.raises(ProviderDeniedError):
        await Patient(source, sleep=clock.sleep).search("patience", 3)

    assert len(service.asked) == 1


async def test_a_slow_service_is_given_up_in_time(source: Kalimat, service: RemoteService) -> None:
    never = threading.Event()
    service.answers(Answer(after=never))

    with pytest.raises(ProviderSlowError):
        await Patient(source, seconds=0.2).search("patience", 3)

    never.set()


async def test_the_same_is_asked_once_an_hour(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(FOUND)
    cached = Cached(source, clock=clock)

    first = await cached.search("patience", 3)
    again = await cached.search(" patience ", 3)
    clock.now = 3601
    await cached.search("patience", 3)

    assert first == again
    assert len(service.asked) == 2


async def test_the_memory_has_an_end(source: Kalimat, service: RemoteService) -> None:
    service.answers(FOUND)
    cached = Cached(source, entries=2)

    for query in ("one", "two", "three", "one"):
        await cached.search(query, 3)

    assert len(service.asked) == 4


async def test_a_failure_is_not_remembered(source: Kalimat, service: RemoteService) -> None:
    service.answers(BUSY, FOUND)
    cached = Cached(source)

    with pytest.raises(ProviderBusyError):
        await cached.search("patience", 3)

    assert len((await cached.search("patience", 3)).passages) == 1


async def test_a_service_that_fails_is_left_alone_and_then_tried(
    source: Kalimat, service: RemoteService, clock: Clock
) -> None:
    service.answers(BUSY, BUSY, FOUND)
    guarded = Guarded(source, Breaker(clock))
    for _ in range(2):
        with pytest.raises(ProviderBusyError):
            await guarded.search("patience", 3)

    with pytest.raises(ProviderRestingError):
        await guarded.search("patience", 3)
    clock.now = 31
    found = await guarded.search("patience", 3)

    assert len(found.passages) == 1
    assert len(service.asked) == 3


async def test_a_question_that_is_refused_does_not_shut_others_out(
    source: Kalimat, service: RemoteService
) -> None:
    service.answers(*[Answer(status=400)] * 3, FOUND)
    guarded = Guarded(source, Breaker())
    for _ in range(3):
        with pytest.raises(ProviderRefusedError):
            await guarded.search("patience", 3)

    assert len((await guarded.search("patience", 3)).passages) == 1


@pytest.mark.usefixtures("_log")
async def test_the_log_says_why_and_holds_neither_words_nor_key(
    source: Kalimat, service: RemoteService, capfd: pytest.CaptureFixture[str]
) -> None:
    configure_logs("DEBUG", as_json=True)
    service.answers(Answer(status=401, body="Amina"))

    with pytest.raises(ProviderDeniedError):
        await Guarded(source, Breaker()).search("patience of Amina", 3)

    logged = capfd.readouterr().err
    assert '"reason": "HTTP 401"' in logged
    assert "Kalimat" in logged
    assert "Amina" not in logged
    assert KEY not in logged
