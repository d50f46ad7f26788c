"""Schema 3: jobs say which API made them, and in words what they do and when, for lists to be searched and sorted.

Tries in the history say which occurrence and which action they were.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from azure_scheduler_emulator.storage.wording import told, told_of_try

_COLUMNS = ("api VARCHAR(20)", "target TEXT", "words TEXT")
#: Azure's jobs of before do not know which of the two faces made them.
_APIS = """
UPDATE jobs SET api = (
    SELECT CASE WHEN subscription LIKE '%-%' THEN 'azure' ELSE subscription END
    FROM collections WHERE collections.id = jobs.collection_id
)
"""
_SAY = text("UPDATE jobs SET target = :target, words = :words WHERE id = :job")
_TRY = text("UPDATE history SET occurrence = :occurrence, action = :action WHERE id = :entry")


def upgrade(connection: Connection) -> None:
    """Bring a database to this schema."""
    for column in _COLUMNS:
        connection.execute(text(f"ALTER TABLE jobs ADD COLUMN {column} DEFAULT '' NOT NULL"))
    connection.execute(text(_APIS))
    for column in ("occurrence BIGINT DEFAULT '0'", "action VARCHAR(12) DEFAULT ''"):
        connection.execute(text(f"ALTER TABLE history ADD COLUMN {column} NOT NULL"))
    for row in connection.execute(text("SELECT id, document FROM history")).all():
        connection.execute(_TRY, {"entry": row.id, **told_of_try(row.document)})
    for row in connection.execute(text("SELECT id, definition, anchor FROM jobs")).all():
        connection.execute(_SAY, {"job": row.id, **told(row.definition, row.anchor)})
