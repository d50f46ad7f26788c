"""A schedule is as large as its ranges, however long the lists are that a client sends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    completed,
    grid_of,
)

ANCHOR = datetime(2015, 7, 1, tzinfo=UTC)
WEEK = tuple(WeekDay)


@pytest.mark.parametrize(
    ("frequency", "extra"),
    [
        (Frequency.MINUTE, {}),
        (Frequency.HOUR, {}),
        (Frequency.DAY, {}),
        (Frequency.WEEK, {"week_days": WEEK}),
        (Frequency.MONTH, {"month_days": (1, -1, 31), "months": (1, 12)}),
        (Frequency.MONTH, {"monthly_occurrences": tuple(MonthlyOccurrence(day=day, occurrence=1) for day in WEEK)}),
    ],
)
def test_case_13_duplicates_do_not_make_a_schedule_larger(frequency, extra):
    parts = {"hours": (3, 0), "minutes": (30, 0), **extra}
    once = Recurrence(frequency=frequency, schedule=Schedule(**parts))
    often = Recurrence(frequency=frequency, schedule=Schedule(**{name: part * 5 for name, part in parts.items()}))
    assert completed(often, ANCHOR) == completed(once, ANCHOR)
    assert grid_of(often, ANCHOR) == grid_of(once, ANCHOR)
