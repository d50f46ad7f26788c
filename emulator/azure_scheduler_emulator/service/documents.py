"""What may the faces keep beside jobs? Documents of their own: users, tokens, settings (see ``storage.records``)."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.storage import records
from azure_scheduler_emulator.storage.records import Record
from azure_scheduler_emulator.storage.store import Store


class Documents:
    """The faces' documents, by kind and key; a kind starts with the name of its face."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, kind: str, key: str) -> Record | None:
        """Return the document of that key, or None."""
        with self._store.read() as tx:
            return records.find(tx, kind, key)

    def look_up(self, kind: str, value: str) -> list[Record]:
        """Return the documents whose second key is ``value``, oldest first."""
        with self._store.read() as tx:
            return records.look_up(tx, kind, value)

    def all_of(self, kind: str) -> list[Record]:
        """Return every document of a kind, oldest first."""
        with self._store.read() as tx:
            return records.everything(tx, kind)

    def put(self, kind: str, key: str, document: dict[str, Any], lookup: str | None = None) -> None:
        """Store a document, or replace the one of that key."""
        with self._store.begin() as tx:
            records.put(tx, kind, key, document, lookup)

    def ensure(self, kind: str, key: str, document: dict[str, Any], lookup: str | None = None) -> dict[str, Any]:
        """Store a document unless there is one of that key; return the one that is there then."""
        with self._store.begin() as tx:
            found = records.find(tx, kind, key)
            if found is None:
                records.put(tx, kind, key, document, lookup)
        return document if found is None else found.document

    def delete(self, kind: str, key: str) -> bool:
        """Delete a document; tell whether there was one."""
        with self._store.begin() as tx:
            return records.delete(tx, kind, key)

    def number(self, kind: str) -> int:
        """Return the next running number of a kind, from 1 on; numbers of deleted documents do not come again."""
        with self._store.begin() as tx:
            return records.next_number(tx, kind)
