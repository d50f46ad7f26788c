"""Databases of older schemas: kept as they are until they are of today's as a whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.storage import migrations, upgrading
from azure_scheduler_emulator.storage.store import StateError, Store
from azure_scheduler_emulator.storage.tables import SCHEMA_VERSION
from sqlalchemy import create_engine, inspect, text

SCHEMAS = Path(__file__).parent.parent / "fixtures" / "schemas"
OLDEST = sorted(int(path.name.split(".")[0]) for path in SCHEMAS.glob("*.sqlite.sql"))
#: What a step has done when the process is killed, or fails.
ADDED = "ALTER TABLE jobs ADD COLUMN colour VARCHAR(10) DEFAULT 'red' NOT NULL"


def fill(path, number):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript((SCHEMAS / f"{number}.sqlite.sql").read_text())


@pytest.fixture
def state(tmp_path):
    """A state file as version 1 of the schema has it."""
    path = tmp_path / "state.db"
    fill(path, 1)
    return path


def step(*statements, name="step_2_test"):
    def upgrade(connection):
        for statement in statements:
            connection.execute(text(statement))

    return SimpleNamespace(upgrade=upgrade, __name__=name)


def content(path):
    """Everything that a file says, whoever looks at it."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def beside(path):
    """The names of the copies beside a state file."""
    usual = {path.name + end for end in ("", "-wal", "-shm", ".lock")}
    return sorted(found.name for found in path.parent.iterdir() if found.name not in usual)


def upgrade(state, *steps):
    upgrading.upgrade_file(str(state), 1, steps)


def shape(engine):
    """Return what a database looks like, whatever the order in which that was made."""
    found, shapes = inspect(engine), {}
    for table in found.get_table_names():
        shapes[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(str(sorted(key.items(), key=str)) for key in found.get_foreign_keys(table)),
            "unique": sorted(str(one["column_names"]) for one in found.get_unique_constraints(table)),
            "indexes": sorted(
                (one["name"], one["column_names"], one["unique"], str(one["dialect_options"].get("sqlite_where", "")))
                for one in found.get_indexes(table)
            ),
        }
    return shapes


def test_case_22_there_is_a_step_for_each_schema_and_a_file_to_begin_with():
    assert sorted(migrations.numbered()) == list(range(2, SCHEMA_VERSION + 1))
    assert OLDEST[0] == 1


@pytest.mark.parametrize("number", OLDEST)
def test_case_22_a_file_brought_up_to_date_is_like_a_new_one(tmp_path, number):
    fill(tmp_path / "old.db", number)
    for name in ("old", "new"):
        Store(f"sqlite:///{tmp_path / name}.db").stop()
    old, new = (create_engine(f"sqlite:///{tmp_path / name}.db") for name in ("old", "new"))
    assert shape(old) == shape(new)
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    old.dispose()
    new.dispose()


def test_case_22_a_server_brought_up_to_date_is_like_a_new_one(postgresql):
    for name in ("old", "new"):
        server = create_engine(postgresql, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
    old, new = (f"{postgresql.rpartition('/')[0]}/{name}" for name in ("old", "new"))
    filled = create_engine(old)
    with filled.begin() as connection:
        connection.connection.dbapi_connection.execute((SCHEMAS / "1.postgresql.sql").read_text())
    Store(new).stop()
    emulator = build(Settings(database_url=old))
    try:
        assert {job["name"] for job in emulator.testbed.snapshots.take()["jobs"]} >= {"hourly", "off"}
    finally:
        emulator.stop()
    fresh = create_engine(new)
    assert shape(filled) == shape(fresh)
    filled.dispose()
    fresh.dispose()


def test_case_22_what_was_stored_goes_on(state):
    emulator = build(Settings(state=str(state)))
    try:
        assert emulator.testbed.clock.now().isoformat() == "2015-07-01T03:01:00+00:00"
        told = emulator.testbed.snapshots.take()
        assert [len(told[name]) for name in ("jobs", "attempts", "operations", "records")] == [5, 4, 6, 11]
        emulator.start()
        # 4 that waited, 3 occurrences of one job and one of another.
        assert emulator.testbed.timeline.advance(emulator.testbed.clock.now().replace(hour=6)) > 8
    finally:
        emulator.stop()


def test_case_22_a_snapshot_of_an_older_schema_is_read():
    emulator = build(Settings())
    try:
        emulator.testbed.snapshots.restore(json.loads((SCHEMAS / "1.json").read_text()))
        told = emulator.testbed.snapshots.take()
        assert told["schema"] == SCHEMA_VERSION
        assert [len(told[name]) for name in ("jobs", "attempts", "operations", "records")] == [5, 4, 6, 11]
        with pytest.raises(InvalidError, match="schema"):
            emulator.testbed.snapshots.restore({"schema": SCHEMA_VERSION + 1, "jobs": []})
        assert len(emulator.testbed.snapshots.take()["jobs"]) == 5
    finally:
        emulator.stop()


def test_case_22_steps_are_taken_after_a_copy_that_its_owner_alone_can_read(state, caplog):
    before = content(state)
    with caplog.at_level("INFO", logger="azure_scheduler_emulator"):
        upgrade(state, step(ADDED), step("UPDATE jobs SET colour = 'blue' WHERE name = 'off'"))
    with closing(sqlite3.connect(state)) as connection:
        assert connection.execute("SELECT count(*) FROM jobs WHERE colour = 'red'").fetchone() == (4,)
        assert connection.execute("SELECT value FROM facts WHERE name = 'schema_version'").fetchone() == ("3",)
    copy = state.with_name("state.db.schema-1")
    assert beside(state) == [copy.name]
    assert content(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [record.copy for record in caplog.records if "copy" in vars(record)] == [str(copy)]


def test_case_22_a_copy_that_is_there_is_never_replaced(state):
    state.with_name("state.db.schema-1").write_text("mine")
    upgrade(state, step(ADDED))
    assert state.with_name("state.db.schema-1").read_text() == "mine"
    assert beside(state) == ["state.db.schema-1", "state.db.schema-1.2"]


def test_case_22_a_table_can_be_built_anew_and_nothing_that_belongs_to_it_goes(state):
    rebuild = step("CREATE TABLE other AS SELECT * FROM jobs", "DROP TABLE jobs", "ALTER TABLE other RENAME TO jobs")
    with closing(sqlite3.connect(state)) as connection:
        before = connection.execute("SELECT count(*) FROM history").fetchone()
    with pytest.raises(upgrading.UpgradeError, match="belong to nothing"):
        upgrade(state, step("DELETE FROM jobs"))
    keyed = step("CREATE UNIQUE INDEX jobs_key ON jobs (id)")
    upgrade(state, rebuild, keyed)
    with closing(sqlite3.connect(state)) as connection:
        assert connection.execute("SELECT count(*) FROM history").fetchone() == before


@pytest.mark.parametrize("failing", ["DROP TABLE nowhere", None])
def test_case_22_a_step_that_fails_leaves_the_file_as_it_was(state, failing):
    def unreadable(connection):
        json.loads("{")

    last = step(failing) if failing else SimpleNamespace(upgrade=unreadable, __name__="step_3_unreadable")
    before = content(state)
    with pytest.raises(Exception, match=r"no such table|step_3_unreadable failed: JSONDecodeError"):
        upgrade(state, step(ADDED), last)
    assert content(state) == before
    assert beside(state) == []


KILLED = """
import os, signal, sys
from types import SimpleNamespace
from azure_scheduler_emulator.storage import upgrading
from sqlalchemy import text

def upgrade(connection):
    connection.execute(text(sys.argv[2]))
    os.kill(os.getpid(), signal.SIGKILL)

upgrading.upgrade_file(sys.argv[1], 1, [SimpleNamespace(upgrade=upgrade, __name__="step")])
"""


def test_case_22_a_process_killed_amid_a_step_has_changed_nothing(state):
    before = content(state)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(state), ADDED], env={**os.environ}, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert content(state) == before
    assert beside(state) == ["state.db.schema-1.partial"]
    upgrade(state, step(ADDED))
    assert beside(state) == ["state.db.schema-1"]


@pytest.mark.parametrize("room", [50_000, 400_000])
def test_case_22_where_there_is_no_room_for_the_copy_or_the_step_nothing_is_changed(state, room):
    # To a process a limit of its files is what a full disk is.
    program = KILLED.replace("os.kill(os.getpid(), signal.SIGKILL)", "pass").replace(
        "import os,", f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\nimport os,"
    )
    before, big = content(state), "UPDATE jobs SET definition = zeroblob(300000)"
    refused = subprocess.run(
        [sys.executable, "-c", program, str(state), big], capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1
    assert "OperationalError" in refused.stderr
    assert content(state) == before
    assert beside(state) == []


def test_case_22_a_file_in_use_is_not_touched(state):
    before = content(state)
    with closing(sqlite3.connect(f"{state}.lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StateError, match="in use by another emulator"):
            Store(f"sqlite:///{state}")
    assert content(state) == before
    assert beside(state) == []


def test_case_22_a_file_of_a_later_schema_is_refused_and_left_alone(state):
    with closing(sqlite3.connect(state)) as connection, connection:
        connection.execute("UPDATE facts SET value = '999' WHERE name = 'schema_version'")
    before = content(state)
    with pytest.raises(StateError, match=f"schema 999, this one reads {SCHEMA_VERSION} and before"):
        Store(f"sqlite:///{state}")
    assert content(state) == before
    assert beside(state) == []


@pytest.mark.skipif(not shutil.which("setpriv"), reason="root writes everywhere, and setpriv gives that up")
@pytest.mark.parametrize("place", ["file", "folder"])
def test_case_22_without_the_right_to_write_nothing_is_changed(state, place):
    before = content(state)
    changed, mode = (state, 0o400) if place == "file" else (state.parent, 0o500)
    changed.chmod(mode)
    program = KILLED.replace("os.kill(os.getpid(), signal.SIGKILL)", "pass")
    as_others = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    try:
        refused = subprocess.run(
            [*as_others, sys.executable, "-c", program, str(state), ADDED], capture_output=True, text=True, timeout=60
        )
    finally:
        changed.chmod(0o700)
    assert refused.returncode == 1
    assert "readonly database" in refused.stderr or "Permission denied" in refused.stderr
    assert content(state) == before
    assert beside(state) == []
