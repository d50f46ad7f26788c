"""How is a JSON object of any size read from a file? Member by member, and long lists item by item.

Two hundred thousand rows as Python's objects take ten times the room that they take as text; here one item at a time is
in memory, and a piece of the text.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import IO, Any

#: Bytes that are read at a time.
PIECE = 1 << 16
#: What comes behind a value.
_ENDS = frozenset(",]}: \t\r\n")
_BLANK = re.compile(r"[ \t\r\n]*")


class JsonDocument:
    """A JSON object in a file of bytes that can be sought in. Every reading begins anew.

    Each method raises ValueError where the text is none that JSON allows, or nothing that Python reads, and
    RecursionError where it is nested too deeply.
    """

    def __init__(self, file: IO[bytes], lists: Collection[str], piece: int = PIECE) -> None:
        """Read ``file``; the members called as in ``lists`` are lists whose items are read one after the other."""
        self._text = partial(_Text, file, piece)
        self._lists = lists
        #: Where each of those lists begins in the file, as far as the object was read.
        self.places: dict[str, int] = {}
        #: What was read last, for people.
        self.place = "the beginning"

    def walk(self, see: Callable[[str, int, Any], None]) -> dict[str, Any]:
        """Read everything; have ``see`` told each item of the lists, and return the other members."""
        text, others = self._text(0), dict[str, Any]()
        text.expect("{")
        if text.peek() == "}":
            text.expect("}")
        else:
            while True:
                name = text.value()
                if not isinstance(name, str) or name in others or name in self.places:
                    raise ValueError(f"the member {name!r} is no name, or comes twice")
                text.expect(":")
                if name in self._lists and text.peek() == "[":
                    self.places[name] = text.position
                    for number, item in enumerate(text.items()):
                        self.place = f"{name}[{number}]"
                        see(name, number, item)
                else:
                    self.place = name
                    others[name] = text.value()
                if text.expect(",}") == "}":
                    break
        text.expect_end()
        return others

    def items(self, name: str) -> Iterator[Any]:
        """Yield the items of a list that ``walk`` has seen, if it was there."""
        if name in self.places:
            yield from self._text(self.places[name]).items()


class _Text:
    """A file's text from a place on, of which a piece is known."""

    def __init__(self, file: IO[bytes], piece: int, start: int) -> None:
        self._file = file
        self._least = piece
        self._read_to = start
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._piece, self._at, self._ended = "", 0, False
        self._parse = json.JSONDecoder().raw_decode

    @property
    def position(self) -> int:
        """Return the place in the file of what comes next; only between two values."""
        begun = len(self._decoder.getstate()[0])
        return self._read_to - begun - len(self._piece[self._at :].encode())

    def peek(self) -> str:
        """Return the next character that is not blank, which stays; at the end nothing."""
        while True:
            blank = _BLANK.match(self._piece, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._piece) or not self._more():
                return self._piece[self._at : self._at + 1]

    def expect(self, characters: str) -> str:
        """Take the next character, which is one of ``characters``."""
        found = self.peek()
        if not found or found not in characters:
            raise ValueError(f"{' or '.join(characters)} expected instead of {found!r}")
        self._at += 1
        return found

    def expect_end(self) -> None:
        """See to it that nothing comes any more."""
        if found := self.peek():
            raise ValueError(f"the end expected instead of {found!r}")

    def value(self) -> Any:
        """Take the next value."""
        self.peek()
        while True:
            try:
                found, end = self._parse(self._piece, self._at)
            except ValueError:
                # It may go on in what has not been read.
                if not self._more():
                    raise
                continue
            # A number may go on: 1 with .5, or .5 with e7.
            if self._piece[end : end + 1] in _ENDS or not self._more():
                self._at = end
                return found

    def items(self) -> Iterator[Any]:
        """Take a list; yield its items."""
        self.expect("[")
        if self.peek() == "]":
            self.expect("]")
            return
        while True:
            yield self.value()
            if self.expect(",]") == "]":
                return

    def _more(self) -> bool:
        """Read on, as much again as is not understood yet; tell whether there was more."""
        if self._ended:
            return False
        self._piece, self._at = self._piece[self._at :], 0
        self._file.seek(self._read_to)
        read = self._file.read(max(self._least, len(self._piece)))
        self._read_to += len(read)
        self._ended = not read
        self._piece += self._decoder.decode(read, self._ended)
        return not self._ended
