"""What a job may be called."""

import pytest
from azure_scheduler_emulator.webjobs.disk.home import is_name


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("job 1", True),
        ("é", True),
        ("...", True),
        ("", False),
        (".", False),
        ("..", False),
        ("a/b", False),
        ("a\n", False),
    ],
)
def test_names_of_jobs(name, allowed):
    assert is_name(name) is allowed
