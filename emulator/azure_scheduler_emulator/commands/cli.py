"""The command line, by click: which commands there are, and how it ends when one makes no sense.

A verb to come is a command here, or a group in a module of its own that is added at the end. What a command needs is
imported when it is called, since completion asks for all of them at each press of the key.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import ClassVar

import click

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.commands.certs import certs
from azure_scheduler_emulator.commands.failing import INTERRUPTED, MENDABLE, NO, Failure
from azure_scheduler_emulator.commands.lazy import LazyGroup
from azure_scheduler_emulator.commands.options import every_option, option, settings_of, settings_table
from azure_scheduler_emulator.domain.errors import InvalidError

PROGRAM = "azure-scheduler-emulator"
#: What click asks the environment for when a shell wants completions.
COMPLETE = "_AZURE_SCHEDULER_EMULATOR_COMPLETE"
_VERBS = "azure_scheduler_emulator.commands.verbs"


def run(arguments: Sequence[str]) -> int:
    """Carry out a command and return its exit status: 2 for what the user can mend, said in a sentence on stderr."""
    try:
        return int(cli.main(list(arguments), prog_name=PROGRAM, complete_var=COMPLETE, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except click.UsageError as error:
        complain(error.format_message(), error.ctx.command_path if error.ctx else PROGRAM)
    except InvalidError as error:
        complain(str(error))
    except BrokenPipeError:
        # Nobody reads on: head has what it wants. Python would say so once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Failure as error:
        click.echo(f"{PROGRAM}: {error.format_message()}", err=True)
        return error.status
    except click.ClickException as error:
        complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return MENDABLE


def complain(text: str, who: str = PROGRAM) -> None:
    """Say what is wrong, in one line."""
    click.echo(f"{who}: {' '.join(text.splitlines())}", err=True)


class Commands(LazyGroup):
    """What is here, and the verbs, which ask a running emulator."""

    modules: ClassVar[dict[str, str]] = {
        "clock": f"{_VERBS}.clock",
        "doctor": f"{_VERBS}.doctor",
        "executions": f"{_VERBS}.journals",
        "export": "azure_scheduler_emulator.commands.export",
        "faults": f"{_VERBS}.faults",
        "jobs": f"{_VERBS}.jobs",
        "requests": f"{_VERBS}.journals",
        "seed": f"{_VERBS}.seed",
        "reset": f"{_VERBS}.state",
        "sinks": f"{_VERBS}.sinks",
        "state": f"{_VERBS}.state",
        "wait": f"{_VERBS}.journals",
    }


@click.group(cls=Commands, help="An Azure-Scheduler-compatible emulator with asynchronous operation tracking.")
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """Carry out one of the commands below."""


@cli.command("serve", help="Listen and run jobs.", params=every_option())
@click.pass_context
def _serve(context: click.Context, /, **_flags: object) -> int:
    from azure_scheduler_emulator.commands import serve

    return serve.serve(settings_of(context))


@cli.command(
    "worker",
    help="Make the attempts of emulators that run with --attempts celery (docs/scale.md).",
    short_help="Make attempts for other emulators.",
    params=[
        option(name)
        for name in (
            "broker",
            "database_url",
            "database_connections",
            "workers",
            "map",
            "target_verify",
            "log_format",
            "log_level",
        )
    ],
)
@click.pass_context
def _worker(context: click.Context, /, **_flags: object) -> int:
    from azure_scheduler_emulator.commands import worker

    return worker.work(settings_of(context))


@cli.command(
    "health",
    help="Tell by the exit status whether an emulator answers on this machine.",
    short_help="Tell whether an emulator answers.",
    params=[option("http_port")],
)
@click.option("--wait", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS", help="How long to wait for it.")
@click.pass_context
def _health(context: click.Context, /, wait: float, **_flags: object) -> int:
    from azure_scheduler_emulator.commands import health

    return health.health(settings_of(context), wait)


@cli.command("settings", help="Print the table of settings in Markdown.")
def _settings() -> None:
    click.echo(settings_table())


@cli.command("version", help="Print the version.")
def _version() -> None:
    click.echo(__version__)


@cli.command(
    "completion",
    help="Print the script that has a shell complete the commands; docs/command-line.md says how to load it.",
    short_help="Print what has a shell complete commands.",
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def _completion(shell: str) -> None:
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is not None:
        click.echo(made(cli, {}, PROGRAM, COMPLETE).source())


cli.add_command(certs)
