"""Who makes the attempts of this process, by its settings?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.engine.crew import Crew
from azure_scheduler_emulator.engine.dispatcher import MakeDispatcher
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.storage.store import Store

if TYPE_CHECKING:
    from azure_scheduler_emulator.remote.dispatch import Sends


def dispatcher(settings: Settings, store: Store, engine: Engine, celery: Sends | None = None) -> MakeDispatcher:
    """Return what makes the dispatcher; ``celery`` stands in for Celery where it is given.

    Raises:
        InvalidError: the broker of the settings cannot be used.
    """
    if settings.attempts == "pool":
        return lambda perform, has_room: Crew(settings.workers, settings.per_host, perform, has_room)
    from azure_scheduler_emulator.engine.followed import Followed
    from azure_scheduler_emulator.remote.broker import application
    from azure_scheduler_emulator.remote.dispatch import CeleryDispatcher

    app, followed = celery or application(settings.broker), Followed(store, engine.note)
    return lambda _perform, has_room: CeleryDispatcher(
        app, settings.per_host, engine.condition, followed=followed, has_room=has_room
    )
