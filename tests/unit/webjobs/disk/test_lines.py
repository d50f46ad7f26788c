"""From bytes to lines, and from lines to logs."""

import pytest
from azure_scheduler_emulator.clock import Clock
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.webjobs.disk.lines import LONGEST, LineSplitter
from azure_scheduler_emulator.webjobs.disk.logs import JobLog, Level, LimitedOutput, line
from hypothesis import given
from hypothesis import strategies as st


def split(*pieces):
    splitter = LineSplitter()
    found = [text for piece in pieces for text in splitter.feed(piece)]
    return found + splitter.flush()


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([b"a\nb\n"], ["a", "b"]),
        ([b"a\r\nb\rc"], ["a", "b", "c"]),
        ([b"\n\n"], ["", ""]),
        # The two halves of a line end may come apart,
        ([b"a\r", b"\nb"], ["a", "b"]),
        # and a carriage return may have been the whole of it.
        ([b"a\r", b"b"], ["a", "b"]),
        ([b"a\r"], ["a"]),
        ([b"\xc3", b"\xa9\n"], ["é"]),
        ([b"\xff\n"], ["\ufffd"]),
        ([], []),
    ],
)
def test_it_cuts_lines(pieces, lines):
    assert split(*pieces) == lines


def test_a_line_without_end_is_cut():
    found = split(b"x" * (2 * LONGEST + 1))
    assert [len(text) for text in found] == [LONGEST, LONGEST, 1]


@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\r\n", "é".encode()])), st.data())
def test_it_does_not_matter_how_the_bytes_come(parts, data):
    whole = b"".join(parts)
    cut = data.draw(st.integers(0, len(whole)))
    assert split(whole[:cut], whole[cut:]) == split(whole)


def test_a_line_of_a_log_has_the_literal_form():
    now = parse("2026-09-04T13:33:18Z")
    assert line(now, "abc123", "SYS ERR ", "words") == "[09/04/2026 13:33:18 > abc123: SYS ERR ] words\r\n"


@pytest.fixture
def log(tmp_path):
    return JobLog(tmp_path / "log", Clock.standing_at(parse("2026-09-04T13:33:18Z")), "abc123", rolls=True)


def test_a_muted_log_writes_nothing(log):
    log.mute()
    log.info("words")
    assert not log.path.exists()


def test_a_log_whose_folder_went_makes_it_anew(log):
    log.path.parent.rmdir()
    log.warn("words")
    assert log.path.read_text().endswith("SYS WARN] words\n")


def test_output_beyond_the_limit_is_told_of_once(log):
    output = LimitedOutput(log, 3)
    output([(Level.INFO, "1"), (Level.ERR, "2")])
    output([(Level.INFO, "3"), (Level.INFO, "4")])
    output([(Level.INFO, "5")])
    found = [text.split("abc123: ")[1] for text in log.path.read_text().splitlines()]
    assert found[:3] == ["INFO] 1", "ERR ] 2", "INFO] 3"]
    assert len(found) == 4
    assert found[3].startswith("WARN] Reached maximum allowed output lines")
