"""Which statements are run for each request and each firing, and how are they run without SQLAlchemy in between?

SQLAlchemy writes every statement, once, as a constant. Of those that are marked ``hot`` SQLite is given the text: to
look a compiled statement up and to wrap its cursor takes SQLAlchemy ten times as long as the statement itself.
docs/decisions/0012-hot-statements-are-run-by-their-text.md
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import Executable, Select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import InvalidRequestError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = dialect()
#: Makes a class of rows. It renames what is no name, such as that of an aggregate.
_row_class: Callable[..., Any] = partial(namedtuple, "Row", rename=True)


class Hot:
    """A statement with its text for SQLite, which is made when it is first run there."""

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        self.statement = statement
        self._columns = columns
        self._text: Text | None = None

    def locked(self, *, skip: bool = False) -> Executable:
        """Return it as one that locks what it reads, for a server; ``skip`` leaves out what others have locked."""
        assert isinstance(self.statement, Select), "only what is read can be locked"
        return self.statement.with_for_update(skip_locked=skip)

    @property
    def text(self) -> Text:
        """Return what SQLite is given."""
        if self._text is None:
            self._text = Text(self.statement, self._columns)
        return self._text


def hot(statement: Executable, columns: Sequence[str] = ()) -> Hot:
    """Mark a statement that is run often; ``columns`` are those that an insertion is given."""
    return Hot(statement, columns)


class Text:
    """A statement as the driver of SQLite takes it."""

    def __init__(self, statement: Executable, columns: Sequence[str]) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(columns) or None)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        if "[POSTCOMPILE_" in self.sql:
            raise TypeError("a statement whose text depends on its parameters cannot be hot")
        #: Returns the parameters in their order.
        self.values = _binder(compiled)
        #: Makes a row of what the driver returns.
        self.row = _row_maker(statement) if isinstance(statement, Select) else tuple


def _binder(compiled: SQLCompiler) -> Callable[[Mapping[str, Any] | None], tuple[Any, ...]]:
    names = tuple(compiled.positiontup or ())
    binds = [compiled.binds[name] for name in names]
    own = {name: bind.effective_value for name, bind in zip(names, binds, strict=True) if not bind.required}
    converters = [(place, convert) for place, bind in enumerate(binds) if (convert := _stored_by(bind.type))]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    if len(names) == 1:
        only = names[0]
        pick = lambda given: (given[only],)  # noqa: E731 - one of three ways
    else:
        pick = itemgetter(*names) if names else lambda _: ()

    def bind(given: Mapping[str, Any] | None) -> tuple[Any, ...]:
        try:
            values = pick({**own, **(given or {})} if own else given or {})
        except KeyError as error:
            missing = InvalidRequestError(f"A value is required for bind parameter {error}")
            raise StatementError(str(missing), str(compiled), given, missing) from error
        if converters:
            changed = list(values)
            for place, convert in converters:
                changed[place] = convert(changed[place])
            values = tuple(changed)
        return values

    return bind


def _row_maker(statement: Select[Any]) -> Callable[[Sequence[Any]], Any]:
    columns = list(statement.selected_columns)
    base = _row_class([str(getattr(column, "name", "?")) for column in columns])
    converters = [(place, convert) for place, column in enumerate(columns) if (convert := _read_by(column.type))]
    make: Callable[[Sequence[Any]], Any] = base._make
    if not converters:
        return make

    def converted(row: Sequence[Any]) -> Any:
        changed = list(row)
        for place, convert in converters:
            changed[place] = convert(changed[place])
        return make(changed)

    return converted


def _stored_by(kind: Any) -> Callable[[Any], Any] | None:
    """Return what SQLAlchemy does to a value of a type before SQLite stores it, if anything."""
    convert: Callable[[Any], Any] | None = kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return convert


def _read_by(kind: Any) -> Callable[[Any], Any] | None:
    """Return what SQLAlchemy does to a value of a type that SQLite returns, if anything."""
    convert: Callable[[Any], Any] | None = kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return convert
