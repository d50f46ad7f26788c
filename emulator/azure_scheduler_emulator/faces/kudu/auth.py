"""Who is asking? Somebody with the site's deployment credentials (decision 23), or with a bearer token."""

from __future__ import annotations

import hmac

from flask import Response, request

from azure_scheduler_emulator.config import Settings
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
    if credentials is None or given is None or given.type != "basic":
        raise _challenge()
    if not credentials.match(given.username or "", given.password or ""):
        raise _challenge()


def _is_known(token: str, settings: Settings) -> bool:
    """Tell whether a bearer token lets in, in the same time whichever it is not."""
    if settings.kudu_auth == "any":
        return bool(token)
    return any(hmac.compare_digest(token.encode(), known.encode()) for known in settings.kudu_tokens)


def _challenge() -> KuduError:
    headers = {"WWW-Authenticate": 'Basic realm="site"'}
    return KuduError(Response(_PAGE, 401, headers, content_type="text/html"))
