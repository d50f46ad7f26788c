"""Targets inside the emulator: what they answer."""

from __future__ import annotations

import re

from flask import Blueprint, request

from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.sinks import Reply

blueprint = Blueprint("do-sinks", __name__, url_prefix="/do")

_NAME = re.compile(r"[A-Za-z0-9._~-]{1,100}")
_STATUS = re.compile(r"[2-5]\d\d")
_MOST = 1_000


@deed(blueprint, "sinks/script", "PUT /_emulator/sink/NAME", "The sink was not scripted.")
def script() -> Done:
    """Have a sink answer statuses in turn; the last one repeats."""
    name = request.form.get("name", "").strip()
    if not _NAME.fullmatch(name) or name in (".", ".."):
        raise InvalidError("A sink's name is letters, digits, and . _ ~ - between them.")
    given = request.form.get("answers", "").replace(",", " ").split()
    if not all(map(_STATUS.fullmatch, given)) or len(given) > _MOST:
        raise InvalidError("Answers are statuses from 200 to 599, with commas between them: 503, 503, 200.")
    testbed().sinks.script(name, [Reply(status=int(status)) for status in given])
    said = f"answers {', then '.join(given[:6])}{', …' if len(given) > 6 else ''}" if given else "answers 200"
    return Done(f"The sink {name} {said}.", news=("sinks",))


@deed(blueprint, "sinks/forget", "DELETE /_emulator/sink/NAME/calls", "The sink was not forgotten.")
def forget() -> Done:
    """Forget a sink, its script and its calls."""
    testbed().sinks.remove(request.form.get("name", ""))
    return Done(news=("sinks",))
