"""How .NET spells spans and moments."""

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.webjobs.disk import spelling


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(), "00:00:00"),
        (timedelta(seconds=1.5), "00:00:01.5000000"),
        (timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=50), "1.02:03:04.0000500"),
        (timedelta(seconds=-5), "00:00:00"),
    ],
)
def test_spans(value, text):
    assert spelling.span(value) == text


def test_moments():
    noon = datetime(2026, 3, 31, 12, 5, 9, 120000, tzinfo=UTC)
    assert spelling.us_time(noon) == "3/31/2026 12:05:09 PM"
    assert spelling.us_time(noon.replace(hour=0)) == "3/31/2026 12:05:09 AM"
    assert spelling.us_time(noon.replace(hour=13)) == "3/31/2026 1:05:09 PM"
    assert spelling.date(noon) == "2026-03-31T12:05:09.12Z"
    assert spelling.date(None) == "0001-01-01T00:00:00"
    assert spelling.run_id(noon) == "202603311205091200"
