"""How is the emulator doing, for Prometheus?"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from flask_smorest import Blueprint
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.testbed.numbers import Figures

blueprint = Blueprint("metrics", __name__, description="Numbers for Prometheus.")


@blueprint.get("/metrics")
@blueprint.response(200, {"type": "string"}, content_type="text/plain")
def metrics() -> Response:
    """Tell numbers in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Numbers(testbed().numbers.take()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Numbers(Collector):
    """The figures, in the words of Prometheus."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        found = self._figures
        info = GaugeMetricFamily("scheduler_info", "Always 1; the version is a label.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        held = GaugeMetricFamily("scheduler_jobs", "Jobs by state.", labels=["state"])
        for state, number in sorted(found.jobs.items()):
            held.add_metric([state], number)
        yield held
        yield GaugeMetricFamily("scheduler_jobs_due", "Jobs that are due and not claimed yet.", found.due)
        yield GaugeMetricFamily("scheduler_attempts_open", "Attempts that wait or are being made.", found.open)
        yield from self._counted()
        yield from self._vital()
        yield GaugeMetricFamily("scheduler_clock_seconds", "The emulator's time.", found.now.timestamp())
        yield GaugeMetricFamily("scheduler_clock_virtual", "Whether that time stands still.", int(found.virtual))

    def _vital(self) -> Iterator[Metric]:
        vitals = self._figures.vitals
        yield GaugeMetricFamily("scheduler_degraded", "Whether something is wrong at present.", bool(vitals.reasons))
        yield GaugeMetricFamily("scheduler_outcomes_unstored", "Outcomes that are not stored yet.", vitals.unstored)
        yield GaugeMetricFamily("scheduler_calls_running", "Calls under way in real time.", vitals.running)
        yield GaugeMetricFamily(
            "scheduler_calls_waiting", "Calls that are due and wait for their turn.", vitals.waiting
        )

    def _counted(self) -> Iterator[Metric]:
        made = CounterMetricFamily("scheduler_executions", "Outgoing calls made.", labels=["status"])
        for status, number in sorted(self._figures.executions.items()):
            made.add_metric([status], number)
        yield made
        got = CounterMetricFamily("scheduler_requests", "API requests answered.", labels=["face", "status"])
        for (face, code), number in sorted(self._figures.requests.items()):
            got.add_metric([face or "none", str(code)], number)
        yield got
        faults = CounterMetricFamily("scheduler_faults", "Faults of the present rules that struck.", labels=["where"])
        for where, number in sorted(self._figures.faults.items()):
            faults.add_metric([where], number)
        yield faults
