"""How is the emulator doing, for Prometheus? Read when it is asked: nothing is counted twice."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator

from flask import Response
from flask_smorest import Blueprint
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.control.context import emulator
from azure_scheduler_emulator.storage import attempts, jobs

blueprint = Blueprint("metrics", __name__, description="Numbers for Prometheus.")


@blueprint.get("/metrics")
@blueprint.response(200)
def metrics() -> Response:
    """Tell numbers in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Numbers(emulator()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Numbers(Collector):
    """Everything that can be counted."""

    def __init__(self, source: Emulator) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        """Yield what is known now."""
        info = GaugeMetricFamily("scheduler_info", "Always 1; the version is a label.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield from self._jobs()
        yield from self._counted()
        clock = self._source.runtime.clock
        yield GaugeMetricFamily("scheduler_clock_seconds", "The emulator's time.", clock.now().timestamp())
        yield GaugeMetricFamily("scheduler_clock_virtual", "Whether that time stands still.", int(clock.virtual))

    def _jobs(self) -> Iterator[Metric]:
        now = self._source.runtime.clock.now()
        with self._source.store.read() as tx:
            states, waiting, due = jobs.count_states(tx), attempts.count(tx), jobs.count_due(tx, now)
        held = GaugeMetricFamily("scheduler_jobs", "Jobs by state.", labels=["state"])
        for state, number in sorted(states.items()):
            held.add_metric([state], number)
        yield held
        yield GaugeMetricFamily("scheduler_jobs_due", "Jobs that are due and not claimed yet.", due)
        yield GaugeMetricFamily("scheduler_attempts_open", "Attempts that wait or are being made.", waiting)

    def _counted(self) -> Iterator[Metric]:
        made = CounterMetricFamily("scheduler_executions", "Outgoing calls made.", labels=["status"])
        for status, number in sorted(self._source.engine.tally.items()):
            made.add_metric([status], number)
        yield made
        got = CounterMetricFamily("scheduler_requests", "API requests answered.", labels=["face", "status"])
        for (face, code), number in sorted(self._source.tally.items()):
            got.add_metric([face or "none", str(code)], number)
        yield got
        struck = Tally({"api": 0, "target": 0})
        for standing in self._source.faults.rules():
            struck[standing.rule.where.value] += standing.applied
        faults = CounterMetricFamily("scheduler_faults", "Faults of the present rules that struck.", labels=["where"])
        for where, number in sorted(struck.items()):
            faults.add_metric([where], number)
        yield faults
