"""Everything in one document, out and in again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice
from typing import IO, Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Range

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.clock import SHARED
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError
from azure_scheduler_emulator.engine.clockwork import Clockwork
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.faults import ActiveRule, FaultPlan, Rule
from azure_scheduler_emulator.journal import Exchange, Journal
from azure_scheduler_emulator.news import News, Topic
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.sinks import Reply, Sinks
from azure_scheduler_emulator.storage import facts, snapshot
from azure_scheduler_emulator.storage.json_document import JsonDocument
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.storage.tables import SCHEMA_VERSION
from azure_scheduler_emulator.storage.wake_up import WakeUp
from azure_scheduler_emulator.testbed.documents import (
    ClockDocument,
    FaultDocument,
    ReplyDocument,
    clock_document,
    fault_document,
    read_rule,
)

#: Rows that are written together.
_TOGETHER = 500


class _Counted(FaultDocument):
    """A fault with its counters."""

    id = fields.String(required=True)
    met = fields.Integer(strict=True, load_default=0)
    applied = fields.Integer(strict=True, load_default=0)


class _Scripted(Schema):
    """A sink with its script and how far it has got."""

    name = fields.String(required=True)
    answers = fields.List(fields.Nested(ReplyDocument), load_default=list)
    position = fields.Integer(strict=True, load_default=0)


def _check_version(text: str) -> None:
    """Refuse what a later version wrote: what it means by a member is not known here.

    Raises:
        ValidationError: it is later, or no version.
    """
    try:
        later = _numbers(text) > _numbers(__version__)
    except ValueError:
        raise ValidationError("This is no version.") from None
    if later:
        raise ValidationError(f"Version {text} wrote this, and {__version__} cannot know what it means.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])


class StateDocument(Schema):
    """A snapshot, or a seed, which may have a part for a single face beside."""

    class Meta:
        unknown = RAISE

    version = fields.String(validate=_check_version)
    #: By which the rows of tables are written; the first one did not say so.
    schema = fields.Integer(strict=True, load_default=1, validate=Range(1, SCHEMA_VERSION))
    #: Read by that face when it begins.
    seed_scheduler = fields.Dict()

    clock = fields.Nested(ClockDocument)
    faults = fields.List(fields.Nested(_Counted))
    sinks = fields.List(fields.Nested(_Scripted))


for _table in snapshot.TABLES:
    # Read row by row; what comes here is none of that.
    StateDocument._declared_fields[_table] = fields.List(fields.Dict(keys=fields.String()))


class Snapshots:
    """Takes everything as one document, and puts it back."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        clockwork: Clockwork,
        wake_up: WakeUp,
        proof: Callable[[Stored], None],
        *,
        faults: FaultPlan,
        sinks: Sinks,
        requests: Journal[Exchange],
        news: News,
    ) -> None:
        self._store = store
        self._engine = engine
        self._clockwork = clockwork
        self._wake_up = wake_up
        #: Raises InvalidError for a job that could not be shown afterwards.
        self._proof = proof
        self._faults = faults
        self._sinks = sinks
        self._requests = requests
        self._news = news

    def take(self) -> dict[str, Any]:
        """Return everything as one document."""
        with io.BytesIO() as file:
            self.write(file)
            document: dict[str, Any] = json.loads(file.getvalue())
        return document

    def write(self, file: IO[bytes]) -> None:
        """Write everything to ``file`` as one document, as it is at the beginning; nobody waits for the end."""
        with ExitStack() as stack:
            with self._clockwork.still():
                tx = stack.enter_context(self._store.picture())
                members = self._members()
            for name, value in members.items():
                file.write(f"{'{' if name == 'version' else ','}\n{json.dumps(name)}: {json.dumps(value)}".encode())
            for name in snapshot.TABLES:
                file.write(f",\n{json.dumps(name)}: [".encode())
                separator, texts = "\n", snapshot.texts(tx, name)
                while some := list(islice(texts, _TOGETHER)):
                    file.write((separator + ",\n".join(some)).encode())
                    separator = ",\n"
                file.write(b"]")
            file.write(b"\n}\n")

    def _members(self) -> dict[str, Any]:
        """Return what of a document is not stored in tables."""
        return {
            "version": __version__,
            "schema": SCHEMA_VERSION,
            "clock": ClockDocument().dump(clock_document(self._clockwork.clocks.shared, kept=True)),
            "faults": [_Counted().dump(fault_document(item) | {"met": item.met}) for item in self._faults.rules()],
            "sinks": [
                _Scripted().dump({"name": name, "answers": script, "position": position})
                for name, script, position in self._sinks.scripts()
            ],
        }

    def restore(self, given: Any) -> None:
        """Do what ``read`` does with a document that is in memory.

        Raises:
            InvalidError: the document does not fit; nothing has changed then.
        """
        self.read(io.BytesIO(json.dumps(given).encode()))

    def read(self, file: IO[bytes]) -> None:
        """Put a document of ``write`` in the place of everything that is there. Parts that it lacks are left as they
        are; what is stored is one part.

        Raises:
            InvalidError: the document does not fit; nothing has changed then.
        """
        document = JsonDocument(file, snapshot.TABLES)
        state = _loaded(document)
        rules = [_counted(item) for item in state.get("faults", ())]
        if self._store.shared and "clocks" in document.places and any(document.items("clocks")):
            raise ConflictError("A test clock is one process's, and other processes use this database too.")
        self._clockwork.keeping.check_rate(state.get("clock", {}).get("rate", 0.0))
        with self._clockwork.overtaking("Another state was put in its place."):
            if document.places:
                self._store_rows(document, state["schema"])
            if "clock" in state:
                self._set_clock(state["clock"])
            self._restore_tools(state, rules)
            self._requests.forget()
            self._engine.forget_calls()
        self._wake_up.ring(SHARED)
        self._news.tell(Topic.ALL)

    def _store_rows(self, document: JsonDocument, schema: int) -> None:
        upgrade = snapshot.upgrade_from(schema)
        with self._store.begin() as tx:
            snapshot.clear(tx)
            for name in snapshot.TABLES:
                snapshot.put(tx, name, document.items(name), upgrade)
            for group, collection, job in snapshot.read_back(tx):
                self._proof(Stored(group=group, collection=collection, job=job))
            self._store.epochs.forget_everything()
        self._clockwork.keeping.reload()

    @property
    def seeded(self) -> bool:
        """Whether this database has been begun with a seed before."""
        with self._store.read() as tx:
            return facts.get(tx, "seeded") is not None

    def note_seeded(self, paths: str) -> None:
        """Note with which seeds this database has been begun."""
        with self._store.begin() as tx:
            facts.put(tx, "seeded", paths)

    def _set_clock(self, wanted: dict[str, Any]) -> None:
        now = wanted.get("now", self._clockwork.clocks.shared.now())
        self._clockwork.keeping.begin(None if wanted["mode"] == "system" else now, wanted.get("rate", 0.0))

    def _restore_tools(self, state: dict[str, Any], rules: list[ActiveRule]) -> None:
        if "faults" in state:
            self._faults.clear()
            for active in rules:
                self._faults.add(active.rule, met=active.met, applied=active.applied)
        if "sinks" in state:
            self._sinks.clear()
            for sink in state["sinks"]:
                self._sinks.script(sink["name"], [Reply(**answer) for answer in sink["answers"]], sink["position"])


def _loaded(document: JsonDocument) -> dict[str, Any]:
    """Return the members of a document that are no rows; these are only looked at."""
    try:
        others = document.walk(_check_row)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InvalidError(f"The state cannot be read at {document.place}: {reason}.") from error
    try:
        loaded: dict[str, Any] = StateDocument().load(others)
    except ValidationError as error:
        raise InvalidError(f"The state does not fit: {json.dumps(error.messages)[:2000]}") from error
    return loaded


def _check_row(name: str, number: int, row: Any) -> None:
    if not isinstance(row, dict):
        raise InvalidError(f"{name}[{number}] of the state is no object.")


def _counted(given: dict[str, Any]) -> ActiveRule:
    rule: Rule = read_rule(given["id"], given)
    return ActiveRule(rule, given["met"], given["applied"])
