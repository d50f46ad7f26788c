"""Which kind of document is it, and which jobs are in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.export.job import ExportedJob
from azure_scheduler_emulator.export.sources import documents, powershell, snapshot, templates


def load(path: Path) -> Any:
    """Return the JSON of a file, read as leniently as the service did.

    Raises:
        InvalidError: it is none.
    """
    data = path.read_bytes()
    # PowerShell 5 redirects into UTF-16 with a mark at its beginning.
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return lenient_json.loads(data.decode(encoding))
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"{path} is no JSON: {error}") from error


def jobs_in(document: Any, now: datetime, name: str, parameters: Mapping[str, str]) -> Iterator[ExportedJob]:
    """Yield the jobs of a document of any kind that is known; ``name`` is what a job without a name is called.

    Raises:
        InvalidError: it is of no such kind, or something is wrong with it.
    """
    if isinstance(document, list):
        for number, item in enumerate(document, 1):
            yield from jobs_in(item, now, f"{name}-{number}", parameters)
    elif snapshot.is_snapshot(document):
        yield from snapshot.read(document, now)
    elif powershell.is_shown(document):
        yield from powershell.read(document, now)
    elif documents.is_definition(document):
        yield from documents.read(document, now, name)
    elif isinstance(documents.member(document, "value"), list):
        yield from jobs_in(documents.member(document, "value"), now, name, parameters)
    elif templates.is_template(document):
        yield from templates.read(document, now, parameters)
    else:
        raise InvalidError(
            f"{name} is neither a job, a list of jobs, an ARM template, what a cmdlet shows, nor a snapshot."
        )
