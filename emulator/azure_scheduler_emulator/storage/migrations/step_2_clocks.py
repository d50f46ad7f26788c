"""Schema 2: jobs, their attempts and operations say by which clock they live, and there are test clocks."""

from __future__ import annotations

from sqlalchemy import Connection, text

_STATEMENTS = (
    *(f"ALTER TABLE {name} ADD COLUMN clock VARCHAR(40) DEFAULT '' NOT NULL" for name in ("jobs", "attempts")),
    "ALTER TABLE operations ADD COLUMN clock VARCHAR(40) DEFAULT '' NOT NULL",
    *(f"DROP INDEX {name}" for name in ("jobs_due", "jobs_finished", "attempts_waiting", "operations_by_age")),
    "CREATE INDEX jobs_finished ON jobs (clock, finished_at)",
    "CREATE INDEX attempts_waiting ON attempts (clock, owner, due_at)",
    "CREATE INDEX operations_by_age ON operations (clock, accepted_at)",
    "CREATE TABLE clocks (id VARCHAR(40) NOT NULL, shows BIGINT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (id))",
)
_DUE = "CREATE INDEX jobs_due ON jobs (clock, next_due)"


def upgrade(connection: Connection) -> None:
    """Bring a database of schema 1 to schema 2."""
    partial = " WHERE next_due IS NOT NULL" if connection.dialect.name == "sqlite" else ""
    for statement in (*_STATEMENTS, _DUE + partial):
        connection.execute(text(statement))
