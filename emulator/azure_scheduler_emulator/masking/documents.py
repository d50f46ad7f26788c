"""Where are the secrets in a JSON document? Found without parsing it, so that it keeps its spelling.

Journals keep the first part of a body, and Json.NET took single quotes, names without quotes and comments: what is
here has to be read whether it is JSON or not quite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from azure_scheduler_emulator.masking import prose
from azure_scheduler_emulator.masking.names import MASK, is_secret

#: Strings, which may be cut off; comments; marks; blanks; anything else. Each is read once.
_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?)|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)"""
    r"""|(?P<mark>[{}\[\]:,])|(?P<blank>[\s\ufeff]+)|(?P<bare>[^\s"'{}\[\]:,/\ufeff]+|/)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
#: Say how something is called whose ``value`` may be a secret: settings, headers, parameters.
_NAMING = ("name", "key")
#: Tell nothing.
_EMPTY = ("", "null", "true", "false")


@dataclass
class _Level:
    """An object or an array that is open."""

    object: bool
    #: All of it is the value of a secret member.
    secret: bool
    #: What the present member is called, once it is read.
    member: str | None = None
    #: An array in an array: a header, if it has two strings.
    pair: bool = False
    #: What the object, or the pair, says that it is called.
    name: str = ""
    #: Where the piece is that holds its value.
    value: int | None = None
    #: How many values an array has had.
    count: int = 0


def masked(document: str, deeper: Callable[[str], str]) -> str:
    """Return ``document`` with its secrets masked; strings that are none are texts of their own, for ``deeper``."""
    scanner = _Scanner(deeper)
    for token in _TOKEN.finditer(document):
        scanner.take(token)
    return "".join(scanner.pieces)


class _Scanner:
    """Goes through the tokens of one document."""

    def __init__(self, deeper: Callable[[str], str]) -> None:
        self._deeper = deeper
        # A part of a document may be members without their braces.
        self._levels = [_Level(object=True, secret=False)]
        #: Where the last piece is that may turn out to be a member's name.
        self._last: tuple[int, str] | None = None
        self._last_shown = ""
        self.pieces: list[str] = []

    def take(self, token: re.Match[str]) -> None:
        """Go one token further."""
        text = token[0]
        if token["mark"]:
            self._mark(text)
            self.pieces.append(text)
        elif token["blank"]:
            self.pieces.append(text)
        elif token["comment"]:
            self.pieces.append(prose.masked(text))
        else:
            self.pieces.append(self._scalar(text, quoted=token["string"] is not None))

    def _mark(self, mark: str) -> None:
        level = self._levels[-1]
        if mark == ":":
            if self._last is not None and level.object:
                # It was no value but a name, which is shown as it is.
                place, level.member = self._last
                self.pieces[place] = self._last_shown
        elif mark == ",":
            level.member, level.count = None, level.count + 1
        elif mark in "{[":
            pair = mark == "[" and not level.object
            self._levels.append(_Level(object=mark == "{", secret=self._in_secret(level), pair=pair))
        elif len(self._levels) > 1:
            self._levels.pop()
            self._levels[-1].member = None
        self._last = None

    @staticmethod
    def _in_secret(level: _Level) -> bool:
        return level.secret or (level.object and level.member is not None and is_secret(level.member))

    def _scalar(self, text: str, *, quoted: bool) -> str:
        level, plain = self._levels[-1], _unquoted(text) if quoted else text
        if level.object and level.member is None:
            self._last, self._last_shown = (len(self.pieces), plain), text
        if plain in _EMPTY:
            return text
        if self._hidden(level, plain):
            return f'"{MASK}"'
        return _changed(text, plain, self._deeper(plain)) if quoted else text

    def _hidden(self, level: _Level, plain: str) -> bool:
        """Tell whether a value is a secret, and note what it says about another one."""
        if not level.object:
            hidden = level.secret or (level.pair and level.count == 1 and is_secret(level.name))
            level.name = plain if level.count == 0 else ""
            return hidden
        member = (level.member or "").lower()
        if level.member is None:
            return False
        if member in _NAMING:
            level.name = plain
            if level.value is not None and is_secret(plain):
                self.pieces[level.value] = f'"{MASK}"'
        elif member == "value":
            level.value = len(self.pieces)
            return level.secret or is_secret(level.name)
        return is_secret(level.member) or (level.secret and member != "type")


def _unquoted(literal: str) -> str:
    end = -1 if len(literal) > 1 and literal.endswith(literal[0]) else None
    return _ESCAPE.sub(_character, literal[1:end]) if "\\" in literal else literal[1:end]


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)


def _changed(literal: str, plain: str, shown: str) -> str:
    if shown == plain:
        return literal
    again = json.dumps(shown, ensure_ascii=False)
    return again.replace("/", "\\/") if "\\/" in literal else again
