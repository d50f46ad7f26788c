"""How do the documents of the three sibling APIs get into the emulator? As their clients send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.seeding.asking import Question, json_question
from azure_scheduler_emulator.seeding.azure import Step

Document = Mapping[str, Any]


def schedules(given: Document) -> Iterator[Step]:
    """Yield what is asked of the Seed Scheduler, whose users are read when it begins."""
    for user, documents in given.get("schedules", {}).items():
        for number, document in enumerate(documents):
            question = json_question("seed_scheduler", "POST", "/api/v1/schedule/", document, acting=user)
            yield ("seed_scheduler", "schedules", user, number), question


def jobs(given: Document) -> Iterator[Step]:
    """Yield what is asked of the Job Scheduler API."""
    for account, documents in given.items():
        for number, document in enumerate(documents):
            yield (
                ("job_scheduler", account, number),
                json_question("job_scheduler", "POST", "/1/jobs", document, acting=account),
            )


def web_jobs(given: Document, folder: Path) -> Iterator[Step]:
    """Yield what is asked of the Kudu API; files are looked for beside the seed, in ``folder``."""
    for kind in ("triggered", "continuous"):
        for name, job in given.get(kind, {}).items():
            at, path = ("kudu", kind, name), f"/api/{kind}webjobs/{quote(name, safe='')}"
            yield at, _upload(path, job, folder)
            if "settings" in job:
                yield (*at, "settings"), json_question("kudu", "PUT", f"{path}/settings", job["settings"])


def _upload(path: str, job: Document, folder: Path) -> Question:
    """Return what uploads a web job.

    Raises:
        OSError: its file cannot be read.
    """
    name, data = job["run"], job.get("script", "").encode()
    if "file" in job:
        name, data = Path(job["file"]).name, (folder / job["file"]).read_bytes()
    zipped = name.lower().endswith(".zip")
    headers = {
        "Content-Type": "application/zip" if zipped else "application/octet-stream",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Question(face="kudu", method="PUT", path=path, body=data, headers=headers)
