"""A frozen value with other values in some fields."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.changing import evolve
from azure_scheduler_emulator.domain.jobs.job import JobStatus
from azure_scheduler_emulator.domain.time.http_date import http_date
from hypothesis import given
from hypothesis import strategies as st

WHEN = datetime(2015, 7, 1, 0, 0, 32, 104381, UTC)


@given(st.integers(), st.none() | st.just(WHEN))
def test_it_is_what_replace_gives(failures, last):
    before = JobStatus(executions=3, faults=1)
    after = evolve(before, failures=failures, last_execution=last)
    assert (after, type(after)) == (replace(before, failures=failures, last_execution=last), JobStatus)
    assert before == JobStatus(executions=3, faults=1)
    assert hash(after) == hash(replace(before, failures=failures, last_execution=last))


def test_a_field_that_is_none_is_refused():
    with pytest.raises(TypeError, match="misspelt"):
        evolve(JobStatus(), misspelt=1)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_of_http_has_no_fraction_and_no_zone_but_one(moment):
    text = http_date(moment)
    assert datetime.strptime(f"{text[5:-4]} +0000", "%d %b %Y %H:%M:%S %z") == moment.replace(microsecond=0)
    assert text.endswith(" GMT")
    assert http_date(moment.replace(microsecond=0)) == text
    assert timedelta() <= moment - moment.replace(microsecond=0) < timedelta(seconds=1)
