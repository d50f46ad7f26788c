"""Everything in one document, out and in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.control.context import emulator
from azure_scheduler_emulator.control.fault_schemas import FaultDocument
from azure_scheduler_emulator.control.faults import document, read_rule
from azure_scheduler_emulator.control.schemas import ClockDocument
from azure_scheduler_emulator.control.sinks import ReplyDocument
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faults import Rule, Standing
from azure_scheduler_emulator.sinks import Reply
from azure_scheduler_emulator.storage import facts, snapshot

blueprint = Blueprint("state", __name__, url_prefix="/state", description="Snapshots.")


class _Counted(FaultDocument):
    """A fault with its counters."""

    id = fields.String(required=True)
    met = fields.Integer(strict=True, load_default=0)
    applied = fields.Integer(strict=True, load_default=0)


class _Scripted(Schema):
    """A sink with its script and how far it has got."""

    name = fields.String(required=True)
    answers = fields.List(fields.Nested(ReplyDocument), load_default=list)
    position = fields.Integer(strict=True, load_default=0)


class StateDocument(Schema):
    """A snapshot. Members that are not ours are left alone: a seed file may have parts for single faces."""

    class Meta:
        unknown = EXCLUDE

    clock = fields.Nested(ClockDocument)
    faults = fields.List(fields.Nested(_Counted))
    sinks = fields.List(fields.Nested(_Scripted))


for _table in snapshot.TABLES:
    StateDocument._declared_fields[_table] = fields.List(fields.Dict(keys=fields.String()))


@blueprint.get("")
@blueprint.response(200)
def get_state() -> Response:
    """Return everything: clock, jobs with what they wait for, history, faults, sinks. Secrets are in it."""
    return jsonify(take(emulator()))


@blueprint.put("")
@blueprint.response(204)
def put_state() -> None:
    """Put a snapshot back; what was there before is gone."""
    restore(emulator(), request.get_json(force=True))


def take(source: Emulator) -> dict[str, Any]:
    """Return everything as one document."""
    clock = source.runtime.clock
    with source.changing(), source.store.read() as tx:
        mode = "virtual" if clock.virtual else "system"
        stood = {"mode": mode, "now": clock.now()} if clock.virtual else {"mode": mode}
        return {
            "version": __version__,
            "clock": ClockDocument().dump(stood),
            "faults": [_Counted().dump(document(item) | {"met": item.met}) for item in source.faults.rules()],
            "sinks": [
                _Scripted().dump({"name": name, "answers": script, "position": position})
                for name, script, position in source.sinks.scripts()
            ],
            **snapshot.take(tx),
        }


def restore(target: Emulator, given: Any) -> None:
    """Put a document of ``take`` in the place of everything that is there. Parts that it lacks are left as they are;
    what is stored is one part.

    Raises:
        InvalidError: the document does not fit; nothing has changed then.
    """
    state = _loaded(given)
    rules = [_counted(item) for item in state.get("faults", ())]
    with target.changing():
        if any(table in state for table in snapshot.TABLES):
            with target.store.begin() as tx:
                snapshot.put(tx, state)
            # What was remembered about rows is worth nothing now.
            target.store.epoch += 1
        if "clock" in state:
            _set_clock(target, state["clock"])
        _restore_tools(target, state, rules)
        target.requests.forget()
        target.engine.journal.forget()
    target.remember_clock()
    target.alarm.rearm()


def load_seed(target: Emulator, path: str) -> None:
    """Begin with the state in a file, unless this database has been used before.

    Raises:
        InvalidError: the file cannot be read, or does not fit.
    """
    with target.store.read() as tx:
        if facts.get(tx, "seeded") is not None:
            return
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidError(f"The seed document {path} cannot be read: {error}") from error
    restore(target, given)
    with target.store.begin() as tx:
        facts.put(tx, "seeded", path)


def _loaded(given: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = StateDocument().load(given)
    except ValidationError as error:
        raise InvalidError(f"The state does not fit: {json.dumps(error.messages)[:2000]}") from error
    return loaded


def _counted(given: dict[str, Any]) -> Standing:
    rule: Rule = read_rule(given["id"], given)
    return Standing(rule, given["met"], given["applied"])


def _set_clock(target: Emulator, wanted: dict[str, Any]) -> None:
    clock = target.runtime.clock
    if wanted["mode"] == "system":
        clock.follow_system()
    else:
        clock.set(wanted.get("now", clock.now()))


def _restore_tools(target: Emulator, state: dict[str, Any], rules: list[Standing]) -> None:
    if "faults" in state:
        target.faults.clear()
        for standing in rules:
            target.faults.add(standing.rule, met=standing.met, applied=standing.applied)
    if "sinks" in state:
        target.sinks.clear()
        for sink in state["sinks"]:
            target.sinks.script(sink["name"], [Reply(**answer) for answer in sink["answers"]], sink["position"])
