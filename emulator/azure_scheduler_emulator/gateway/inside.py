"""How does the emulator ask its own APIs? Their applications, without a listener, a guard and a journal in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure_scheduler_emulator.config import named
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.face import Face
from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.seeding.asking import Answer, Question
from azure_scheduler_emulator.service.services import Services

if TYPE_CHECKING:
    from flask import Flask


class Inside:
    """Asks in somebody's name."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._apps: dict[str, Flask] = {}

    def __call__(self, question: Question) -> Answer:
        """Return the answer of the API.

        Raises:
            InvalidError: the settings do not ask for that API.
        """
        # Here, because only who has a seed needs it.
        from werkzeug.test import EnvironBuilder, run_wsgi_app

        face = next(each for each in FACES if each.name == question.face)
        builder = EnvironBuilder(
            path=question.path,
            method=question.method,
            headers=list(question.headers.items()),
            data=question.body,
            base_url="https://localhost",
        )
        try:
            environ = builder.get_environ()
            here = Incoming.begin(environ, self._services.clock)
            here.acting = question.acting
            chunks, status, _ = run_wsgi_app(self._app(face), environ, buffered=True)
        finally:
            builder.close()
        return Answer(int(status[:3]), b"".join(chunks).decode("utf-8", "replace"), here.reason)

    def _app(self, face: Face) -> Flask:
        if not face.enabled(self._services.settings):
            raise InvalidError(f"The {face.title} is off; {named(face.setting)} asks for it.")
        if face.name not in self._apps:
            self._apps[face.name] = face.create_app(self._services)
        return self._apps[face.name]
