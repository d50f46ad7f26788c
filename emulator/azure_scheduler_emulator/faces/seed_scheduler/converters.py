"""Which texts may stand in a path for the key of one thing?"""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class KeyConverter(BaseConverter):
    """The last part of the path of one thing. ``token`` is a path of its own among the users."""

    regex = r"(?!token(?:/|$))[^/.]+"
