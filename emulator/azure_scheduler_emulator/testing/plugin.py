"""The pytest plugin (entry point ``pytest11``): an emulator for each test that asks for one.

=====================  ==============================================================================================
``scheduler``          a running ``LiveEmulator`` of the test's own
``scheduler_clock``    its clock: ``freeze``, ``set``, ``advance``, ``next``
``scheduler_target``   a target inside it for jobs to call: ``url``, ``answer``, ``calls``
``scheduler_faults``   what goes wrong on purpose: ``client``, ``target``, ``clear``
``scheduler_settings`` settings over those of a test, as a dictionary; override it in a conftest or a module
=====================  ==============================================================================================

Nothing of the emulator is imported before a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
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
