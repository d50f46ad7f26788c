"""The emulator as a WSGI application, for a server or proxy of your own in front: ``gunicorn --threads 16 wsgi``.

One process only on SQLite. Settings come from the ``EMULATOR_...`` variables; the client's certificate from the header
that ``EMULATOR_CLIENT_CERT_HEADER`` names.
"""

from azure_scheduler_emulator.commands.embedding import application

__all__ = ["application"]
