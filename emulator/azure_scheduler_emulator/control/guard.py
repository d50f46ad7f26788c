"""Who may use the control API? Everybody who gets this far, or those who know its token.

Pages of other sites, and names that were made to lead here, the gateway's guard has refused before. A token can be
demanded on top, and is, where other machines can reach the port. Browsers ask people for it, as a password.
"""

from __future__ import annotations

from flask import Response, request

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.problems import problem
from azure_scheduler_emulator.testbed.access import shows_token

#: Who asks for this learns nothing but that an emulator is there.
PUBLIC = "/health"


def demand_token(settings: Settings) -> Response | None:
    """Return the refusal of the present request, or None if it may go on."""
    if not settings.control_token or request.path == PUBLIC or _shows(settings.control_token):
        return None
    answer = problem(401, "The control API demands its token: --control-token (EMULATOR_CONTROL_TOKEN).")
    answer.headers["WWW-Authenticate"] = 'Bearer, Basic realm="Azure Scheduler emulator"'
    return answer


def _shows(token: str) -> bool:
    return shows_token(request.headers.get("Authorization", ""), token)
