"""How the console says things, and what moments it understands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.console import instants, shapes, wording
from azure_scheduler_emulator.domain.errors import InvalidError

#: A Wednesday.
NOW = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-30 03:00", "2026-11-30 03:00:00"),
        ("2026-11-30", "2026-11-30 00:00:00"),
        (" 2026-11-30T03:00:05Z ", "2026-11-30 03:00:05"),
        ("2026-11-30T03:00:00+02:00", "2026-11-30 01:00:00"),
        ("PT90M", "2026-11-25 12:12:00"),
        ("P1M", "2026-12-25 10:42:00"),
        ("+2 d", "2026-11-27 10:42:00"),
        ("+1h 30 min", "2026-11-25 12:12:00"),
        ("+2 weeks", "2026-12-09 10:42:00"),
        ("mon 03:00", "2026-11-30 03:00:00"),
        ("Wednesday 11:00", "2026-11-25 11:00:00"),
        ("wed 10:42", "2026-12-02 10:42:00"),
        ("fri", "2026-11-27 00:00:00"),
        ("03:00", "2026-11-26 03:00:00"),
        ("23:59:59", "2026-11-25 23:59:59"),
    ],
)
def test_a_moment_is_understood(text, moment):
    assert wording.moment(instants.read(text, NOW)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "never",
        "2026-13-01",
        "2026-11-30 25:00",
        "+",
        "+2",
        "+2 moons",
        "25:00",
        "m 03:00",
        "P",
        "+1e9 d",
        "+99999999999 d",
    ],
)
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(InvalidError, match="is no moment"):
        instants.read(text, NOW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (42, "42 s"),
        (162, "2 min 42 s"),
        (180, "3 min"),
        (3600, "1 h"),
        (56_880, "15 h 48 min"),
        (86_400, "1 d 0 h"),
        (144_000, "1 d 16 h"),
    ],
)
def test_a_span_has_two_units_at_the_most(seconds, words):
    assert wording.span(timedelta(seconds=seconds)) == words


def test_names_and_texts_are_shown_as_what_they_are():
    assert wording.short("cf265478-1111-4222-8333-444455554070") == "cf265478…4070"
    assert wording.short("nightly") == "nightly"
    assert wording.seen("a\u202eb\x1b\r\nc") == "a⟨U+202E⟩b⟨U+001B⟩\nc"
    assert wording.line("a\r\n  b") == "a b"
    assert wording.many(1, "try", "tries") == "1 try"
    assert wording.many(1204, "call") == "1,204 calls"


def test_too_many_marks_become_a_bar_of_density():
    window = shapes.around(NOW, timedelta(hours=4))
    assert window.place(NOW) == 50.0
    assert window.place(NOW + timedelta(days=9)) == 100.0
    few = shapes.marks(window, [("ok", NOW)] * 3)
    assert [(mark.kind, mark.x, mark.width) for mark in few] == [("ok", 50.0, 0.0)] * 3
    many = shapes.marks(window, [("ok", window.begin + timedelta(minutes=number)) for number in range(240)])
    assert len(many) < 60
    assert all(mark.width and 0 < mark.strength <= 1 for mark in many)


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_have_a_window(year):
    edge = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, tzinfo=UTC)
    window = shapes.around(edge, timedelta(days=14))
    assert window.begin <= edge <= window.end
