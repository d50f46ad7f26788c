"""Whether and when a failed attempt is tried again. Numbers: decision 6."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.jobs import retry
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy, RetryType, Wait
from azure_scheduler_emulator.domain.jobs.trigger import Once
from hypothesis import given
from hypothesis import strategies as st

SECOND = timedelta(seconds=1)
TWO_WAITS = RetryPolicy(waits=(Wait(5, 5), Wait(2, 4, 3)))


def delays(policy, tries=25):
    """Return the delays before the retries of attempts that all fail."""
    found = []
    while len(found) < tries and (delay := policy.delay_after(len(found), "lot")) is not None:
        found.append(delay)
    return found


def test_a_failed_attempt_is_tried_four_more_times_30_seconds_apart():
    assert delays(RetryPolicy()) == [30 * SECOND] * 4


def test_a_job_that_names_no_policy_has_that_one():
    definition = JobDefinition(action=HttpAction(method="GET", uri="http://target/"), trigger=Once())
    assert definition.effective_retry == RetryPolicy()


@pytest.mark.parametrize("count", [0, 1, 20])
def test_a_policy_of_ones_own_has_its_own_count_and_interval(count):
    assert delays(RetryPolicy(interval=timedelta(hours=2), count=count)) == [timedelta(hours=2)] * count


@pytest.mark.parametrize(
    "policy", [NO_RETRY, RetryPolicy(kind=RetryType.NONE), RetryPolicy(kind=RetryType.NONE, count=9)]
)
def test_without_retries_there_is_none_whatever_the_count(policy):
    assert delays(policy) == []


def test_no_retry_is_none_of_both():
    assert (NO_RETRY.kind, NO_RETRY.count) == (RetryType.NONE, 0)


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        (retry.MINIMUM_INTERVAL, timedelta(seconds=15)),
        (retry.MINIMUM_INTERVAL_FREE, timedelta(hours=1)),
        # 18 months, each as long as the longest.
        (retry.MAXIMUM_INTERVAL, timedelta(days=558)),
        (retry.MAXIMUM_COUNT, 20),
    ],
)
def test_the_bounds_of_what_a_client_may_ask_for(bound, value):
    assert bound == value


@given(lot=st.text(), low=st.floats(0, 10), more=st.floats(0, 10), power=st.integers(1, 4))
def test_a_wait_is_drawn_between_its_bounds_and_always_the_same_for_the_same_lot(lot, low, more, power):
    wait = Wait(low, low + more, power)
    assert wait.drawn(lot) == wait.drawn(lot)
    assert int(low**power) <= wait.drawn(lot).total_seconds() <= (low + more) ** power


def test_waits_take_the_place_of_interval_and_count():
    first, second = delays(TWO_WAITS)
    assert first == 5 * SECOND
    assert 8 * SECOND <= second <= 64 * SECOND


def test_each_occurrence_draws_waits_of_its_own():
    assert len({TWO_WAITS.delay_after(1, str(number)) for number in range(100)}) > 10


def test_a_wait_is_what_it_says_unless_it_is_raised_to_a_power():
    assert (Wait(3, 3).drawn("lot"), Wait(3, 3, 2).drawn("lot")) == (3 * SECOND, 9 * SECOND)
