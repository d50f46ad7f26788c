"""Clocks of a test's own: everything can be asked under them that can be asked of the shared one."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples, moving
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.schemas import (
    AdvancedDocument,
    AdvanceDocument,
    AdvanceStateDocument,
    NextDocument,
)
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.testbed.documents import (
    ClockDocument,
    TestClockDocument,
    read_terms,
    test_clock_document,
)

PATH = "/clocks"

blueprint = Blueprint("clocks", __name__, url_prefix=PATH, description="Clocks of a test's own.")


@blueprint.before_request
def _touch() -> None:
    """Note that the clock of the path is in use."""
    clock = testbed().clocks.get((request.view_args or {}).get("identity", ""))
    if clock is not None:
        clock.touch()


@blueprint.post("")
@refuses(409)
@blueprint.arguments(TestClockDocument, example=examples.TEST_CLOCK)
@blueprint.response(201, TestClockDocument, example=examples.MADE_CLOCK)
def create_clock(wanted: dict[str, Any]) -> dict[str, Any]:
    """Make a clock of a test's own, and bind whoever is to live by it: who has no jobs yet, for as long as it is there.

    Due moments, operations, history, retention, the dates of answers: all that lives there lives by the clock.
    """
    now = wanted.get("now", testbed().clock.now())
    return _shown(testbed().test_clocks.create(now, read_terms(wanted)).id)


@blueprint.get("")
@blueprint.response(200, TestClockDocument(many=True), example=[examples.MADE_CLOCK])
def list_clocks() -> list[dict[str, Any]]:
    """List the test clocks."""
    return [_shown(clock.id) for clock in testbed().test_clocks.everyone()]


@blueprint.get("/<string:identity>")
@blueprint.response(200, TestClockDocument, example=examples.MADE_CLOCK)
def get_test_clock(identity: str) -> dict[str, Any]:
    """Tell the time of a test clock, and who lives by it."""
    return _shown(identity)


@blueprint.put("/<string:identity>")
@refuses(409)
@blueprint.arguments(ClockDocument, example=examples.CLOCK)
@blueprint.response(200, ClockDocument, example=examples.CLOCK)
def put_test_clock(wanted: dict[str, Any], identity: str) -> dict[str, Any]:
    """Set a test clock, which is always virtual; with a rate it runs from there."""
    testbed().test_clocks.terms(identity)
    if wanted["mode"] != "virtual":
        raise InvalidError("A test clock goes its own way: its mode is virtual.")
    return moving.put(identity, wanted)


@blueprint.delete("/<string:identity>")
@blueprint.response(204)
def delete_clock(identity: str) -> None:
    """Forget a test clock with everything that lives by it."""
    testbed().test_clocks.delete(identity)


@blueprint.post("/<string:identity>/advance")
@refuses(409)
@blueprint.arguments(AdvanceDocument, example=examples.ADVANCE)
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
@blueprint.alt_response(202, schema=AdvanceStateDocument, example=examples.ADVANCE_STATE, description="Not done yet.")
def advance_test_clock(wanted: dict[str, Any], identity: str) -> Any:
    """Move a test clock and run everything that falls due by it, in order, until all of it is stored."""
    return moving.advance(_known(identity), wanted, f"{PATH}/{identity}")


@blueprint.post("/<string:identity>/next")
@refuses(409)
@blueprint.arguments(NextDocument, example={})
@blueprint.response(200, AdvancedDocument, example=examples.ADVANCED)
@blueprint.alt_response(202, schema=AdvanceStateDocument, example=examples.ADVANCE_STATE, description="Not done yet.")
def advance_test_clock_to_next(wanted: dict[str, Any], identity: str) -> Any:
    """Move a test clock to the next due moment by it, of one job if it is named, and run it."""
    return moving.advance_to_next(_known(identity), wanted, f"{PATH}/{identity}")


@blueprint.get("/<string:identity>/advances")
@blueprint.response(200, AdvanceStateDocument(many=True), example=[examples.ADVANCE_STATE])
def list_test_clock_advances(identity: str) -> list[dict[str, Any]]:
    """List the newest moves of a test clock, newest first."""
    return [moving.document(found) for found in testbed().clockwork.all_of(_known(identity))]


@blueprint.get("/<string:identity>/advances/<string:advance>")
@blueprint.response(200, AdvanceStateDocument, example=examples.ADVANCE_STATE)
def get_test_clock_advance(identity: str, advance: str) -> dict[str, Any]:
    """Tell how far a move of a test clock is."""
    return moving.document(testbed().clockwork.find(advance, _known(identity)))


@blueprint.delete("/<string:identity>/advances/<string:advance>")
@blueprint.response(200, AdvanceStateDocument, example=examples.ADVANCE_STATE)
def cancel_test_clock_advance(identity: str, advance: str) -> dict[str, Any]:
    """Cancel a move of a test clock: the call under way ends and is stored, and the clock stands where it is."""
    return moving.cancel(_known(identity), advance)


def _known(clock: str) -> str:
    """Return the identity of a test clock; raises NotFoundError for any other."""
    testbed().test_clocks.terms(clock)
    return clock


def _shown(id: str) -> dict[str, Any]:
    terms = testbed().test_clocks.terms(id)
    return test_clock_document(moving.timeline(id).clock, terms)
