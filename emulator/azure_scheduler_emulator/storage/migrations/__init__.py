"""How does a database of an older schema become one of today? By numbered steps, one small module for each.

``step_2_clocks.py`` brings schema 1 to schema 2. It has

- ``upgrade(connection)``, which does that on the connection of a transaction that others begin and end, for SQLite and
  PostgreSQL alike. SQL is written out there: ``tables`` says what is wanted today, and goes on changing. Foreign keys
  are not looked after on SQLite while steps run (they are checked afterwards), so that a table can be built anew. A row
  that cannot be read is left as it is, never a reason to fail.
- ``upgrade_row(table, row)``, only if a column is new that has no default, was renamed or has gone: returns a row of a
  snapshot of schema 1 as one of schema 2. What a row lacks takes the default of its column by itself.

Who changes ``tables`` adds the step with the next number and sets ``SCHEMA_VERSION`` to it. A column that is added to
a table has a ``server_default`` there or may be null, since the rows that are there already have to get a value.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from types import ModuleType

_NAME = re.compile(r"step_(\d+)_\w+")


@cache
def numbered() -> dict[int, str]:
    """Return the names of the steps by their numbers.

    Nothing is imported: a database of today needs none of them.
    """
    found = (_NAME.fullmatch(module.name) for module in pkgutil.iter_modules(__path__))
    return {int(match[1]): match[0] for match in found if match}


def between(old: int, new: int) -> list[ModuleType]:
    """Return the steps from schema ``old`` to schema ``new``, in their order."""
    names = numbered()
    return [importlib.import_module(f"{__name__}.{names[number]}") for number in range(old + 1, new + 1)]
