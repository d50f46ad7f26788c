"""How spans of time are read and spelled."""

from datetime import timedelta
from decimal import Decimal

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration
from hypothesis import given
from hypothesis import strategies as st

spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=5000))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT30S", timedelta(seconds=30)),
        ("PT1M30S", timedelta(seconds=90)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P2W", timedelta(weeks=2)),
        ("P1Y2M", timedelta(days=425)),  # as .NET's XmlConvert counts: 365 and 30 days
        ("PT0.5S", timedelta(milliseconds=500)),
        ("-PT1M", timedelta(minutes=-1)),
        ("00:01:30", timedelta(seconds=90)),
        ("1.02:00:00", timedelta(days=1, hours=2)),
        ("00:00:00.0000010", timedelta(microseconds=1)),
        ("01:30", timedelta(minutes=90)),
    ],
)
def test_it_reads_both_spellings(text, span):
    assert duration.parse(text) == span


@pytest.mark.parametrize("text", ["", "P", "PT", "30", "1:2", "PT1H2", "P1S", "forever", "P999999999999D"])
def test_it_refuses_what_is_no_span(text):
    with pytest.raises(InvalidError, match="not a valid duration"):
        duration.parse(text)


@given(spans)
def test_it_reads_back_the_iso_form_that_it_writes(span):
    assert duration.parse(duration.iso(span)) == span


@given(spans)
def test_it_reads_back_the_timespan_that_it_writes(span):
    assert duration.parse(duration.timespan(span)) == span


def test_it_writes_no_empty_parts():
    assert [duration.iso(timedelta(seconds=s)) for s in (0, 30, 90, 3600, 86400, 93600)] == [
        "PT0S",
        "PT30S",
        "PT1M30S",
        "PT1H",
        "P1D",
        "P1DT2H",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PT0S", "0 seconds"),
        ("PT1S", "1 second"),
        ("PT0.5S", "0.5 seconds"),
        ("PT1M", "1 minute"),
        ("PT90S", "90 seconds"),
        ("PT1H30M", "90 minutes"),
        ("PT1H", "1 hour"),
        ("PT36H", "36 hours"),
        ("P1D", "1 day"),
        ("P7D", "7 days"),
        ("P365D", "365 days"),
        ("P1DT1S", "1 day and 1 second"),
        ("P1DT2H3M4.25S", "1 day, 2 hours, 3 minutes and 4.25 seconds"),
        ("PT2H1M", "2 hours and 1 minute"),
    ],
)
def test_a_span_is_said_in_words(text, said):
    assert duration.words(duration.parse(text)) == said


@given(st.timedeltas(timedelta(), timedelta(days=10_000)))
def test_words_say_the_whole_span_and_nothing_else(span):
    parts = duration.words(span).replace(" and ", ", ").split(", ")
    sizes = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
    total = sum(Decimal(number) * sizes[unit.removesuffix("s")] for number, unit in map(str.split, parts))
    assert total == Decimal(span // timedelta(microseconds=1)) / 1_000_000
