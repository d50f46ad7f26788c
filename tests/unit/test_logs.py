"""What a line of the log looks like, whatever comes from outside."""

import json
import logging
import sys

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.logs import FORMAT, JsonFormatter, TextFormatter, configure


def _record(message, *args, exc_info=None, **extra):
    record = logging.makeLogRecord({"name": "n", "levelname": "INFO", "msg": message, "args": args, **extra})
    record.exc_info = exc_info
    return record


FORGED = "a\n2026-01-01 00:00:00,000 INFO n: forged\x1b[2J\r\x07\x9b\u2028\u202e\x7f\ud800"


@pytest.mark.parametrize("formatter", [TextFormatter(FORMAT), JsonFormatter()])
def test_case_11_control_characters_are_escaped(formatter):
    line = formatter.format(_record("not emulated: %s", FORGED, path=FORGED))
    assert line.isprintable()
    line.encode()
    assert line.count("forged") == 2


def test_case_11_a_traceback_is_indented_and_cannot_forge_a_line():
    try:
        raise ValueError(FORGED)
    except ValueError:
        text = TextFormatter(FORMAT).format(_record("failed", exc_info=sys.exc_info()))
    first, *rest = text.split("\n")
    assert first.endswith("n: failed")
    assert rest[0] == "    Traceback (most recent call last):"
    assert all(line.startswith("    ") and line.isprintable() for line in rest)


def test_fields_follow_the_message_quoted_where_they_must_be():
    text = TextFormatter(FORMAT).format(
        _record("request", path="/a b", status=403, reason='say "no"', empty="", none=None)
    )
    assert text.endswith(' n: request path="/a b" status=403 reason="say \\"no\\""')
    entry = json.loads(JsonFormatter().format(_record("request", path="/a b", status=403, empty="")))
    assert (entry["message"], entry["path"], entry["status"]) == ("request", "/a b", 403)
    assert "empty" not in entry


@pytest.fixture
def _restored():
    root, ours = logging.getLogger(), logging.getLogger("azure_scheduler_emulator")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)


@pytest.mark.usefixtures("_restored")
def test_the_level_is_ours_and_libraries_keep_quiet(capsys):
    configure(Settings(log_level="debug", log_format="json"))
    logging.getLogger("azure_scheduler_emulator.gateway").debug("ours")
    logging.getLogger("some.library").info("theirs")
    logging.getLogger("some.library").warning("trouble")
    lines = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ours", "trouble"]


@pytest.mark.usefixtures("_restored")
def test_the_usual_level_tells_of_nothing_that_goes_well(capsys):
    configure(Settings())
    logging.getLogger("azure_scheduler_emulator.gateway").info("request")
    assert capsys.readouterr().err == ""
    assert not logging.getLogger("azure_scheduler_emulator.gateway.recording").isEnabledFor(logging.INFO)


@pytest.mark.parametrize("formatter", [TextFormatter("%(levelname)s %(message)s"), JsonFormatter()])
def test_case_11_nobody_writes_lines_of_their_own(formatter):
    line = formatter.format(_record("not emulated: %s", FORGED))
    assert line.isprintable(), line


def test_case_11_the_words_are_still_there():
    line = TextFormatter("%(message)s").format(_record("not emulated: %s", FORGED))
    assert line.startswith("not emulated: a\\n2026-01-01 00:00:00,000 INFO n: forged\\x1b[2J\\r")
    assert json.loads(JsonFormatter().format(_record("%s", FORGED)))["message"] == FORGED


def test_case_11_what_an_error_says_is_set_off():
    lines = (
        TextFormatter("%(message)s")
        .format(_record("failed", exc_info=(ValueError, ValueError(FORGED), None)))
        .split("\n")
    )
    assert lines[0] == "failed"
    assert all(line.startswith("  ") and line.isprintable() for line in lines[1:])
