"""How does somebody else's server run the emulator? By this WSGI application, which starts when it is imported."""

from __future__ import annotations

import atexit
from pathlib import Path

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.bootstrap import build
from azure_scheduler_emulator.certificates.store import ensure
from azure_scheduler_emulator.config import load
from azure_scheduler_emulator.control.subscriptions import register_default
from azure_scheduler_emulator.gateway.router import everything
from azure_scheduler_emulator.machine import wall

_settings = load()
logs.configure(_settings)
ensure(Path(_settings.certs), _settings.server_names, now=wall())
_emulator = build(_settings)
register_default(_emulator)
_emulator.start()
atexit.register(_emulator.stop)

#: Every face and the control API.
application = everything(_emulator)
