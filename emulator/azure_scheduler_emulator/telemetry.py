"""Spans of what the emulator does, by OpenTelemetry: requests that come in, attempts that go out, moves of the clock.

Off unless ``--otlp`` says where spans go; the libraries come with the extra ``otel`` and are imported then. Spans are
of real time, whatever the emulator's clock shows, which is an attribute. A request goes on with the trace that it
came in, an attempt with the trace of the request that wrote its job, and is linked to the advance that made it fall
due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.config import Settings, blaming
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.domain.trace import TraceContext

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, SpanKind

    from azure_scheduler_emulator.actions.performer import Performer

NAME = "azure-scheduler-emulator"
#: Where OTLP over HTTP takes spans.
PATH = "/v1/traces"

#: The advance that goes on in this thread.
_advance: ContextVar[TraceContext | None] = ContextVar("advance", default=None)


@dataclass(frozen=True)
class Open:
    """A span that has not ended."""

    span: Span
    context: TraceContext

    def end(self, attributes: Mapping[str, Any], error: str = "") -> None:
        """End it, with what is known by now."""
        from opentelemetry.trace import Status, StatusCode

        self.span.set_attributes(dict(attributes))
        if error:
            self.span.set_status(Status(StatusCode.ERROR, error))
        self.span.end()


class Telemetry:
    """Makes spans and has them exported."""

    def __init__(self, exporter: SpanExporter, *, at_once: bool = False) -> None:
        """Export by ``exporter``: in batches, or each span when it ends."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        resource = Resource.create({"service.name": NAME, "service.version": __version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor((SimpleSpanProcessor if at_once else BatchSpanProcessor)(exporter))
        self._tracer = self._provider.get_tracer(NAME, __version__)

    def request(self, face: str, method: str, path: str, trace: TraceContext | None) -> Open:
        """Begin the span of a request that has come in."""
        from opentelemetry.trace import SpanKind

        attributes = {"http.request.method": method, "url.path": path, "emulator.face": face}
        return self._begin(f"{method} {face}", SpanKind.SERVER, trace, attributes)

    def attempt(self, order: FireOrder) -> Open:
        """Begin the span of an attempt."""
        from opentelemetry.trace import SpanKind

        attempt = order.attempt
        attributes = {
            "scheduler.job": order.job_name,
            "scheduler.collection": order.collection_name,
            "scheduler.api": order.tenant.api,
            "scheduler.occurrence": attempt.occurrence,
            "scheduler.attempt": attempt.attempt,
            "scheduler.action": attempt.action.value,
            "scheduler.expected_at": render(attempt.expected_at),
            "scheduler.execution_tag": order.execution_tag,
        }
        return self._begin(f"attempt {order.job_name}", SpanKind.CLIENT, order.trace, attributes)

    @contextmanager
    def advance(self, now: datetime, end: datetime) -> Iterator[None]:
        """Be a span round an advance of the clock; what it makes fall due is linked to it."""
        from opentelemetry.trace import SpanKind

        attributes = {"emulator.now": render(now), "emulator.end": render(end)}
        made, error = self._begin("advance", SpanKind.INTERNAL, None, attributes), "broken off"
        token = _advance.set(made.context)
        try:
            yield
            error = ""
        finally:
            _advance.reset(token)
            made.end({}, error)

    def start(self) -> None:
        """Do nothing: spans are made when there is something to tell."""

    def stop(self, grace: float, /) -> None:
        """Export what is left, within about ``grace`` seconds and a few more."""
        self._provider.force_flush(int((grace + 2) * 1000))
        self._provider.shutdown()

    def _begin(self, name: str, kind: SpanKind, parent: TraceContext | None, attributes: Mapping[str, Any]) -> Open:
        from opentelemetry import trace
        from opentelemetry.context import Context

        around = _advance.get()
        links = [trace.Link(_span_context(around))] if around else []
        context = Context()
        if parent:
            context = trace.set_span_in_context(trace.NonRecordingSpan(_span_context(parent)), context)
        span = self._tracer.start_span(name, context, kind, dict(attributes), links)
        own = span.get_span_context()
        found = TraceContext(
            trace=f"{own.trace_id:032x}",
            span=f"{own.span_id:016x}",
            sampled=bool(own.trace_flags & 1),
            state=parent.state if parent else "",
        )
        return Open(span, found)


class Traced:
    """Performs by another performer, with a span round each attempt."""

    def __init__(self, performer: Performer, telemetry: Telemetry) -> None:
        self._performer = performer
        self._telemetry = telemetry

    def perform(self, order: FireOrder, /) -> Result:
        """Carry out the order."""
        made = self._telemetry.attempt(order)
        result = self._performer.perform(replace(order, span=made.context))
        status = result.response.get("status")
        attributes = {"http.response.status_code": status} if isinstance(status, int) else {}
        made.end(attributes, "" if result.succeeded else result.message[:200])
        return result


def of(settings: Settings) -> Telemetry | None:
    """Return what exports to the collector that the settings name, or None if they name none.

    Raises:
        InvalidError: its address is none, or the libraries are not installed.
    """
    url = settings.otlp.rstrip("/")
    if not url:
        return None
    with blaming("otlp"):
        if not url.startswith(("http://", "https://")):
            raise InvalidError(f"'{url}' is no address of a collector, such as http://127.0.0.1:4318.")
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        except ImportError:
            raise InvalidError("OpenTelemetry is missing: pip install 'azure-scheduler-emulator[otel]'.") from None
        return Telemetry(OTLPSpanExporter(endpoint=url if url.endswith(PATH) else url + PATH))


def traced(performer: Performer, telemetry: Telemetry | None) -> Performer:
    """Return a performer with spans, if there are any."""
    return performer if telemetry is None else Traced(performer, telemetry)


def _span_context(given: TraceContext) -> Any:
    from opentelemetry import trace

    return trace.SpanContext(
        trace_id=int(given.trace, 16),
        span_id=int(given.span, 16),
        is_remote=True,
        trace_flags=trace.TraceFlags(int(given.sampled)),
    )
