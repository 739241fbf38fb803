"""A service of others on a real connection: it follows a script, and knows what it was asked."""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What it answers: JSON of a value, or a text as it stands."""

    body: Any = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after: threading.Event | None = None
    """Answers only then."""

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else json.dumps(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    method: str
    path: str
    params: dict[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True, kw_only=True)
class RemoteService:
    """Answers by its script, the last answer for ever."""

    address: str
    script: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def answers(self, *script: Answer) -> None:
        self.script = list(script)
        self.asked = []


def plain_client() -> httpx.AsyncClient:
    """Make a client that trusts nobody's certificate: to read all authorities takes long."""
    return httpx.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


@contextmanager
def remote_service() -> Iterator[RemoteService]:
    """Serve one for as long as the block lasts, on a thread of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        service = RemoteService(address=f"http://127.0.0.1:{server.server_port}")
        server.service = service  # type: ignore[attr-defined]
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield service
        server.shutdown()
        serving.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        service: RemoteService = self.server.service  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        service.asked.append(
            Asked(
                method=self.command,
                path=parts.path,
                params=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=json.loads(body) if body else None,
            )
        )
        self._say(service.script.pop(0) if len(service.script) > 1 else service.script[0])

    do_POST = do_GET  # noqa: N815 - http.server's name

    def _say(self, answer: Answer) -> None:
        if answer.after:
            answer.after.wait()
        content = answer.text.encode()
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # whoever asked has had enough

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""
