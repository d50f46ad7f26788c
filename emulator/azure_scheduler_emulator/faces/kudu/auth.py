"""Who is asking? Somebody with the site's deployment credentials (decision 23), or with a bearer token."""

from __future__ import annotations

import hmac

from flask import Response, request

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
    given = request.authorization
    if given is not None and given.type == "bearer" and _is_known((given.token or "").strip(), settings):
        return
    if given is not None and given.type == "bearer":
        raise _challenge(
            f"The bearer token is none that {named('kudu_tokens')} names; {named('kudu_auth')} any takes all."
        )
    if given is None or given.type != "basic":
        raise _challenge("The request brings neither the deployment credentials (Basic) nor a bearer token.")
    if credentials is None:
        raise _challenge("There are no deployment credentials.")
    if not credentials.match(given.username or "", given.password or ""):
        raise _challenge(
            f"The deployment credentials of user '{given.username}' are wrong ({named('kudu_credentials')})."
        )


def _is_known(token: str, settings: Settings) -> bool:
    """Tell whether a bearer token lets in, in the same time whichever it is not."""
    if settings.kudu_auth == "any":
        return bool(token)
    return any(hmac.compare_digest(token.encode(), known.encode()) for known in settings.kudu_tokens)


def _challenge(reason: str) -> KuduError:
    explain(reason)
    headers = {"WWW-Authenticate": 'Basic realm="site"'}
    return KuduError(Response(_PAGE, 401, headers, content_type="text/html"))
