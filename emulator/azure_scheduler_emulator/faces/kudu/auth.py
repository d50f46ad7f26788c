"""Who is asking? Somebody with the site's deployment credentials (decision 23)."""

from __future__ import annotations

from flask import Response, request

from azure_scheduler_emulator.faces.kudu.errors import KuduError
from azure_scheduler_emulator.webjobs.disk.credentials import Credentials

_PAGE = b"<html><head><title>401 - Unauthorized</title></head><body>401 - Unauthorized</body></html>"


def authenticate(credentials: Credentials | None) -> None:
    """Let the present request in, or refuse it.

    Raises:
        KuduError: 401 with the challenge for Basic, which clients wait for before they send anything.
    """
    given = request.authorization
    if credentials is None or given is None or given.type != "basic":
        raise _challenge()
    if not credentials.match(given.username or "", given.password or ""):
        raise _challenge()


def _challenge() -> KuduError:
    headers = {"WWW-Authenticate": 'Basic realm="site"'}
    return KuduError(Response(_PAGE, 401, headers, content_type="text/html"))
