"""What does ``certs`` do?"""

from __future__ import annotations

from pathlib import Path

import click

from azure_scheduler_emulator.commands.options import option, settings_of
from azure_scheduler_emulator.config import Settings


@click.group(help="Issue, show or export the certificates.")
def certs() -> None:
    """Carry out one of the actions below."""


@certs.command(help="Make what is missing in the folder, and list what is there.", params=[option("certs")])
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_context
def issue(context: click.Context, /, names: tuple[str, ...], **_flags: object) -> None:
    """Carry out ``certs issue``; the names are further ones for the server's certificate."""
    settings = settings_of(context)
    _ensure(settings, names)
    _list(settings)


@certs.command(help="List what is in the folder.", params=[option("certs")])
@click.pass_context
def show(context: click.Context, /, **_flags: object) -> None:
    """Carry out ``certs show``."""
    _list(settings_of(context))


@certs.command(
    help="Copy what clients need, without the authority's and the server's keys.",
    short_help="Copy what clients need.",
    params=[option("certs")],
)
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False))
@click.option("--password", default="", help="Password of the copy of management.pfx; empty by default.")
@click.pass_context
def export(context: click.Context, /, target: str, password: str, **_flags: object) -> None:
    """Carry out ``certs export``."""
    from azure_scheduler_emulator.certificates import store

    settings = settings_of(context)
    _ensure(settings)
    store.export(Path(settings.certs), Path(target), password)
    click.echo(f"Exported to {target}.")


def _ensure(settings: Settings, names: tuple[str, ...] = ()) -> None:
    from azure_scheduler_emulator.certificates import store
    from azure_scheduler_emulator.machine import wall

    store.ensure(Path(settings.certs), (*settings.server_names, *names), now=wall())


def _list(settings: Settings) -> None:
    from azure_scheduler_emulator.certificates import store

    for one in store.show(Path(settings.certs)):
        click.echo(f"{one.file:18} {one.thumbprint}  until {one.not_after:%Y-%m-%d}  {one.subject}")
