"""Where the entries of an archive go."""

import pytest
from azure_scheduler_emulator.webjobs.disk.archive import inner_path
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a/b", "a/b"),
        ("../../a", "a"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\x\\..\\y", "x/y"),
        ("./a//b/", "a/b"),
        ("..", ""),
    ],
)
def test_entries_stay_inside(name, inner):
    assert inner_path(name) == inner


@given(st.text())
def test_no_entry_leads_anywhere_else(name):
    parts = inner_path(name).split("/")
    assert ".." not in parts
    assert not inner_path(name).startswith("/")
