"""Having things go wrong, and right again."""

from __future__ import annotations

import json

from flask import Blueprint, request
from marshmallow import ValidationError

from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.views.faults import TEMPLATES, row
from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.faults import ActiveRule
from azure_scheduler_emulator.testbed.documents import FaultDocument, read_rule

blueprint = Blueprint("do-faults", __name__, url_prefix="/do")

_NEWS = ("faults",)


@deed(blueprint, "faults/add", "POST /_emulator/faults", "The rule was not added.")
def add() -> Done:
    """Put a rule in force: one of the templates, perhaps for some things only, or a whole document."""
    template = TEMPLATES.get(request.form.get("template", ""))
    given = {"name": template.word, **template.document} if template else _own()
    match = {
        name: request.form[name].strip() for name in ("path", "job", "host", "subscription") if request.form.get(name)
    }
    if template and match:
        given["match"] = match
    try:
        rule = read_rule(testbed().new_id(), FaultDocument().load(given))
    except ValidationError as error:
        raise InvalidError(f"The rule does not fit: {json.dumps(error.messages, ensure_ascii=False)}") from None
    testbed().faults.add(rule)
    shown = row(ActiveRule(rule))
    return Done(f"{shown.title} is in force.", f"{shown.applies}: {shown.happens}.", news=_NEWS)


@deed(blueprint, "faults/<identity>/delete", "DELETE /_emulator/faults/ID", "The rule was not removed.")
def remove(identity: str) -> Done:
    """Take one rule away."""
    if not testbed().faults.clear(lambda rule: rule.id == identity):
        raise NotFoundError(f"There is no rule '{identity}' any more.")
    return Done(news=_NEWS)


@deed(blueprint, "faults/clear", "DELETE /_emulator/faults", "The rules were not removed.")
def clear() -> Done:
    """Take every rule away."""
    testbed().faults.clear()
    return Done(news=_NEWS)


def _own() -> dict[str, object]:
    """Return the document that somebody wrote."""
    try:
        found = json.loads(request.form.get("document", ""))
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"The rule is no JSON: {error}.") from None
    if not isinstance(found, dict):
        raise InvalidError("A rule is an object of JSON.")
    return found
