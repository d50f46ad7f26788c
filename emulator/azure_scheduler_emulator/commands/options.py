"""How does a setting become a flag, and a command line become settings?

The flags are made from the fields of ``Settings``; which values make sense is said there. click reads neither the
variables nor the defaults: ``environment.load`` does, for whoever starts the emulator without a command line too.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import click
from click.core import ParameterSource

from azure_scheduler_emulator.config import Settings, default_of, flag, variable
from azure_scheduler_emulator.environment import load

#: What a shell offers where a setting's value has this name.
_PATHS = {
    "PATH": click.Path(),
    "FILE": click.Path(dir_okay=False),
    "DIR": click.Path(file_okay=False),
}


def option(name: str) -> click.Option:
    """Return the flag of the setting ``name``."""
    setting = next(one for one in fields(Settings) if one.name == name)
    default, metadata = default_of(setting), setting.metadata
    names, text = flag(name), f"{metadata['help']} ({variable(name)})"
    if isinstance(default, bool):
        return click.Option([f"{names}/--no-{names.removeprefix('--')}", name], default=None, help=text)
    kind: click.ParamType[Any] | None = _PATHS.get(metadata["metavar"])
    if metadata["choices"]:
        kind = click.Choice(metadata["choices"])
    elif isinstance(default, int):
        kind = click.INT
    return click.Option(
        [names, name],
        type=kind,
        metavar=metadata["metavar"] or None,
        multiple=isinstance(default, tuple),
        help=text,
        callback=_no_flag,
    )


def every_option() -> list[click.Parameter]:
    """Return the flags of all settings."""
    return [option(setting.name) for setting in fields(Settings)]


def settings_of(context: click.Context) -> Settings:
    """Return the settings of a command: its flags, over the variables, over the defaults.

    Raises:
        InvalidError: they make no sense.
    """
    known = {setting.name for setting in fields(Settings)}
    return load({name: value for name, value in context.params.items() if name in known and _was_given(context, name)})


def settings_table() -> str:
    """Return the settings as the Markdown table of docs/settings.md."""
    rows = ["| flag | variable | default | what it does |", "|---|---|---|---|"]
    for setting in fields(Settings):
        default: Any = default_of(setting)
        shown = ", ".join(default) if isinstance(default, tuple) else ("no" if default is False else str(default))
        cell = f"`{shown}`" if shown else ""
        rows.append(f"| `{flag(setting.name)}` | `{variable(setting.name)}` | {cell} | {setting.metadata['help']} |")
    return "\n".join(rows)


def _was_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _no_flag(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Refuse a flag in the place of a value, which click would take: the value was forgotten."""
    flags = {name for other in context.command.params for name in other.opts if name.startswith("--")}
    for given in value if isinstance(value, tuple) else (value,):
        if given in flags:
            raise click.BadOptionUsage(parameter.opts[0], f"Option '{parameter.opts[0]}' needs a value.", context)
    return value
