"""What is in a seed file, YAML or JSON, and in which line?

YAML is read as JSON with other marks: a text is a text, also ``yes`` and ``2015-07-01``, which YAML 1.1 takes for
something else; anchors, aliases and ``<<`` do as usual. A key that is there twice is refused in both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.domain.errors import InvalidError

if TYPE_CHECKING:
    from yaml.nodes import Node

#: Members and entries on the way to a value.
Way = Sequence[str | int]

#: Values that a file may have, aliases counted each time: a few lines of YAML can stand for billions.
MOST_VALUES = 1_000_000


#: Name of the type, what its texts look like, and how they begin.
_SCALARS = (
    ("null", "^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", "^(?:true|false|True|False)$", list("tTfF")),
    ("int", r"^[-+]?\d+$", list("-+0123456789")),
    ("float", r"^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$", list("-+0123456789")),
)


@dataclass(frozen=True)
class SeedFile:
    """A seed file that has been read."""

    path: Path
    data: dict[str, Any]

    def place(self, way: Way) -> str:
        """Return where the value at ``way`` stands, or the nearest above it that is there: ``seed.yaml:12``."""
        return f"{self.path}:{_line(self.path, way)}"


def read(path: Path) -> SeedFile:
    """Return what is in a file.

    Raises:
        InvalidError: it cannot be read, or is no document.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InvalidError(f"The seed document {path} cannot be read: {error}") from error
    data = _of_json(path, text) if path.suffix.lower() == ".json" else _of_yaml(path, text)
    if not isinstance(data, dict):
        raise InvalidError(f"The seed document {path} is no object with members.")
    return SeedFile(path, data)


def _of_json(path: Path, text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InvalidError(f"The seed document {path} has '{twice}' twice in one object.")
        return found

    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}"
        raise InvalidError(f"The seed document {path} cannot be read: {where}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"The seed document {path} cannot be read: {error}") from error


def _of_yaml(path: Path, text: str) -> Any:
    from yaml import MarkedYAMLError, YAMLError

    try:
        node = _composed(text)
        return None if node is None else _Values(path).of(node)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise InvalidError(f"The seed document {path} cannot be read: {where}: {error.problem}.") from error
    except (YAMLError, RecursionError) as error:
        raise InvalidError(f"The seed document {path} cannot be read: {error}") from error


class _Values:
    """Makes values of nodes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = MOST_VALUES
        self._open: set[int] = set()

    def of(self, node: Node) -> Any:
        """Return the value of a node.

        Raises:
            InvalidError: it holds itself, too much, or a key twice.
        """
        self._left -= 1
        if id(node) in self._open or self._left < 0:
            raise self._bad(node, "it holds itself" if self._left >= 0 else f"it has more than {MOST_VALUES} values")
        self._open.add(id(node))
        try:
            if node.id == "mapping":
                return self._mapping(node)
            if node.id == "sequence":
                return [self.of(each) for each in node.value]
            return _scalar(node)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: Node) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value) if key.id == "scalar" else ""
            if key.id != "scalar":
                raise self._bad(key, "a key is a text")
            if name == "<<":
                for each in value.value if value.id == "sequence" else [value]:
                    found = self.of(each)
                    if not isinstance(found, dict):
                        raise self._bad(each, "only an object can be merged by '<<'")
                    merged = found | merged
            elif name in own:
                raise self._bad(key, f"'{name}' is there twice")
            else:
                own[name] = self.of(value)
        return merged | own

    def _bad(self, node: Node, why: str) -> InvalidError:
        return InvalidError(f"The seed document {self._path} cannot be read: {_at(self._path, node)}: {why}.")


def _composed(text: str) -> Node | None:
    import re

    import yaml

    # It knows the scalars of JSON, and leaves every other one a text.
    kind: Any = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for name, pattern, first in _SCALARS:
        kind.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(pattern), first)
    loader = kind(text)
    try:
        found: Node | None = loader.get_single_node()
        return found
    finally:
        loader.dispose()


def _scalar(node: Node) -> Any:
    kind, text = node.tag.rpartition(":")[2], node.value
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and len(text) < 1000:
        return int(text)
    return float(text) if kind == "float" else text


def _line(path: Path, way: Way) -> int:
    """Return the line of a value. The file is read once more: only who is told of an error asks."""
    try:
        # A tab is no YAML, and JSON may be indented by tabs; in its texts there is none.
        node = _composed(path.read_text(encoding="utf-8-sig").replace("\t", " "))
    except Exception:  # noqa: BLE001 - whatever it is, the error that is told about is another one
        return 1
    line = 1
    for step in way:
        if node is None:
            break
        line, node = _below(node, step, line)
    return line


def _below(node: Node, step: str | int, line: int) -> tuple[int, Node | None]:
    """Return the line of what is one step below a node, and its node; the line stays if it is not there."""
    if node.id == "mapping":
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    elif node.id == "sequence" and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return line, None


def _at(path: Path, node: Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"
