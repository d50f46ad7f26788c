"""The dashboard, for people: what is there, what comes next, what happened. One page, made on the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, Response, render_template, request

from azure_scheduler_emulator import __version__, masking
from azure_scheduler_emulator.domain.jobs import outlook as preview
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.testbed.overviews import Overview
from azure_scheduler_emulator.testbed.testbed import Testbed

#: What the page may load, and that no other page may hold it in a frame.
_CONTENT = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
#: Rows of each list.
MOST = 100


def create_app(testbed: Testbed) -> Flask:
    """Return the WSGI application of the dashboard; its paths are below ``place.PREFIX``."""
    app = Flask(__name__, static_folder=None)
    app.jinja_env.filters.update(moment=_moment, words=_words, masked=masking.text)
    app.add_url_rule("/", "page", lambda: _page(testbed))
    return app


def _page(testbed: Testbed) -> Response:
    wanted = request.args.get("q", "")[:200]
    overview = testbed.overviews.take(wanted, MOST)
    executions = [done for done in reversed(testbed.executions.entries()) if _fits(done, wanted)][:MOST]
    clock = testbed.clock
    text = render_template(
        "page.html",
        version=__version__,
        now=clock.now(),
        virtual=clock.virtual,
        wanted=wanted,
        counts=_counts(testbed, overview),
        overview=overview,
        executions=executions,
        faults=testbed.faults.rules(),
        most=MOST,
    )
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _CONTENT}
    return Response(text, headers=headers, content_type="text/html; charset=utf-8")


def _counts(testbed: Testbed, overview: Overview) -> list[tuple[str, int]]:
    tally = testbed.numbers.executions
    return [
        ("jobs", sum(overview.states.values())),
        *((state, overview.states.get(state, 0)) for state in ("enabled", "disabled", "completed", "faulted")),
        ("calls completed", tally["completed"]),
        ("calls failed", tally["failed"]),
        ("retries waiting", overview.waiting),
    ]


def _fits(done: Any, wanted: str) -> bool:
    return wanted.lower() in done.order.job_name.lower()


def _moment(value: datetime | None) -> str:
    """Say a moment exactly, in UTC: nobody has to guess a zone, or what "in 14 hours" is."""
    return render(value).replace("T", " ").replace("Z", " UTC") if value else ""


def _words(job: Any) -> str:
    return preview.words(job.definition.trigger, job.anchor)
