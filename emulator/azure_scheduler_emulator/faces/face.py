"""What is a face? One emulated API: which requests are its own, and the application that answers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from azure_scheduler_emulator.config import Settings
    from azure_scheduler_emulator.service.services import Services


@dataclass(frozen=True, kw_only=True)
class Face:
    """An emulated API."""

    #: Name of its package, as rules and journals spell it.
    name: str
    title: str
    #: Tell whether a request for a host name and a path is this API's.
    claims: Callable[[str, str], bool]
    create_app: Callable[[Services], Flask]
    #: Tell by its query whether a request that no API claims was meant for this one, and gets its "not found".
    adopts: Callable[[str], bool] = lambda _query: False
    #: Tell whether the settings ask for this API.
    enabled: Callable[[Settings], bool] = lambda _settings: True
    #: The setting that asks for it, if it has to be asked for.
    setting: str = ""
    #: Whether the plain listener serves it too.
    plain: bool = True
