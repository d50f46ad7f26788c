"""The root, metrics and health. The helpers' paths go on below themselves: whatever follows them is ignored (recorded).

The metrics are names only: the real server sends their values to another service, which nothing here stands for.
"""

from __future__ import annotations

import gc
import platform

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import pull_place
from azure_scheduler_emulator.faces.seed_scheduler import wire
from azure_scheduler_emulator.faces.seed_scheduler.context import url

blueprint = Blueprint("helpers", __name__)
pull_place(blueprint, "rest")

METRICS = (
    "schedules.created.sum",
    "scheduler.deliver_task.connection_error.sum",
    "scheduler.deliver_task.http_error.400.sum",
    "scheduler.deliver_task.http_error.401.sum",
    "scheduler.deliver_task.http_error.403.sum",
    "scheduler.deliver_task.http_error.404.sum",
    "scheduler.deliver_task.http_error.500.sum",
    "scheduler.deliver_task.timeout.sum",
)
#: What the real server says it is made of.
HEALTH = {
    "up": True,
    "result": {
        "database": "Accessible",
        "version": "0.10.3",
        "libraries": {"django": "2.2.8", "djangorestframework": "3.9.1"},
    },
}


@blueprint.get("/api/v1/")
def show_root() -> Response:
    """List the kinds of thing with their addresses."""
    kinds = ("user", "group", "schedule", "webhook", "failed-tasks")
    return wire.answer({kind: url(kind) for kind in kinds})


@blueprint.get("/api/metrics/", defaults={"rest": ""})
@blueprint.get("/api/metrics/<path:rest>")
def metrics() -> Response:
    """List the names of the metrics."""
    return wire.answer({"metrics_available": METRICS})


@blueprint.post("/api/metrics/", defaults={"rest": ""})
@blueprint.post("/api/metrics/<path:rest>")
def start_metrics() -> Response:
    """Say that the scheduled metrics are on their way; there are none (recorded)."""
    return wire.answer({"scheduled_metrics_initiated": True}, 201)


@blueprint.get("/api/health/", defaults={"rest": ""})
@blueprint.get("/api/health/<path:rest>")
def health() -> Response:
    """Say that the service is up."""
    return wire.answer(HEALTH)


@blueprint.get("/metrics")
def show_process() -> Response:
    """Tell about the process in the words of Prometheus, to anybody but through two proxies (recorded)."""
    if "," in request.headers.get("X-Forwarded-For", ""):
        return wire.page(403, "<h1>403 Forbidden</h1>")
    collected = [(generation, stats["collected"]) for generation, stats in enumerate(gc.get_stats())]
    lines = [
        "# HELP python_gc_objects_collected_total Objects collected during gc",
        "# TYPE python_gc_objects_collected_total counter",
        *(f'python_gc_objects_collected_total{{generation="{number}"}} {float(count)}' for number, count in collected),
        "# HELP python_info Python platform information",
        "# TYPE python_info gauge",
        f'python_info{{implementation="{platform.python_implementation()}",version="{platform.python_version()}"}} 1.0',
    ]
    return Response("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")
