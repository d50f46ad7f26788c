"""What do the applications of all faces have in common?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_smorest import Api, Blueprint

from azure_scheduler_emulator.bootstrap import Emulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Brings the path of a request to the spelling of the routes, in the environment; what the client wrote, and what the
#: path said beside, is kept there for those who need to know.
Spell = Callable[["WSGIEnvironment"], None]


def new_app(name: str, emulator: Emulator, title: str, version: str, spell: Spell, **config: Any) -> Flask:
    """Return an application without routes that knows its ``emulator``; ``name`` is that of the face's module.

    ``title`` and ``version`` are those of its OpenAPI document, ``config`` is added to Flask's.
    """
    app = Flask(name, static_folder=None)
    app.extensions["emulator"] = emulator
    app.config.update(API_TITLE=title, API_VERSION=version, OPENAPI_VERSION="3.0.3", **config)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    inner = app.wsgi_app

    def spelled(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        spell(environ)
        return inner(environ, start_response)

    app.wsgi_app = spelled  # type: ignore[method-assign]
    return app


def complete(
    app: Flask, blueprints: Iterable[Blueprint], answers: Mapping[type[Exception], Callable[..., Any]]
) -> Flask:
    """Return ``app`` with its routes, and with ``answers`` to the exceptions that they raise."""
    api = Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    for kind, answer in answers.items():
        app.register_error_handler(kind, answer)
    return app
