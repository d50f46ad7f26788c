"""How moments are read and spelled."""

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment


@pytest.mark.parametrize(
    ("given", "echoed"),
    [
        ("2015-07-01T00:01:54.344507", "2015-07-01T00:01:54.344507Z"),  # recorded: no offset means UTC
        ("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z"),  # trailing zeros go, and the point with them
        ("2013-08-30T20:55:02.4143712Z", "2013-08-30T20:55:02.4143712Z"),  # a .NET tick survives
        ("2013-08-30T20:55:02.4000010Z", "2013-08-30T20:55:02.400001Z"),
        ("2013-01-30T20:08:00+00:00", "2013-01-30T20:08:00Z"),
        ("2013-01-30T20:08:00.5+02:30", "2013-01-30T17:38:00.5Z"),
        ("2013-01-30T20:08:00-0800", "2013-01-31T04:08:00Z"),
        ("2013-01-30T20:08:00+13:00", "2013-01-30T07:08:00Z"),
        ("2013-01-30T20:08:00+14:00", "2013-01-30T06:08:00Z"),
        ("2013-01-30T20:08:00-09:59", "2013-01-31T06:07:00Z"),
        ("2013-01-30T20:08", "2013-01-30T20:08:00Z"),
        ("2013-01-30", "2013-01-30T00:00:00Z"),
        ("2013-01-30 20:08:00z", "2013-01-30T20:08:00Z"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),  # .NET's default DateTime
        ("0999-12-31T00:00:00.5", "0999-12-31T00:00:00.5Z"),
        ("1000-01-01T00:00:00.5", "1000-01-01T00:00:00.5Z"),
        ("20180601T100000Z", "2018-06-01T10:00:00Z"),  # ISO's basic form
        ("20180601T1000+0200", "2018-06-01T08:00:00Z"),
        ("20180601T100000.5", "2018-06-01T10:00:00.5Z"),
        ("20180601", "2018-06-01T00:00:00Z"),
        ("2018-06-01T10:00:00-08", "2018-06-01T18:00:00Z"),
        ("2018-06-01T24:00:00", "2018-06-02T00:00:00Z"),
        ("2018-06-01T10:00:00.123456789012Z", "2018-06-01T10:00:00.1234567Z"),
        # Beyond the calendar's ends, as .NET does.
        ("9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59.9999999Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
        ("0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z"),
    ],
)
def test_it_echoes_what_the_service_echoed(given, echoed):
    assert moment.canonical(given) == echoed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2013-13-01T00:00:00",
        "2013-02-30",
        "2013-01-30T25:00",
        "2018-06-01T10:00:00+15:00",
        "2018-06-01T10:00:00+14:01",
        "2018-06-01T10:00:00-14:01",
        "2018-06-01T10:00:00+10:60",
        "2018-0601",
        "2018-06-01T24:01",
    ],
)
def test_it_refuses_what_is_no_moment(text):
    with pytest.raises(InvalidError, match="not a valid date and time"):
        moment.parse(text)


def test_it_reads_into_utc():
    assert moment.parse("2013-01-30T20:08:00.25+01:00") == datetime(2013, 1, 30, 19, 8, 0, 250000, UTC)


@pytest.mark.parametrize(
    ("value", "model", "text"),
    [
        # An occurrence on the grid of its start has the start's fraction, seventh digit included.
        (datetime(2016, 4, 1, 10, 0, 0, 469218, UTC), "2016-03-30T20:40:55.4692187Z", "2016-04-01T10:00:00.4692187Z"),
        (datetime(2016, 4, 1, 10, 0, 0, 469000, UTC), "2016-03-30T20:40:55.4690007Z", "2016-04-01T10:00:00.4690007Z"),
        # Another fraction, none at all, and a model of six digits change nothing.
        (datetime(2016, 4, 1, 10, 0, 0, 1, UTC), "2016-03-30T20:40:55.4692187Z", "2016-04-01T10:00:00.000001Z"),
        (datetime(2016, 4, 1, 10, tzinfo=UTC), "2016-03-30T20:40:55.4692187Z", "2016-04-01T10:00:00Z"),
        (datetime(2016, 4, 1, 10, 0, 0, 469218, UTC), "2016-03-30T20:40:55.469218Z", "2016-04-01T10:00:00.469218Z"),
        (datetime(2016, 4, 1, 10, 0, 0, 469218, UTC), None, "2016-04-01T10:00:00.469218Z"),
    ],
)
def test_it_gives_an_occurrence_the_seventh_digit_of_its_start(value, model, text):
    assert moment.render_like(value, model) == text
