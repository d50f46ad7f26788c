"""How does somebody else's server run the emulator? By this WSGI application, which starts when it is imported."""

from __future__ import annotations

import atexit
from pathlib import Path

from emulator.bootstrap import build
from emulator.certificates.store import ensure
from emulator.clock import wall
from emulator.config import load
from emulator.control.subscriptions import register_default
from emulator.server import logs
from emulator.server.router import everything

_settings = load()
logs.configure(_settings)
ensure(Path(_settings.certs), _settings.server_names, now=wall())
_emulator = build(_settings)
register_default(_emulator)
_emulator.start()
atexit.register(_emulator.stop)

#: Every face and the control API.
application = everything(_emulator)
