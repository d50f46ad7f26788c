"""How is this emulator set up? Every setting in force, and who said so; secrets masked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from azure_scheduler_emulator import environment
from azure_scheduler_emulator.config import Settings, default_of, flag, variable
from azure_scheduler_emulator.masking import MASK, address, is_secret

#: What nobody is shown.
SECRET = frozenset({"control_token", "seed_token", "arm_tokens", "kudu_tokens", "kudu_credentials"})


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A setting."""

    name: str
    flag: str
    variable: str
    #: Plain JSON values.
    value: Any
    default: Any
    #: ``default``, ``environment`` (its variable), or ``given``: by a flag, by a program, or made at the start.
    origin: str
    help: str


def in_force(settings: Settings) -> list[InForce]:
    """Return every setting, in the order in which they are documented."""
    variables = environment.given()
    found = []
    for each in fields(settings):
        value, default = getattr(settings, each.name), default_of(each)
        said = variables.get(each.name)
        origin = "default" if value == default else "environment" if said == value else "given"
        found.append(
            InForce(
                name=each.name,
                flag=flag(each.name),
                variable=variable(each.name),
                value=_shown(each.name, value),
                default=_plain(default),
                origin=origin,
                help=each.metadata["help"],
            )
        )
    return found


def _shown(name: str, value: Any) -> Any:
    if value and (name in SECRET or is_secret(name)):
        return MASK
    return address(value) if name == "database_url" else _plain(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
