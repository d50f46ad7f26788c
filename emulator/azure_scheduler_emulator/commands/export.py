"""What does ``export`` do?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azure_scheduler_emulator.domain.errors import InvalidError

if TYPE_CHECKING:
    from azure_scheduler_emulator.export.job import ExportedJob
    from azure_scheduler_emulator.export.running import Exported

#: As the registry of targets has them; a test compares. Importing it here would slow down every other command.
TARGETS = (
    *("logic-apps-arm", "logic-apps-bicep", "azure-functions", "kubernetes", "eventbridge", "cloud-scheduler"),
    *("github-actions", "crontab"),
)
REPORT, REPORT_JSON, SECRETS = "report.md", "report.json", "secrets.json"


@click.command(
    help="Write jobs as documents of other schedulers, with a report of what does not carry over. The jobs come from a "
    "running emulator (--url), or from files: snapshots, job definitions, ARM templates, what PowerShell's cmdlets "
    "show. "
    "The exit status is 0 when every job is at every target and fires at the same times, 3 when one fires at other "
    "times, 4 when one is missing; the report says which and why.",
    short_help="Write jobs as documents of other schedulers.",
)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", metavar="URL", help="Take the jobs of the emulator whose http listener is there.")
@click.option("--token", default="", metavar="TOKEN", help="Its control token, if it has one.")
@click.option("--to", "targets", multiple=True, type=click.Choice(TARGETS), help="A target; all of them by default.")
@click.option("--only", multiple=True, metavar="NAME", help="Only the job of that name; may be given several times.")
@click.option(
    "--output",
    default="exported",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the documents go.",
)
@click.option("--at", metavar="MOMENT", help="The moment from which times are compared; by default the clock's.")
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for a parameter of an ARM template; may be given several times.",
)
@click.option(
    "--most-rules",
    default=24,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many rules one job may become where one cannot say it.",
)
@click.option("--with-secrets", is_flag=True, help=f"Write the values of secrets in clear into {SECRETS}.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def export(
    files: tuple[Path, ...],
    url: str | None,
    token: str,
    targets: tuple[str, ...],
    only: tuple[str, ...],
    output: Path,
    at: str | None,
    parameters: tuple[str, ...],
    most_rules: int,
    with_secrets: bool,
    as_json: bool,
) -> int:
    """Carry out ``export``."""
    from azure_scheduler_emulator.domain.time.moment import parse
    from azure_scheduler_emulator.export import report, running
    from azure_scheduler_emulator.export.targets.registry import BY_NAME

    if bool(url) == bool(files):
        raise click.UsageError("Give files, or the --url of an emulator.")
    jobs = _jobs(files, url, token, parse(at) if at else None, _pairs(parameters))
    if only:
        jobs = [job for job in jobs if job.name in only or job.title in only]
    if not jobs:
        raise InvalidError("There is no job to export.")
    made = running.export(jobs, [BY_NAME[name] for name in targets or TARGETS], most_rules=most_rules)
    _write(output, made, with_secrets)
    click.echo(report.as_json(made.outcomes) if as_json else report.as_table(made.outcomes, output), nl=False)
    return report.exit_status(made.outcomes)


def _jobs(
    files: tuple[Path, ...], url: str | None, token: str, at: datetime | None, parameters: Mapping[str, str]
) -> list[ExportedJob]:
    from azure_scheduler_emulator.export.sources import reading, snapshot
    from azure_scheduler_emulator.machine import wall

    documents = [(path.stem, reading.load(path)) for path in files] if files else [("state", _state(url or "", token))]
    found: list[ExportedJob] = []
    for name, document in documents:
        stood = snapshot.clock_of(document) if snapshot.is_snapshot(document) else None
        found += reading.jobs_in(document, at or stood or wall(), name, parameters)
    return found


def _state(url: str, token: str) -> Any:
    """Return the snapshot of a running emulator.

    Raises:
        InvalidError: it does not answer, or not with a snapshot.
    """
    import requests

    address = f"{url.rstrip('/')}/_emulator/state"
    try:
        answer = requests.get(address, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=60)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError) as error:
        raise InvalidError(f"{address} does not answer with a snapshot: {error}") from error


def _pairs(parameters: tuple[str, ...]) -> dict[str, str]:
    for pair in parameters:
        if "=" not in pair:
            raise click.UsageError(f"--parameter '{pair}' is not NAME=VALUE.")
    return dict(pair.split("=", 1) for pair in parameters)


def _write(output: Path, made: Exported, with_secrets: bool) -> None:
    import json

    from azure_scheduler_emulator.export import report

    texts = {**made.documents, REPORT: report.as_markdown(made.outcomes), REPORT_JSON: report.as_json(made.outcomes)}
    folders = {path.split("/")[0] for path in made.documents}
    for found in sorted(item for name in folders for item in (output / name).rglob("*") if item.is_file()):
        if found.relative_to(output).as_posix() not in texts:
            click.echo(f"{found} is left from an earlier export.", err=True)
    for path, text in texts.items():
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    if with_secrets:
        values = {secret.name: secret.value for outcome in made.outcomes for secret in outcome.secrets}
        target = output / SECRETS
        # Readable by its user only, before anything is in it.
        target.touch(mode=0o600)
        target.chmod(0o600)
        target.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
