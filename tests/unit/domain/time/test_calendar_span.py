"""How far is a month?"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan
from azure_scheduler_emulator.domain.time.moment import parse, render
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2015, 7, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(days=-9000), timedelta(days=16000)).map(lambda span: NOW + span)


@pytest.mark.parametrize(
    ("begin", "span", "end"),
    [
        ("2015-07-01T00:00:00Z", "P1M", "2015-08-01T00:00:00Z"),
        ("2015-07-01T10:30:00Z", "P1Y", "2016-07-01T10:30:00Z"),
        ("2015-01-31T00:00:00Z", "P1M", "2015-02-28T00:00:00Z"),
        ("2016-01-31T00:00:00Z", "P1M", "2016-02-29T00:00:00Z"),
        ("2015-01-31T00:00:00Z", "P2M", "2015-03-31T00:00:00Z"),
        ("2016-02-29T00:00:00Z", "P1Y", "2017-02-28T00:00:00Z"),
        ("2016-02-29T00:00:00Z", "P4Y", "2020-02-29T00:00:00Z"),
        ("2015-12-15T00:00:00Z", "P1M", "2016-01-15T00:00:00Z"),
        ("2015-01-31T23:00:00Z", "P1MT2H", "2015-03-01T01:00:00Z"),
        ("2015-07-01T00:00:00Z", "P1Y2M3DT4H5M6S", "2016-09-04T04:05:06Z"),
        ("2015-07-01T00:00:00Z", "P1M1W", "2015-08-08T00:00:00Z"),
        ("2015-07-01T00:00:00Z", "PT1M", "2015-07-01T00:01:00Z"),
        ("2015-07-01T00:00:00Z", "1.02:03:04", "2015-07-02T02:03:04Z"),
        ("2015-07-01T00:00:00Z", "PT0S", "2015-07-01T00:00:00Z"),
    ],
)
def test_months_and_years_are_the_calendars(begin, span, end):
    assert render(CalendarSpan.parse(span).after(parse(begin))) == end


@pytest.mark.parametrize("text", ["P", "", "1M", "P1M1Y", "-P1M", "-PT1S", "P1.5M", "P99999999999Y"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(InvalidError):
        CalendarSpan.parse(text)


@pytest.mark.parametrize("span", ["P8000Y", "P9999999D", "P95815M"])
def test_time_ends(span):
    with pytest.raises(InvalidError, match="9999"):
        CalendarSpan.parse(span).after(NOW)


@given(begin=moments, months=st.integers(1, 2000))
def test_so_many_months_on_it_is_the_same_day_or_the_months_last(begin, months):
    end = CalendarSpan(months).after(begin)
    assert (end.year - begin.year) * 12 + end.month - begin.month == months
    assert end.day == min(begin.day, monthrange(end.year, end.month)[1])
    assert end.timetz() == begin.timetz()


@given(begin=moments, rest=st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_without_months_it_is_as_long_wherever_it_begins(begin, rest):
    assert CalendarSpan.parse(duration.iso(rest)).after(begin) == begin + rest


@given(months=st.integers(0, 5000), rest=st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_it_reads_back_as_it_is_written(months, rest):
    span = CalendarSpan(months, rest)
    assert CalendarSpan.parse(str(span)) == span
