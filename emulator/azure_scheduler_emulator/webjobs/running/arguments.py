"""Which words are the arguments of a run? By Windows' rule, since that is what the service runs on.

The rule of the C runtime: blanks and tabs part words, and only double quotes keep them together. Backslashes are
themselves unless a double quote follows them: then two are one, and one that is left over makes the quote a character.
Two double quotes within quotes are one character.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""
      (?P<escaped> (?:\\\\)* \\" )      # a quote that is a character
    | (?P<slashes> (?:\\\\)+ ) (?=")    # backslashes before a quote that is none
    | (?P<doubled> "" )
    | (?P<quote> " )
    | (?P<blank> [ \t]+ )
    | (?P<text> \\+ | [^\\"\ \t]+ )
    """,
    re.VERBOSE,
)


def split(line: str) -> list[str]:
    """Return the words of a command line; a quote that is not closed reaches to its end."""
    words: list[str] = []
    word: str | None = None
    quoted = False
    for piece in _PIECE.finditer(line):
        kind, text = piece.lastgroup, piece[0]
        if kind == "blank" and not quoted:
            words += [] if word is None else [word]
            word = None
            continue
        quoted ^= kind == "quote"
        word = (word or "") + _meaning(kind, text, quoted=quoted)
    return words if word is None else [*words, word]


def _meaning(kind: str | None, text: str, *, quoted: bool) -> str:
    if kind == "quote":
        return ""
    if kind == "doubled":
        return '"' if quoted else ""
    if kind == "escaped":
        return "\\" * (len(text) // 2 - 1) + '"'
    return text[: len(text) // 2] if kind == "slashes" else text
