"""What .NET reads as a moment or a span beyond ISO 8601."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import dotnet


@pytest.mark.parametrize(
    ("given", "echoed"),
    [
        ("2018-06-01T10:00:00.5+02:00", "2018-06-01T08:00:00.5Z"),
        ("20180601T100000Z", "2018-06-01T10:00:00Z"),
        ("Fri, 01 Jun 2018 10:00:00 GMT", "2018-06-01T10:00:00Z"),
        ("6/1/2018", "2018-06-01T00:00:00Z"),
        ("06/01/2018 10:00", "2018-06-01T10:00:00Z"),
        ("6/1/2018 12:00:05 AM", "2018-06-01T00:00:05Z"),
        ("6/1/2018 1:00 am", "2018-06-01T01:00:00Z"),
        ("6/1/2018 12:59 pm", "2018-06-01T12:59:00Z"),
        ("6/1/2018 10:00:00 PM", "2018-06-01T22:00:00Z"),
        ("/Date(1527847200000)/", "2018-06-01T10:00:00Z"),
        ("/Date(1527847200500+0200)/", "2018-06-01T10:00:00.5Z"),
    ],
)
def test_moments(given, echoed):
    assert dotnet.canonical(given) == echoed
    assert dotnet.canonical(f" {given} ") == echoed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "13/1/2018",
        "6/1/2018 13:00 PM",
        "6/1/2018 0:30 AM",
        "6/1/2018 25:00",
        "/Date(x)/",
        "/Date(999999999999999)/",
    ],
)
def test_no_moments(text):
    with pytest.raises(InvalidError, match="not a valid date and time"):
        dotnet.canonical(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT30S", timedelta(seconds=30)),
        ("7", timedelta(days=7)),
        ("0:0:30", timedelta(seconds=30)),
        ("1:2", timedelta(hours=1, minutes=2)),
        ("00:02:00", timedelta(minutes=2)),
        ("1.2:3", timedelta(days=1, hours=2, minutes=3)),
        ("1:2:3:4", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("2.03:04:05.5", timedelta(days=2, hours=3, minutes=4, seconds=5.5)),
        (" -0:0:1 ", timedelta(seconds=-1)),
        ("1.00:00:00", timedelta(days=1)),
    ],
)
def test_spans(text, span):
    assert dotnet.span(text) == span


@pytest.mark.parametrize(
    "text", ["", "soon", "1:", ":30", "1:60", "0:0:60", "1.2", "7.", "1:2:3:4:5", "9" * 20, "P", "\u0667"]
)
def test_no_spans(text):
    with pytest.raises(InvalidError, match="not a valid duration"):
        dotnet.span(text)
