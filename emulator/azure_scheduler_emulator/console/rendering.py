"""How does a view become HTML? With everything that all pages share, and with the words that templates use."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, render_template, request

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.context import console, testbed
from azure_scheduler_emulator.console.guard import FIELD
from azure_scheduler_emulator.console.parts import PARTS, Part
from azure_scheduler_emulator.console.views import clock
from azure_scheduler_emulator.console.views.naming import TITLES
from azure_scheduler_emulator.news import Topic

#: Seconds for which a part is the same on system time, if nothing happens.
_FRESH = 5
#: Cookie that keeps the theme which somebody chose.
THEME = "emulator_theme"
#: The query by which a page is told what has just been done.
SAID = "said"


def page(template: str, key: str, title: str, status: int = 200, **values: Any) -> Response:
    """Return a page; ``key`` is the part of the menu that it belongs to."""
    # Before anything is looked at: what changes meanwhile, the stream tells.
    seen = str(testbed().news.seen())
    text = render_template(
        template,
        seen=seen,
        page=key,
        title=title,
        notice=console().notices.get(request.args.get(SAID, "")),
        clock=clock.strip(testbed(), request.args),
        **values,
    )
    return _html(text, status)


def part(name: str, args: Mapping[str, str]) -> Response:
    """Return a part of a page alone."""
    g.fixed = dict(args)
    tag = _tag(PARTS[name])
    if tag in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = _html(
            render_template(f"parts/{name}.html", it=PARTS[name].look(testbed(), args), id=args.get("id", "")), 200
        )
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _tag(found: Part) -> str:
    """Return what a part is known by, without looking at anything that it shows: another one when that may differ."""
    kept, clock = console(), testbed().clock
    seen = testbed().news.seen()
    now = clock.now()
    told = [seen.counts[topic] for topic in (*found.news, Topic.ALL)]
    # On system time distances to now grow old; the script counts the seconds.
    time = now.isoformat() if clock.virtual else str(int(now.timestamp()) // _FRESH)
    text = f"{seen.name} {told} {time} {request.full_path} {kept.guard.seal()} {kept.assets.version} {clock.virtual}"
    return sha256(text.encode()).hexdigest()[:24]


def looks(*names: str, **fixed: str) -> dict[str, Any]:
    """Return what the parts of those names show, as pages include them; ``fixed`` is what the page's path says."""
    g.fixed = fixed
    args = {**request.args, **fixed}
    return {"its": {name: PARTS[name].look(testbed(), args) for name in names}}


def fragment(template: str, **values: Any) -> Response:
    """Return a piece of HTML for the script to place."""
    return _html(render_template(template, **values), 200)


def _html(text: str, status: int) -> Response:
    answer = make_response(text, status)
    answer.content_type = "text/html; charset=utf-8"
    return answer


def prepare(app: Flask) -> None:
    """Teach the templates of an application their words."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        moment=wording.moment,
        exact=wording.exact,
        machine=wording.machine,
        day=wording.day,
        time=wording.clock_time,
        number=wording.number,
        short=wording.short,
        seen=wording.seen,
        span=wording.span,
        size=wording.size,
        capital=wording.capital,
    )
    app.jinja_env.globals.update(many=wording.many, until=wording.until, took=wording.took, TITLES=TITLES)
    app.context_processor(_shared)


def base() -> str:
    """Return where the console is, as the browser sees it."""
    return request.script_root


def _shared() -> dict[str, Any]:
    kept = console()
    theme = request.cookies.get(THEME, "")
    return {
        "base": base(),
        "root": base().removesuffix("/ui"),
        "static": f"{base()}/static/{kept.assets.version}",
        "version": __version__,
        "clock_virtual": kept.testbed.clock.virtual,
        "theme": theme if theme in ("light", "dark") else "",
        "csrf": kept.guard.seal(),
        "csrf_field": FIELD,
        "asks": kept.guard.asks,
        "part_of": _address,
        "parts": PARTS,
        "query": _query,
    }


def _address(name: str) -> str:
    """Return where a part is asked for again, with what it heeds of the page's query."""
    found: Part = PARTS[name]
    given = {**request.args, **g.get("fixed", {})}
    heeded = {key: given[key] for key in found.heeds if key in given}
    return f"{base()}/parts/{name}{'?' if heeded else ''}{urlencode(heeded)}"


def _query(**changed: Any) -> str:
    """Return the page's query with some members changed; an empty one is left out."""
    kept = {name: value for name, value in request.args.items() if name != SAID}
    kept |= {name: str(value) for name, value in changed.items()}
    return f"?{urlencode({name: value for name, value in kept.items() if value})}"
