"""Rows that cannot be read, in any table: left out, logged, shown, and nobody else suffers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator

SCHEMAS = Path(__file__).parent.parent / "fixtures" / "schemas"
JC = "/resourceGroups/rg1/providers/Microsoft.Scheduler/jobCollections"
ARM, SEED = {"Authorization": "Bearer x"}, {"Authorization": f"Token {SEED_TOKEN}"}
CLASSIC = {"x-ms-version": "2014-10-01"}
#: What is shown of everything that is stored, by face.
LISTS = [
    ("azure", "/subscriptions?api-version=2016-06-01", ARM),
    ("azure", "{sub}/resourceGroups?api-version=2016-06-01", ARM),
    ("azure", f"{{sub}}{JC}?api-version=2016-03-01", ARM),
    ("azure", "{sub}/providers/Microsoft.Scheduler/jobCollections?api-version=2016-03-01", ARM),
    ("azure", f"{{sub}}{JC}/jc1?api-version=2016-03-01", ARM),
    ("azure", f"{{sub}}{JC}/jc1/jobs?api-version=2016-03-01", ARM),
    ("azure", f"{{sub}}{JC}/jc1/jobs/hourly?api-version=2016-03-01", ARM),
    ("azure", f"{{sub}}{JC}/jc1/jobs/hourly/history?api-version=2016-03-01", ARM),
    ("classic", "/{id}/cloudservices", CLASSIC),
    (
        "classic",
        "/{id}/cloudservices/rg1/resources/scheduler/~/jobCollections/jc1/jobs",
        CLASSIC,
    ),
    ("classic", "/{id}/certificates", CLASSIC),
    ("classic", "/{id}/operations/{operation}", CLASSIC),
    ("seed", "/api/v1/schedule/", SEED),
    ("seed", "/api/v1/failed-task/", SEED),
    ("seed", "/api/v1/users/", SEED),
    ("job scheduler", "/1/jobs", {"Authorization": "Basic ZXhhbXBsZTp4"}),
    ("control", "/_emulator/state", {}),
    ("control", "/_emulator/jobs", {}),
    ("control", "/_emulator/executions", {}),
    ("control", "/_emulator/metrics", {}),
]
NONE, ODD = '{"x": 1}', "{"


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """A file with one of everything, of today's schema."""
    path = tmp_path_factory.mktemp("broken") / "state.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SCHEMAS / "1.sqlite.sql").read_text())
    Store(f"sqlite:///{path}").stop()
    return path


@pytest.mark.parametrize("bad", [NONE, ODD, "null"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("subscriptions", "document"),
        ("certificates", "document"),
        ("cloud_services", "document"),
        ("collections", "document"),
        ("jobs", "definition"),
        ("history", "document"),
        ("operations", "failure"),
        ("records", "document"),
        ("attempts", "action"),
        ("attempts", "due_at"),
        ("jobs", "next_due"),
        ("facts", "value"),
    ],
)
def test_case_14_a_broken_row_is_left_out_and_harms_nobody(today, tmp_path, table, column, bad):
    state = tmp_path / "state.db"
    state.write_bytes(today.read_bytes())
    with closing(sqlite3.connect(state)) as connection, connection:
        operation = connection.execute("SELECT id FROM operations").fetchone()[0]
        where = "name = 'last_seen'" if table == "facts" else "1 = 1"
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid % 2 = 0 AND {where}", (bad,))
        if table != "facts":
            changed = connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = 1", (bad,)).rowcount
            assert changed == 1, "a table of the fixture is empty"
    with LiveEmulator(auth="loose", state=str(state)) as live:
        session = live.session()
        for face, path, headers in LISTS:
            base = live.https_url if face == "classic" else live.http_url
            url = path.format(sub=f"/subscriptions/{live.subscription}", id=live.subscription, operation=operation)
            answer = session.get(base + url, headers=headers)
            assert answer.status_code < 500, (face, path, answer.text)
        live.clock.advance("PT2H")
        live.reset()
        assert live.control.call("GET", "/health")["status"] == "ok"
