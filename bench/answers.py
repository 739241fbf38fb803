"""Whether one backend process can make two hundred answers at once, and how late each one ends.

The model is scripted and runs in the process: what is left is our own work around it.
"""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Final

import httpx
from options import read_options
from percentiles import percentile
from processes import Service, cpu_seconds, end_on_signals, memory_mb, serving
from stage import HERE, Stage, open_stage, show_complaints
from tables import show

KEY: Final = "a key of the bench"
API: Final = "/whatsapp/v2"
LETTERS: Final = str.maketrans("abcdefghij", "0123456789")
LAST_WORD: Final = re.compile(r"The last word: ([a-j]+)")
SOURCES: Final = "**Sources**"
AT_A_TIME: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    whole: bool
    late_ms: float
    """From the model's last word to the last byte that a client got."""


def main() -> None:
    """Ask at once, wait for all, and print the table."""
    options = read_options(__doc__, seconds=10, short=2)
    end_on_signals()
    rows = []
    with open_stage() as stage:
        for number, spread in (
            ((20, 1),) if options.short else ((1, 0), (50, 0), (200, 5), (200, 0))
        ):
            with _backend(stage, options.seconds) as backend:
                rows.append(asyncio.run(_measure(backend, number, spread)))
                show_complaints(f"{number} at once", backend)
    heads = [
        "at once",
        "asked within s",
        "whole",
        "late p50 ms",
        "late p95 ms",
        "late max ms",
        "loop blocked ms",
    ]
    heads += ["CPU ms each", "MB before", "MB at most"]
    show(f"Answers of {options.seconds:g} seconds at once, one process", heads, rows)


def _backend(stage: Stage, seconds: float):  # noqa: ANN202 - as `serving` returns it
    environment = {
        "DEPLOYMENT_TYPE": "production",
        "MONGO_URL": stage.mongo_url,
        "MONGO_DB_NAME": f"answers_{time.monotonic_ns()}",
        "WHATSAPP_SERVICE_API_KEY": KEY,
        "ANSARI_ANSWER_CACHE_HOURS": "0",
        "MODEL_SECONDS": str(seconds),
        "PYDANTIC_AI_NO_BANNER": "1",
    }
    log = stage.folder / f"backend-{time.monotonic_ns()}.log"
    return serving(["python", str(HERE / "scripted_backend.py")], log=log, environment=environment)


async def _measure(backend: Service, number: int, spread: float) -> list[str | int | float]:
    limits = httpx.Limits(max_connections=number + 5)
    headers = {"X-Whatsapp-Api-Key": KEY}
    async with httpx.AsyncClient(
        base_url=backend.url, headers=headers, limits=limits, timeout=120
    ) as client:
        threads = await _begin(client, number)
        await _ask(client, await _thread(client, 0))
        await client.get("/pulse")
        memory, cpu = memory_mb(backend.pid), cpu_seconds(backend.pid)
        pauses = [spread * n / number for n in range(number)]
        asking = (_ask(client, *one) for one in zip(threads, pauses, strict=True))
        answers = await asyncio.gather(*asking)
        used = (cpu_seconds(backend.pid) - cpu) * 1000 / number
        blocked = (await client.get("/pulse")).json()["blocked_ms"]
    late = [answer.late_ms for answer in answers if answer.whole]
    whole = sum(answer.whole for answer in answers)
    middle, most, worst = (percentile(late, share) for share in (0.5, 0.95, 1))
    peak = memory_mb(backend.pid, peak=True)
    return [str(number), spread, whole, middle, most, worst, blocked, used, memory, peak]


def _person(n: int) -> dict[str, str]:
    return {"phone_num": f"1555{n:07}"}


async def _begin(client: httpx.AsyncClient, number: int) -> list[dict[str, str]]:
    """Let everybody register and begin a thread, a few at a time: this is not measured."""
    threads: list[dict[str, str]] = []
    for first in range(0, number, AT_A_TIME):
        some = range(first, min(first + AT_A_TIME, number))
        threads += await asyncio.gather(*(_thread(client, n) for n in some))
    return threads


async def _thread(client: httpx.AsyncClient, n: int) -> dict[str, str]:
    registration = {**_person(n), "preferred_language": "en"}
    (await client.post(f"{API}/users/register", json=registration)).raise_for_status()
    started = await client.post(f"{API}/threads", json={**_person(n), "title": "Patience"})
    return {**_person(n), **started.json()}


async def _ask(client: httpx.AsyncClient, thread: dict[str, str], pause: float = 0) -> _Answer:
    await asyncio.sleep(pause)
    body = {**thread, "message": "What is patience?"}
    pieces: list[str] = []
    async with client.stream("POST", f"{API}/messages/process", json=body) as response:
        try:
            async for piece in response.aiter_text():
                pieces.append(piece)  # noqa: PERF401 - what came before a break counts
        except httpx.RemoteProtocolError:
            return _Answer(whole=False, late_ms=0)
    ended, text = time.monotonic_ns(), "".join(pieces)
    last = LAST_WORD.search(text)
    if last is None or SOURCES not in text:
        return _Answer(whole=False, late_ms=0)
    return _Answer(whole=True, late_ms=(ended - int(last[1].translate(LETTERS))) / 1e6)


if __name__ == "__main__":
    main()
