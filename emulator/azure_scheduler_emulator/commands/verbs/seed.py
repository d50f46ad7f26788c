"""``seed``: what may stand in a seed, and does it stand there rightly? Nothing is listened on for that."""

from __future__ import annotations

import json
from dataclasses import replace
from tempfile import TemporaryDirectory

import click

from azure_scheduler_emulator.commands.options import option, settings_of


@click.group(help="Print the JSON Schema of seeds, or try seeds out.")
def seed() -> None:
    """Carry out one of the actions below."""


@seed.command(help="Print the JSON Schema of a seed by names, for editors.")
def schema() -> None:
    """Carry out ``seed schema``."""
    from azure_scheduler_emulator.seeding.schema import seed_schema

    click.echo(json.dumps(seed_schema(), indent=2))


@seed.command(
    help="Apply FILEs to an emulator that is gone afterwards; ends with 2 and the line if one does not fit.",
    short_help="Try seeds out, in order.",
    params=[option("certs")],
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.pass_context
def check(context: click.Context, /, files: tuple[str, ...], **_flags: object) -> None:
    """Carry out ``seed check``."""
    from azure_scheduler_emulator import assembly

    with TemporaryDirectory(prefix="seed-") as home:
        # Web jobs get a home of their own, whether there will be one or not.
        settings = replace(settings_of(context), seed=files, state="", database_url="", kudu=home)
        emulator = assembly.build(settings)
        try:
            assembly.seed(emulator)
            jobs = emulator.testbed.glances.counts().states
        finally:
            emulator.stop()
    click.echo(f"{', '.join(files)}: {sum(jobs.values())} jobs")
