"""What two headers tell of a trace (W3C Trace Context, level 1)."""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.trace import read

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("parent", "sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f"  00-{TRACE}-{SPAN}-03 ", True),
        (f"01-{TRACE}-{SPAN}-01", True),
        (f"cc-{TRACE}-{SPAN}-00-what-the-future-will-be-like", False),
    ],
)
def test_a_context_is_read(parent, sampled):
    found = read(parent, "a=1")
    assert (found.trace, found.span, found.sampled, found.state) == (TRACE, SPAN, sampled, "a=1")


@pytest.mark.parametrize(
    "parent",
    [
        "",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}-01,00-{TRACE}-{SPAN}-01",
        f"0-{TRACE}-{SPAN}-01",
    ],
)
def test_what_is_none_counts_for_nothing_and_its_state_neither(parent):
    assert read(parent, "a=1") is None


def test_who_calls_on_is_another_span_of_the_same_trace():
    context = read(f"00-{TRACE}-{SPAN}-01", "a=1,b=2")
    first, second, again = (context.child(lot) for lot in ("1", "2", "1"))
    assert first.trace == second.trace == TRACE
    assert len({first.span, second.span, SPAN}) == 3
    assert first == again
    assert first.headers() == (("traceparent", f"00-{TRACE}-{first.span}-01"), ("tracestate", "a=1,b=2"))
    assert read(*[value for _, value in first.headers()]) == first


def test_a_state_that_is_too_long_is_left_out():
    assert read(f"00-{TRACE}-{SPAN}-01", "a=" + "1" * 511).headers() == (("traceparent", f"00-{TRACE}-{SPAN}-01"),)
