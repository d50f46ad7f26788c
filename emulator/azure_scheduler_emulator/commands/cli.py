"""The command line: ``azure-scheduler-emulator serve | health | certs | settings | version``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.config import Settings, load, variable
from azure_scheduler_emulator.domain.errors import InvalidError


def run(arguments: Sequence[str]) -> int:
    """Carry out a command and return its exit status; 2 for a command that makes no sense, 1 for one that failed."""
    options = vars(_parser().parse_args(arguments))
    command = options.pop("command")
    try:
        return int(command(options))
    except InvalidError as error:
        print(f"azure-scheduler-emulator: {error}", file=sys.stderr)  # noqa: T201 - a command speaks to a person
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="azure-scheduler-emulator",
        description="An Azure-Scheduler-compatible emulator with asynchronous operation tracking.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="listen and run jobs", description="Listen and run jobs.")
    _add_settings(serve)
    serve.set_defaults(command=_serve)
    _add_certs(commands.add_parser("certs", help="issue, show or export the certificates"))
    health = commands.add_parser("health", help="tell by the exit status whether an emulator answers on this machine")
    health.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="how long to wait until it does")
    health.add_argument("--http-port", dest="http_port", type=int, default=None, help=f"port ({variable('http_port')})")
    health.set_defaults(command=_health)
    settings = commands.add_parser("settings", help="print the table of settings in Markdown")
    settings.set_defaults(command=_print_settings)
    version = commands.add_parser("version", help="print the version")
    version.set_defaults(command=_print_version)
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    for setting in fields(Settings):
        default: Any = setting.default_factory() if callable(setting.default_factory) else None
        extra: dict[str, Any] = {
            "dest": setting.name,
            "default": None,
            "help": _help(setting.metadata["help"], setting.name),
        }
        if isinstance(default, bool):
            parser.add_argument(_flag(setting.name), action=argparse.BooleanOptionalAction, **extra)
        elif isinstance(default, tuple):
            metavar = setting.metadata["metavar"] or None
            parser.add_argument(_flag(setting.name), action="append", metavar=metavar, **extra)
        else:
            choices = setting.metadata["choices"] or None
            metavar = setting.metadata["metavar"] or None
            kind = int if isinstance(default, int) else str
            parser.add_argument(_flag(setting.name), type=kind, choices=choices, metavar=metavar, **extra)


def _add_certs(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    issue = actions.add_parser("issue", help="make what is missing in the folder")
    issue.add_argument("names", nargs="*", metavar="NAME", help="further names for the server certificate")
    show = actions.add_parser("show", help="list what is in the folder")
    export = actions.add_parser("export", help="copy what clients need, without the authority's and the server's keys")
    export.add_argument("target", metavar="DIR")
    export.add_argument("--password", default="", help="password of the copy of management.pfx; empty by default")
    for action, command in ((issue, _issue), (show, _show), (export, _export)):
        action.add_argument("--certs", dest="certs", default=None, metavar="DIR", help=f"folder ({variable('certs')})")
        action.set_defaults(command=command)


def _serve(options: dict[str, Any]) -> int:
    from azure_scheduler_emulator.commands.serve import serve

    return serve(_settings(options))


def _health(options: dict[str, Any]) -> int:
    from azure_scheduler_emulator.commands.health import health

    wait = options.pop("wait")
    return health(_settings(options), wait)


def _settings(options: dict[str, Any]) -> Settings:
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    return load(given)


def _issue(options: dict[str, Any]) -> int:
    from azure_scheduler_emulator.commands.certs import issue

    names = tuple(options.pop("names"))
    return issue(_settings(options), names)


def _show(options: dict[str, Any]) -> int:
    from azure_scheduler_emulator.commands.certs import show_all

    return show_all(_settings(options))


def _export(options: dict[str, Any]) -> int:
    from azure_scheduler_emulator.commands.certs import export

    target, password = options.pop("target"), options.pop("password")
    return export(_settings(options), target, password)


def _print_version(_options: dict[str, Any]) -> int:
    print(__version__)  # noqa: T201 - the command's output
    return 0


def _print_settings(_options: dict[str, Any]) -> int:
    print(settings_table())  # noqa: T201 - the command's output
    return 0


def settings_table() -> str:
    """Return the settings as the Markdown table that the README holds."""
    rows = ["| flag | variable | default | what it does |", "|---|---|---|---|"]
    for setting in fields(Settings):
        default: Any = setting.default_factory() if callable(setting.default_factory) else None
        shown = ", ".join(default) if isinstance(default, tuple) else ("no" if default is False else str(default))
        cell = f"`{shown}`" if shown else ""
        rows.append(f"| `{_flag(setting.name)}` | `{variable(setting.name)}` | {cell} | {setting.metadata['help']} |")
    return "\n".join(rows)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _help(text: str, name: str) -> str:
    return f"{text} ({variable(name)})".replace("%", "%%")
