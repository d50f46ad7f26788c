"""Where does a document on the command line come from? The argument itself, a file, or stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError


def document_in(file: str) -> Any:
    """Return the JSON document in a file, or in stdin (``-``).

    Raises:
        InvalidError: there is none.
        OSError: the file cannot be read.
    """
    try:
        return json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"{'stdin' if file == '-' else file} is no JSON: {error}.") from None


def document_of(argument: str) -> Any:
    """Return the JSON document that an argument is, or names: ``@FILE``, or ``-`` for stdin.

    Raises:
        InvalidError: there is none.
        OSError: the file cannot be read.
    """
    if argument == "-" or argument.startswith("@"):
        return document_in(argument.removeprefix("@"))
    try:
        return json.loads(argument)
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"'{argument}' is no JSON: {error}; a file is named @FILE.") from None
