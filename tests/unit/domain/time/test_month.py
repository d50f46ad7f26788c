"""The days of a month of one weekday, against the calendar."""

from calendar import Calendar, monthrange

import pytest
from azure_scheduler_emulator.domain.time.month import each_of_kind


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2023, 2024])
def test_every_day_is_one_of_its_kind(year, month):
    first, length = monthrange(year, month)
    for weekday in range(7):
        days = [day for day, kind in Calendar().itermonthdays2(year, month) if day and kind == weekday]
        assert list(each_of_kind(weekday, length, first)) == days
