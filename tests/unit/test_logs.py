"""The log's lines."""

from __future__ import annotations

import json
import logging

import pytest
from azure_scheduler_emulator.logs import JsonFormatter, TextFormatter

FORGED = "GET /a\n2015-01-01 INFO all is well\r\x1b[2J\x9b1m\u2028\u202e\x7f"


def record(message, *values, error=None):
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord("x", logging.WARNING, "x.py", 1, message, values, exc_info)


@pytest.mark.parametrize("formatter", [TextFormatter("%(levelname)s %(message)s"), JsonFormatter()])
def test_case_11_nobody_writes_lines_of_their_own(formatter):
    line = formatter.format(record("not emulated: %s", FORGED))
    assert line.isprintable(), line


def test_case_11_the_words_are_still_there():
    line = TextFormatter("%(message)s").format(record("not emulated: %s", FORGED))
    assert line.startswith("not emulated: GET /a\\n2015-01-01 INFO all is well\\r\\x1b[2J")
    assert json.loads(JsonFormatter().format(record("%s", FORGED)))["message"] == FORGED


def test_case_11_what_an_error_says_is_set_off():
    lines = TextFormatter("%(message)s").format(record("failed", error=ValueError(FORGED))).split("\n")
    assert lines[0] == "failed"
    assert all(line.startswith("  ") and line.isprintable() for line in lines[1:])
