"""Which addresses of databases can be used, and what is said about the others?"""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.storage.address import read_address
from azure_scheduler_emulator.storage.store import StateError, Store


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foo", "is not the address of a database"),
        ("", "is not the address of a database"),
        ("postgresql://host:port/name", "is not the address of a database"),
        ("mysql://user:secret@host/name", "names a database of kind 'mysql'; only PostgreSQL and SQLite can be used"),
        ("postgres://user:secret@host/name", "names a database of kind 'postgres'"),
        ("http://host/name", "names a database of kind 'http'"),
        ("postgresql+odd://user:secret@host/name", "names the unknown driver 'postgresql\\+odd'"),
        ("postgresql+psycopg_async://user:secret@host/name", "a driver for asyncio only"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_what_cannot_be_used_is_refused_by_flag_and_variable_without_its_password(text, words):
    with pytest.raises(InvalidError, match=rf"^--database-url \(EMULATOR_DATABASE_URL\) .*{words}") as refusal:
        read_address(text)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_the_driver_that_the_extra_installs(scheme):
    pytest.importorskip("psycopg")
    url = read_address(f"{scheme}://user:secret@host:5433/name?application_name=x")
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port, url.database) == ("user", "secret", "host", 5433, "name")


def test_an_sqlite_file_may_be_named_by_its_address(tmp_path):
    path = tmp_path / "state.db"
    Store(f"sqlite+pysqlite:///{path}").stop()
    assert path.stat().st_size > 0


def test_what_could_not_be_opened_can_be_opened_by_the_next(tmp_path):
    """A refused database is let go: neither its connections nor its lock stay."""
    path = tmp_path / "state.db"
    path.write_bytes(bytes(4096))
    with pytest.raises(StateError, match="file is not a database"):
        Store(f"sqlite:///{path}")
    path.unlink()
    Store(f"sqlite:///{path}").stop()
