"""A collector of traces: takes OTLP over HTTP, as a real one does, and keeps what came."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from addresses import free_port
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from vendor import serving


@dataclass(frozen=True)
class Span:
    service: str
    name: str
    trace: str
    id: str
    parent: str


@dataclass
class Collector:
    port: int = field(default_factory=free_port)
    bodies: list[bytes] = field(default_factory=list)
    """As they came, for whoever looks for what should not be in them."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def take(self, request: Request) -> Response:
        body = await request.body()
        is_packed = request.headers.get("content-encoding") == "gzip"
        self.bodies.append(gzip.decompress(body) if is_packed else body)
        return Response(b"", media_type="application/x-protobuf")

    @property
    def spans(self) -> list[Span]:
        return [span for body in list(self.bodies) for span in _spans_in(body)]


def _spans_in(body: bytes) -> Iterator[Span]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        named = {one.key: one.value.string_value for one in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    service=named["service.name"],
                    name=span.name,
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                )


@contextmanager
def collector_of_traces() -> Iterator[Collector]:
    collector = Collector()
    route = Route("/v1/traces", collector.take, methods=["POST"])
    with serving(Starlette(routes=[route]), collector.port):
        yield collector
