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
from pydantic_ai import Agent, InstrumentationSettings


def send_spans(endpoint: str) -> None:
    """Send from now on, of answers, models and tools; what is left goes when the process ends."""
    service = {"service.name": "ansari-backend", "service.version": version("ansari-backend")}
    provider = TracerProvider(resource=Resource.create(service))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    Agent.instrument_all(InstrumentationSettings(include_content=False))
