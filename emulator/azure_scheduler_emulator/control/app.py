"""The application of the control API: contract ``control-api``."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, request
from flask_smorest import Api, Blueprint

from azure_scheduler_emulator import __version__, masking
from azure_scheduler_emulator.control import (
    certificates,
    clocks,
    collections,
    doings,
    events,
    examples,
    faults,
    guard,
    jobs,
    journals,
    known,
    metrics,
    openapi,
    preview,
    problems,
    settings,
    sinks,
    snapshots,
    state,
    subscriptions,
    test_clocks,
)
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.place import MAX_BODY, STATE
from azure_scheduler_emulator.control.schemas import HealthDocument, ResetDocument, WhoseDocument
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.testbed.testbed import Testbed

log = logging.getLogger(__name__)

blueprint = Blueprint("emulator", __name__, description="The emulator itself.")


@blueprint.get("/health")
@blueprint.response(200, HealthDocument, example=examples.HEALTH)
def health() -> dict[str, Any]:
    """Tell that the emulator is there; it listens before it answers.

    ``degraded`` says that it cannot do its work at present, ``reasons`` why; it goes on by itself.
    """
    time, vitals = testbed().clock, testbed().numbers.pulse.take()
    reasons = [*vitals.reasons, *(f"{row} cannot be read" for row in testbed().numbers.broken)]
    return {
        "status": "degraded" if reasons else "ok",
        "version": __version__,
        "now": time.now(),
        "clock": "virtual" if time.virtual else "system",
        "reasons": reasons,
        "unstored": vitals.unstored,
        "running": vitals.running,
        "waiting": vitals.waiting,
    }


@blueprint.post("/reset")
@blueprint.arguments(WhoseDocument, location="query")
@blueprint.arguments(ResetDocument, required=False, example=examples.RESET)
@blueprint.response(204)
def reset(whose: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Forget everything but settings and certificates, or what one subscription or owner has.

    The clock is as at the start, or as the body says. The reset of a part leaves it alone.
    """
    if whose:
        _reset_part(whose, wanted)
        return
    clock = wanted.get("clock", {})
    testbed().resets.everything(clock.get("mode"), clock.get("now"), clock.get("rate", 0.0))


def _reset_part(whose: dict[str, str], wanted: dict[str, Any]) -> None:
    if wanted:
        raise InvalidError("The clock is everybody's: the reset of a part cannot set it.")
    if ("subscription" in whose) == ("face" in whose) or ("owner" in whose and "face" not in whose):
        raise InvalidError("Name a subscription, or a face and perhaps an owner in it.")
    if "subscription" in whose:
        testbed().resets.part(Tenant(AZURE, whose["subscription"].lower()))
    else:
        testbed().resets.part(Tenant(whose["face"].lower(), whose.get("owner", "").casefold()))


def create_app(everything: Testbed) -> Flask:
    """Return the WSGI application of the control API; its paths are below ``place.PREFIX``."""
    app = Flask(__name__, static_folder=None)
    app.extensions["testbed"] = everything
    app.config.update(
        API_TITLE="Control API",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.0.3",
        MAX_CONTENT_LENGTH=MAX_BODY,
    )
    app.before_request(lambda: guard.demand_token(everything.settings))
    app.before_request(_read_any_body_as_json)
    app.before_request(known.demand_known)
    api = Api(app)
    for part in (
        blueprint,
        certificates.blueprint,
        clocks.blueprint,
        collections.blueprint,
        doings.blueprint,
        events.blueprint,
        faults.blueprint,
        jobs.blueprint,
        journals.blueprint,
        metrics.blueprint,
        preview.blueprint,
        settings.blueprint,
        sinks.blueprint,
        sinks.listing,
        snapshots.blueprint,
        state.blueprint,
        subscriptions.blueprint,
        test_clocks.blueprint,
    ):
        api.register_blueprint(part)
    openapi.publish(app, api)
    app.after_request(_tell)
    problems.register(app)
    return app


def _tell(answer: Response) -> Response:
    """Write the present request to the log: what tests do to the emulator explains what it does."""
    if log.isEnabledFor(logging.INFO):
        path = masking.text(request.full_path.rstrip("?"))
        log.info("control request", extra={"method": request.method, "path": path, "status": answer.status_code})
    return answer


def _read_any_body_as_json() -> None:
    """Spare people with curl a header: nothing but JSON is ever sent here, other than to a sink.

    Raises:
        InvalidError: what nobody here could read without failing: too deep, or a number of thousands of digits.
    """
    is_script = request.method == "PUT" and request.path.count("/") == 2
    if request.path == STATE:
        # As long as it may be, it is read piece by piece.
        return
    if request.content_length and (is_script or not request.path.startswith("/sink/")):
        request.environ["CONTENT_TYPE"] = "application/json"
        try:
            json.loads(request.get_data())
        except json.JSONDecodeError:
            pass  # Said in the words of the route, which may do without a body.
        except RecursionError:
            raise InvalidError("The JSON is nested too deeply.") from None
        except ValueError as error:
            raise InvalidError(f"The JSON cannot be read: {error}.") from None
