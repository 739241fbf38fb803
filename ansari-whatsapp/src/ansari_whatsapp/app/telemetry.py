"""Send spans to a collector by OTLP over HTTP; imported only where one is set.

https://opentelemetry.io/docs/specs/otel/protocol/exporter/: what is not set here, such as headers
and the sampler, the SDK reads from the environment itself.
"""

from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from ansari_whatsapp.utils.tracing import wanted_ids


class Ids(RandomIdGenerator):
    """Random ids, but for the root of a turn's trace."""

    def generate_trace_id(self) -> int:
        """See `IdGenerator`."""
        wanted = wanted_ids.get()
        return wanted.trace_id if wanted else super().generate_trace_id()

    def generate_span_id(self) -> int:
        """See `IdGenerator`."""
        wanted = wanted_ids.get()
        return wanted.span_id if wanted else super().generate_span_id()


def send_spans(endpoint: str) -> None:
    """Send from now on; what is left goes when the process ends."""
    service = {"service.name": "ansari-whatsapp", "service.version": version("ansari-whatsapp")}
    provider = TracerProvider(resource=Resource.create(service), id_generator=Ids())
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
