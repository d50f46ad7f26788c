"""Which tokens is an expression made of?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError

#: What the service calls the tokens in its errors.
IDENTIFIER, INTEGER, STRING, END = "Identifier", "Integer", "StringLiteral", "EndOfData"
MARKS = {
    "(": "LeftParenthesis",
    ")": "RightParenthesis",
    "[": "LeftSquareBracket",
    "]": "RightSquareBracket",
    ",": "Comma",
    ".": "Dot",
}

_BLANK = re.compile(r"\s*")
_TOKEN = re.compile(r"(?P<string>'(?:[^']|'')*+')|(?P<number>-?[0-9]+)|(?P<name>[A-Za-z_]\w*)|(?P<mark>[()\[\],.])")


@dataclass(frozen=True)
class Token:
    """A word of an expression."""

    kind: str
    #: A text without its quotes, a name or number as written.
    text: str


def read(expression: str) -> Iterator[Token]:
    """Yield the tokens of an expression, which stands without its brackets, and the end.

    Raises:
        TemplateError: a character belongs to none.
    """
    at = 0
    while True:
        blank = _BLANK.match(expression, at)
        at = blank.end() if blank else at
        if at == len(expression):
            yield Token(END, "")
            return
        match = _TOKEN.match(expression, at)
        if match is None:
            raise TemplateError(
                f"The language expression '{expression}' is not valid: the string character '{expression[at]}' at "
                f"position '{at}' is not expected. {HELP}"
            )
        at = match.end()
        yield _token(match)


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    if match["string"] is not None:
        return Token(STRING, text[1:-1].replace("''", "'"))
    if match["number"] is not None:
        return Token(INTEGER, text)
    return Token(IDENTIFIER, text) if match["name"] is not None else Token(MARKS[text], text)
