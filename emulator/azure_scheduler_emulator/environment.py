"""What does the environment say? Its only reader.

Each setting has a variable; every other variable that looks like one is refused, or a wrong letter would go unnoticed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any

from azure_scheduler_emulator.config import PREFIX, Settings, default_of, variable
from azure_scheduler_emulator.domain.errors import InvalidError

#: Variables that are no settings of a server: where clients of one find it.
RESERVED = frozenset({"EMULATOR_URL"})
#: What Kubernetes tells every container of a namespace that has a service called "emulator".
_SERVICE_LINK = re.compile(
    r"EMULATOR_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"
)


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings: a flag beats its variable, and that beats the default. Flags that are None were not given.

    Raises:
        InvalidError: a variable is unknown, or its value does not fit.
    """
    environ = os.environ if environ is None else environ
    for name, value in environ.items():
        _check_known(name, value)
    values = {f.name: read(f.name, environ[variable(f.name)]) for f in fields(Settings) if variable(f.name) in environ}
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    return Settings(**values)


def given(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the values of the settings whose variables are set, as far as they make sense."""
    environ = os.environ if environ is None else environ
    found = {}
    for setting in fields(Settings):
        if variable(setting.name) in environ:
            with suppress(InvalidError):
                found[setting.name] = read(setting.name, environ[variable(setting.name)])
    return found


def url_of_client(environ: Mapping[str, str] | None = None) -> str:
    """Return where clients find the server that they are meant for; empty if nobody says."""
    return (os.environ if environ is None else environ).get("EMULATOR_URL", "")


def job_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that web jobs inherit: this process's, without the emulator's own settings."""
    environ = os.environ if environ is None else environ
    return {name: value for name, value in environ.items() if not name.startswith(PREFIX)}


def read(name: str, text: str) -> Any:
    """Return the value of the setting ``name`` that ``text`` stands for.

    Raises:
        InvalidError: it stands for none.
    """
    setting = next(f for f in fields(Settings) if f.name == name)
    default = default_of(setting)
    if isinstance(default, bool):
        return _switch(name, text)
    if isinstance(default, int):
        return _number(name, text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    choices = setting.metadata["choices"]
    if choices and text not in choices:
        raise InvalidError(f"{variable(name)} is '{text}'; it must be one of {', '.join(choices)}.")
    return text


def _switch(name: str, text: str) -> bool:
    if text.strip().lower() in ("1", "true", "yes", "on"):
        return True
    if text.strip().lower() in ("", "0", "false", "no", "off"):
        return False
    raise InvalidError(f"{variable(name)} is '{text}'; it must be yes or no.")


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidError(f"{variable(name)} is '{text}'; it must be a number.") from None


def _check_known(name: str, value: str) -> None:
    """Refuse a variable that looks like a setting and is none."""
    if not name.startswith(PREFIX) or name in RESERVED:
        return
    known = [variable(setting.name) for setting in fields(Settings)]
    if name in known:
        return
    if _SERVICE_LINK.fullmatch(name) and (name != "EMULATOR_PORT" or "://" in value):
        return
    from difflib import get_close_matches

    meant = get_close_matches(name, known, 1)
    raise InvalidError(f"{name} is not a setting{f'; {meant[0]} is one' if meant else ''}.")
