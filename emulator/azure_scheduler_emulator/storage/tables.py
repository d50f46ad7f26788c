"""Which tables are there?

A row carries what is queried (names, state, due moments) as columns and the rest as one JSON document, which
``codec`` turns into domain values and back. Moments are whole microseconds since 1970 in UTC: they compare and index
fast and mean the same in every database. Names are kept twice: as written, and folded for comparison, since the
service compares them without case.

Change a column, and ``SCHEMA_VERSION`` goes up, with a step in ``migrations`` that brings what is stored there.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

metadata = MetaData()

#: One row for each fact about the database itself: schema_version, last_seen.
facts = Table("facts", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("document", Text, nullable=False),
)

certificates = Table(
    "certificates",
    metadata,
    Column("subscription", String(100), primary_key=True),
    Column("thumbprint", String(40), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
)

cloud_services = Table(
    "cloud_services",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subscription", String(100), nullable=False),
    Column("name_key", String(200), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("subscription", "name_key"),
)

collections = Table(
    "collections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("cloud_service_id", ForeignKey("cloud_services.id", ondelete="CASCADE"), nullable=False),
    Column("subscription", String(100), nullable=False),
    Column("name_key", String(200), nullable=False),
    Column("plan", String(20), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("cloud_service_id", "name_key"),
    Index("collections_by_subscription", "subscription", "plan"),
)


def _clock() -> Column[str]:
    """Return the column that says by which clock a row lives; empty for the shared one. Written once."""
    return Column("clock", String(40), nullable=False, server_default="")


jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    _clock(),
    Column("collection_id", ForeignKey("collections.id", ondelete="CASCADE"), nullable=False),
    Column("name_key", String(300), nullable=False),
    Column("name", String(300), nullable=False),
    #: The definition. Progress is in columns of its own, so that running a job never rewrites its definition.
    Column("definition", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("anchor", BigInteger, nullable=False),
    Column("next_due", BigInteger),
    Column("occurrences", BigInteger, nullable=False),
    Column("occurrences_before", BigInteger, nullable=False),
    Column("open_occurrences", Integer, nullable=False),
    Column("executions", BigInteger, nullable=False),
    Column("failures", BigInteger, nullable=False),
    Column("faults", BigInteger, nullable=False),
    Column("last_execution", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    #: Name of the face that made it; "azure" if an emulator made it that did not take note.
    Column("api", String(20), nullable=False, server_default=""),
    #: What it does and when, for lists to be searched: see ``wording``.
    Column("target", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    UniqueConstraint("collection_id", "name_key"),
)
#: Partial: jobs that are not due anywhere cost nothing. PostgreSQL gets a whole index, since naming its dialect here
#: would load it at every start, for a tenth of the time that an emulator takes to be ready.
Index("jobs_due", jobs.c.clock, jobs.c.next_due, sqlite_where=jobs.c.next_due.is_not(None))
Index("jobs_finished", jobs.c.clock, jobs.c.finished_at)

#: Attempts that are claimed (somebody performs them) or waiting (a retry or error action with a due moment).
attempts = Table(
    "attempts",
    metadata,
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("occurrence", BigInteger, primary_key=True),
    Column("action", String(12), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    _clock(),
    Column("expected_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    #: Who performs it; null while it waits.
    Column("owner", String(36)),
    #: Machine time (not the emulator's clock) after which somebody else may take it over.
    Column("lease_until", BigInteger),
    Index("attempts_waiting", "clock", "owner", "due_at"),
)

history = Table(
    "history",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("status", String(10), nullable=False),
    Column("job_state", String(10), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    #: Both are in the document too: by them the tries of an occurrence are found together.
    Column("occurrence", BigInteger, nullable=False, server_default="0"),
    Column("action", String(12), nullable=False, server_default=""),
    Index("history_by_job", "job_id", "id"),
    Index("history_by_age", "started_at"),
)

operations = Table(
    "operations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subscription", String(100), nullable=False),
    _clock(),
    Column("accepted_at", BigInteger, nullable=False),
    Column("settles_at", BigInteger, nullable=False),
    Column("polls_left", Integer, nullable=False),
    Column("failure", Text),
    Index("operations_by_age", "clock", "accepted_at"),
)

#: The test clocks.
clocks = Table(
    "clocks",
    metadata,
    Column("id", String(40), primary_key=True),
    #: Where it stands, or stood when that was last noted.
    Column("shows", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
)

#: Documents that a face keeps beside its jobs: see ``records``.
records = Table(
    "records",
    metadata,
    Column("kind", String(60), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("lookup", String(300)),
    Column("position", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Index("records_by_lookup", "kind", "lookup"),
)
