"""What a clock shows, and whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.clock import Clock, Clocks, Reading, Terms
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.domain.time.moment import LATEST
from azure_scheduler_emulator.machine import wall
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2015, 7, 1, tzinfo=UTC)
ALICE, BOB = Tenant("job_scheduler", "alice"), Tenant("job_scheduler", "bob")

moments = st.timedeltas(timedelta(days=-9000), timedelta(days=16000)).map(lambda span: NOW + span)
instants = st.floats(0, 1e7)
rates = st.floats(0.001, 100_000)
MICROSECOND = timedelta(microseconds=1)


@given(base=moments, since=instants, later=st.floats(0, 1e7), further=st.floats(0, 1e7), rate=rates)
def test_a_running_clock_never_goes_back(base, since, later, further, rate):
    reading = Reading(base, since, rate)
    assert base <= reading.at(since + later) <= reading.at(since + later + further)


@given(base=moments, since=st.floats(0, 1e5), rate=rates, ahead=st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_at_the_instant_of_a_moment_a_running_clock_shows_that_moment(base, since, rate, ahead):
    reading = Reading(base, since, rate)
    instant = reading.instant_of(base + ahead)
    # Instants are floats: as far as these tell apart.
    error = timedelta(seconds=max(instant, 1) * 2**-50 * rate) + MICROSECOND
    assert abs(reading.at(instant) - (base + ahead)) <= error


@given(base=moments, since=instants, rate=rates, back=st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_what_is_past_was_reached_when_the_clock_began(base, since, rate, back):
    assert Reading(base, since, rate).instant_of(base - back) == since


@given(base=moments, since=instants, instant=instants, ahead=st.timedeltas(MICROSECOND, timedelta(days=3000)))
def test_a_standing_clock_shows_one_moment_and_comes_to_no_other(base, since, instant, ahead):
    reading = Reading(base, since)
    assert reading.at(instant) == base
    assert reading.instant_of(base + ahead) is None


def test_a_running_clock_ends_with_the_calendar():
    assert Reading(LATEST, 0.0, 1000.0).at(1e9) == LATEST
    assert Clock("x", Reading(NOW, 0.0, 1e-12)).comes_to(LATEST) is None


def test_a_clock_follows_the_machine_stands_or_runs():
    clock = Clock()
    assert (clock.virtual, clock.standing, clock.rate) == (False, False, 1.0)
    assert clock.comes_to(NOW) == NOW
    before = wall()
    assert before <= clock.now() <= wall()
    clock.set(NOW)
    assert (clock.virtual, clock.standing, clock.rate, clock.now()) == (True, True, 0.0, NOW)
    assert clock.comes_to(NOW + MICROSECOND) is None
    clock.set(NOW, 60.0)
    assert (clock.virtual, clock.standing, clock.rate) == (True, False, 60.0)
    ahead = clock.comes_to(clock.now() + timedelta(hours=1)) - wall()
    assert timedelta(seconds=50) < ahead <= timedelta(seconds=61)
    clock.follow_system()
    assert not clock.virtual


@pytest.mark.parametrize("bound", [ALICE, ALICE.api_alone])
def test_a_tenant_lives_by_the_clock_it_or_its_api_is_bound_to(bound):
    clocks, clock = Clocks(), Clock.standing_at(NOW, "a")
    clocks.add(clock, Terms(tenants=(bound,)))
    assert clocks.of(ALICE) is clock
    assert (clocks.of(BOB) is clock) == (bound == ALICE.api_alone)
    assert clocks.of(Tenant(AZURE, "alice")) is clocks.shared
    assert clocks.get("a") is clock
    assert clocks.everyone() == [clocks.shared, clock]
    clocks.remove("a")
    assert clocks.get("a") is None
    assert clocks.of(ALICE) is clocks.shared
