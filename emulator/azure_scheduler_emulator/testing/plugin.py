"""The pytest plugin (entry point ``pytest11``): an emulator for each test that asks for one.

========================  ===========================================================================================
``scheduler``             a running ``LiveEmulator`` of the test's own
``scheduler_clock``       its clock: ``freeze``, ``set``, ``advance``, ``next``
``scheduler_target``      a target inside it for jobs to call: ``url``, ``answer``, ``calls``
``scheduler_faults``      what goes wrong on purpose: ``client``, ``target``, ``clear``
``scheduler_test_clock``  a clock of the test's own on a shared server, and a subscription that lives by it
``scheduler_url``         where that server is; the variable ``EMULATOR_URL`` by default
``scheduler_settings``    settings over those of a test, as a dictionary; override it in a conftest or a module
========================  ===========================================================================================

Nothing of the emulator is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from azure_scheduler_emulator.testing.clocks import TestClock
    from azure_scheduler_emulator.testing.control import Clock, Faults, Sink
    from azure_scheduler_emulator.testing.live import LiveEmulator


@pytest.fixture
def scheduler_settings() -> dict[str, Any]:
    """Return the settings of the test's emulator that differ from those of a test: none."""
    return {}


@pytest.fixture
def scheduler(scheduler_settings: dict[str, Any]) -> Iterator[LiveEmulator]:
    """Yield a running emulator on free ports; its clock stands at 2015-07-01T00:00:00Z unless settings differ."""
    from azure_scheduler_emulator.testing.live import LiveEmulator

    with LiveEmulator(**scheduler_settings) as running:
        yield running


@pytest.fixture
def scheduler_clock(scheduler: LiveEmulator) -> Clock:
    """Return the emulator's clock."""
    return scheduler.clock


@pytest.fixture
def scheduler_target(scheduler: LiveEmulator) -> Sink:
    """Return a target inside the emulator for jobs to call."""
    return scheduler.sink()


@pytest.fixture
def scheduler_faults(scheduler: LiveEmulator) -> Faults:
    """Return what goes wrong on purpose."""
    return scheduler.faults


@pytest.fixture
def scheduler_url() -> str:
    """Return where the server is that the tests of many processes share: the address of its plain port."""
    from azure_scheduler_emulator.environment import url_of_client

    url = url_of_client()
    if not url:
        pytest.fail("EMULATOR_URL does not say where the emulator is (http://127.0.0.1:8080).", pytrace=False)
    return url.rstrip("/")


@pytest.fixture
def scheduler_test_clock(scheduler_url: str) -> Iterator[TestClock]:
    """Yield a clock of the test's own on a shared server; it stands at 2015-07-01T00:00:00Z.

    A new subscription lives by it. Both are gone after the test, or ten minutes after a test process that was killed.
    """
    from azure_scheduler_emulator.environment import given
    from azure_scheduler_emulator.testing.clocks import own_clock
    from azure_scheduler_emulator.testing.control import Control

    control = Control(f"{scheduler_url}/_emulator", token=given().get("control_token", ""))
    try:
        with own_clock(control, "2015-07-01T00:00:00Z", expires="PT10M") as clock:
            yield clock
    finally:
        control.close()
