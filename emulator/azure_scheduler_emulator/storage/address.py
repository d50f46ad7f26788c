"""Which database does an address name, and what is wrong with one that names none that can be used?

The address is what a user wrote, with a password in it perhaps: no message repeats it as it was written.
"""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from azure_scheduler_emulator.domain.errors import InvalidError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
#: SQLAlchemy 2.0 would take psycopg2, which is not what the extra installs.
_DRIVER = "postgresql+psycopg"
_SETTING = "--database-url (EMULATOR_DATABASE_URL)"
_EXAMPLE = f"write it like {_DRIVER}://USER:PASSWORD@HOST/NAME"


def read_address(text: str) -> URL:
    """Return the address of a database that can be used.

    Raises:
        InvalidError: it is none, or is of a kind that is not supported.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise InvalidError(f"{_SETTING} is not the address of a database; {_EXAMPLE}.") from None
    kind = url.get_backend_name()
    if kind not in (SQLITE, POSTGRESQL):
        raise InvalidError(f"{_SETTING} names a database of kind {kind!r}; only PostgreSQL and SQLite can be used.")
    if url.drivername == POSTGRESQL:
        url = url.set(drivername=_DRIVER)
    if kind == SQLITE and url.database in (None, "", ":memory:"):
        raise InvalidError(f"{_SETTING} names no file; leave it out for a database that goes with the emulator.")
    _check_driver(url)
    return url


def _check_driver(url: URL) -> None:
    try:
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except NoSuchModuleError:
        raise InvalidError(f"{_SETTING} names the unknown driver {url.drivername!r}; {_EXAMPLE}.") from None
    except ImportError:
        extra = "install the extra 'postgresql', which brings it" if url.drivername == _DRIVER else "install it"
        raise InvalidError(
            f"{_SETTING} needs the Python package {url.get_driver_name()}, which cannot be loaded: {extra}."
        ) from None
    if dialect.is_async:
        raise InvalidError(f"{_SETTING} names {url.drivername!r}, a driver for asyncio only; {_EXAMPLE}.")
