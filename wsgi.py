"""The emulator as a WSGI application, for a server or proxy of your own in front: ``gunicorn --threads 16 wsgi``.

One process only on SQLite. Settings come from the ``EMULATOR_...`` variables; the client's certificate from the header
that ``EMULATOR_CLIENT_CERT_HEADER`` names.
"""

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.assembly import embedded
from azure_scheduler_emulator.environment import load

_settings = load()
logs.configure(_settings)
application = embedded(_settings)

__all__ = ["application"]
