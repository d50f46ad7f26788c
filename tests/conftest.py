"""What every tier of the tests may use."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.az",
    "tests.fixtures.database",
    "tests.fixtures.live",
    "tests.fixtures.node",
    "tests.fixtures.packages",
    "tests.fixtures.performer",
    "tests.fixtures.process",
    "tests.fixtures.rabbitmq",
    "tests.fixtures.sdk",
    "tests.fixtures.target",
    "tests.fixtures.webjobs",
]

# Shared machines stall now and then; a slow example is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent


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
