"""What every tier of the tests may use."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.az",
    "tests.fixtures.brokers",
    "tests.fixtures.browser",
    "tests.fixtures.console",
    "tests.fixtures.database",
    "tests.fixtures.kits",
    "tests.fixtures.live",
    "tests.fixtures.node",
    "tests.fixtures.packages",
    "tests.fixtures.performer",
    "tests.fixtures.process",
    "tests.fixtures.pythons",
    "tests.fixtures.rabbitmq",
    "tests.fixtures.recordings",
    "tests.fixtures.sdk",
    "tests.fixtures.target",
    "tests.fixtures.webjobs",
]

# How many examples a property is tried with: few while one works, each time others; many where it may take a while.
# No deadline: shared machines stall now and then, and a slow example is no failure.
settings.register_profile("fast", deadline=None, max_examples=12)
settings.register_profile("thorough", deadline=None, max_examples=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

ROOT = Path(__file__).parent.parent


def pytest_collection_finish():
    """Have the garbage collector pass over all that is loaded by now, which stays to the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def repository():
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared():
    """The folder of contracts and recordings beside the repository; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the recordings are not beside the repository")
    return folder


@pytest.fixture
def eventually():
    """Waits until a condition holds, for 20 s at most: ``eventually(lambda: ...)`` returns its first true value."""

    def wait(condition, what="the condition", seconds=20.0):
        tick = threading.Event()
        for _ in range(int(seconds / 0.02)):
            value = condition()
            if value:
                return value
            tick.wait(0.02)
        raise AssertionError(f"{what} did not come true within {seconds} s")

    return wait
