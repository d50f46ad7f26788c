"""Who is asking? Somebody with the site's deployment credentials (decision 23), or with a bearer token."""

from __future__ import annotations

import hmac

from flask import Response, request
from werkzeug.datastructures import Authorization

from azure_scheduler_emulator.config import Settings, named
from azure_scheduler_emulator.faces.application import explain
from azure_scheduler_emulator.faces.kudu.errors import KuduError
from azure_scheduler_emulator.webjobs.disk.credentials import Credentials

_PAGE = b"<html><head><title>401 - Unauthorized</title></head><body>401 - Unauthorized</body></html>"


def authenticate(credentials: Credentials | None, settings: Settings) -> None:
    """Let the present request in, or refuse it.

    Raises:
        KuduError: 401 with the challenge for Basic, which clients wait for before they send anything.
    """
    reason = reason_against(request.headers.get("Authorization", ""), credentials, settings)
    if reason:
        explain(reason)
        headers = {"WWW-Authenticate": 'Basic realm="site"'}
        raise KuduError(Response(_PAGE, 401, headers, content_type="text/html"))


def reason_against(header: str, credentials: Credentials | None, settings: Settings) -> str:
    """Return why whoever shows this ``Authorization`` is kept out; nothing if they are let in."""
    given = _read(header)
    if given is not None and given.type == "bearer":
        if _is_known((given.token or "").strip(), settings):
            return ""
        return f"The bearer token is none that {named('kudu_tokens')} names; {named('kudu_auth')} any takes all."
    if given is None or given.type != "basic":
        return "The request brings neither the deployment credentials (Basic) nor a bearer token."
    if credentials is None:
        return "There are no deployment credentials."
    if not credentials.match(given.username or "", given.password or ""):
        return f"The deployment credentials of user '{given.username}' are wrong ({named('kudu_credentials')})."
    return ""


def _read(header: str) -> Authorization | None:
    try:
        return Authorization.from_header(header)
    except ValueError:  # It is not even ASCII.
        return None


def _is_known(token: str, settings: Settings) -> bool:
    """Tell whether a bearer token lets in, in the same time whichever it is not."""
    if settings.kudu_auth == "any":
        return bool(token)
    return any(hmac.compare_digest(token.encode(), known.encode()) for known in settings.kudu_tokens)
