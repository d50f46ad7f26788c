"""How does an emulator begin with what is in seed files? In their order, all or nothing, and once for each database.

A snapshot, which has rows (``testbed.snapshots``), takes the place of everything; a seed by names adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.seed_files import SeedFile, Way, read
from azure_scheduler_emulator.seeding import azure, siblings
from azure_scheduler_emulator.seeding.asking import Ask, Question, words
from azure_scheduler_emulator.seeding.azure import Step
from azure_scheduler_emulator.seeding.documents import SeedDocument
from azure_scheduler_emulator.sinks import Reply
from azure_scheduler_emulator.testbed.documents import read_rule
from azure_scheduler_emulator.testbed.testbed import Testbed

#: How a snapshot begins.
_BEGINNING = re.compile(rb'\s*\{\s*"version"\s*:')
#: Members that a snapshot and a seed by names both have.
_BOTH = frozenset({"clock", "faults", "sinks", "seed_scheduler"})


@dataclass(frozen=True)
class _Seed:
    """One file: a snapshot to be read row by row, a smaller one in memory, or a seed by names."""

    path: Path
    file: SeedFile | None = None
    document: dict[str, Any] | None = None


def apply(paths: Sequence[str], testbed: Testbed, ask: Ask) -> None:
    """Have ``testbed`` begin with what is in the files, unless its database has been begun with some before.

    Raises:
        InvalidError: one of them cannot be read, or does not fit; nothing has changed then.
    """
    seeds = [_read(Path(path)) for path in paths]
    if testbed.snapshots.seeded:
        return
    before = testbed.snapshots.take()
    try:
        for seed in seeds:
            if seed.file is not None and seed.document is not None:
                _begin(seed.file, seed.document, testbed, ask)
            else:
                _restore(seed, testbed)
        for seed in seeds:
            # Last of all: they are for what comes from outside.
            if seed.file is not None and seed.document is not None:
                _set_tools(seed.file, seed.document, testbed)
    except InvalidError:
        testbed.snapshots.restore(before)
        raise
    testbed.snapshots.note_seeded(", ".join(paths))


def _read(path: Path) -> _Seed:
    if _is_written_by_us(path):
        return _Seed(path)
    file = read(path)
    return _Seed(path, file, None if is_snapshot(file.data) else check(file))


def _is_written_by_us(path: Path) -> bool:
    """Tell by its beginning whether a file is a snapshot as we write them, which may be larger than memory."""
    try:
        with path.open("rb") as file:
            return _BEGINNING.match(file.read(1000)) is not None
    except OSError:
        return False


def _restore(seed: _Seed, testbed: Testbed) -> None:
    try:
        if seed.file is not None:
            testbed.snapshots.restore(seed.file.data)
        else:
            with seed.path.open("rb") as file:
                testbed.snapshots.read(file)
    except OSError as error:
        raise InvalidError(f"The seed document {seed.path} cannot be read: {error}") from error
    except InvalidError as error:
        raise InvalidError(f"The seed document {seed.path}: {error}") from error


def is_snapshot(data: Mapping[str, Any]) -> bool:
    """Tell whether a document has rows, as snapshots have; what has names only is a seed by names."""
    if {"version", "schema"} & set(data) or any(isinstance(data[name], list) for name in set(data) - _BOTH):
        return True
    faults, sinks = data.get("faults"), data.get("sinks")
    numbered = isinstance(faults, list) and any(isinstance(each, dict) and "id" in each for each in faults)
    return numbered or isinstance(sinks, list)


def check(file: SeedFile) -> dict[str, Any]:
    """Return what a seed by names holds.

    Raises:
        InvalidError: it does not fit; the message names line, path and what is wrong.
    """
    try:
        loaded: dict[str, Any] = SeedDocument().load(file.data)
    except ValidationError as error:
        way, why = next(_wrongs(error.messages))
        raise InvalidError(_wrong(file, way, why)) from error
    return loaded


def _begin(file: SeedFile, document: dict[str, Any], testbed: Testbed, ask: Ask) -> None:
    if "clock" in document:
        testbed.snapshots.restore({"clock": document["clock"]})
    for identity, given in document.get("subscriptions", {}).items():
        certificate = given.get("certificate")
        with _blaming(file, ("subscriptions", identity, *(("certificate",) if certificate else ()))):
            pem = (file.path.parent / certificate).read_text(encoding="ascii") if certificate else None
            testbed.registrations.admit(identity, pem)
    for way, question in _steps(file, document):
        with _blaming(file, way):
            _carried_out(question, ask)


def _carried_out(question: Question, ask: Ask) -> None:
    """Ask, and once more if something may be there already.

    Raises:
        InvalidError: it is refused.
    """
    answer = ask(question)
    if answer.status < 300:
        return
    if question.otherwise:
        again = replace(question, headers={**question.headers, **question.otherwise}, otherwise={})
        if ask(again).status < 300:
            return
    raise InvalidError(words(answer))


def _steps(file: SeedFile, document: Mapping[str, Any]) -> Iterator[Step]:
    for identity, given in document.get("subscriptions", {}).items():
        yield from azure.steps(identity, given)
    yield from siblings.schedules(document.get("seed_scheduler", {}))
    yield from siblings.jobs(document.get("job_scheduler", {}))
    with _blaming(file, ("kudu",)):
        yield from siblings.web_jobs(document.get("kudu", {}), file.path.parent)


def _set_tools(file: SeedFile, document: Mapping[str, Any], testbed: Testbed) -> None:
    for name, answers in document.get("sinks", {}).items():
        testbed.sinks.script(name, [Reply(**answer) for answer in answers])
    for number, given in enumerate(document.get("faults", ())):
        with _blaming(file, ("faults", number)):
            testbed.faults.add(read_rule(testbed.new_id(), given))


@contextmanager
def _blaming(file: SeedFile, way: Way) -> Iterator[None]:
    """Have an error in the block say where in the seed it comes from."""
    try:
        yield
    except OSError as error:
        raise InvalidError(_wrong(file, way, f"{error.filename}: {error.strerror}")) from error
    except (InvalidError, ValueError) as error:
        raise InvalidError(_wrong(file, way, str(error))) from error


def _wrong(file: SeedFile, way: Way, why: str) -> str:
    path = ".".join(str(step) for step in way)
    return f"{file.place(way)}: {path}: {why}" if path else f"{file.place(way)}: {why}"


def _wrongs(messages: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[Way, str]]:
    """Yield what does not fit, with the way to it, of what marshmallow says."""
    if isinstance(messages, list):
        for each in messages:
            yield from _wrongs(each, way)
    elif isinstance(messages, dict):
        for name, below in messages.items():
            # Of objects with any keys it says of which half it speaks; and "_schema" is the object itself.
            yield from _wrongs(below, way if name in ("key", "value", "_schema") else (*way, name))
    else:
        yield way, str(messages)
