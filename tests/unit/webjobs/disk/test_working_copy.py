"""When a job's working copy is made anew: behaviour 35."""

import os

import pytest
from azure_scheduler_emulator.webjobs.disk.working_copy import Stamp, WorkingCopy, change, snapshot


def files(**modified):
    return {name.lower().replace("__", "/"): Stamp(name.replace("__", "/"), time, 1) for name, time in modified.items()}


HELD = files(a=1, in__b=2)


@pytest.mark.parametrize(
    ("source", "working", "message"),
    [
        (HELD, HELD, None),
        (
            files(a=5, in__b=2),
            HELD,
            "Job file 'a' timestamp differs between source and working directories.",
        ),
        (
            files(a=1, in__b=5),
            HELD,
            "Job file 'in/b' timestamp differs between source and working directories.",
        ),
        (
            files(a=1, in__b=2, c=1),
            HELD,
            "Job file 'c' exists in source directory but not in working directory.",
        ),
        (files(a=1), HELD, "Job file 'in/b' has been deleted."),
        (HELD, files(a=9, in__b=2), "Job file 'a' timestamp differs between source and working directories."),
        (HELD, files(a=1), "Job file 'in/b' exists in source directory but not in working directory."),
        # What a job wrote into its own folder stays.
        (HELD, files(a=1, in__b=2, mine=7), None),
        # Windows tells names apart without their case.
        (files(A=1, IN__B=2), HELD, None),
    ],
)
def test_it_finds_the_difference(source, working, message):
    assert change(source, working, HELD) == message


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    (folder / "in").mkdir(parents=True)
    (folder / "run.sh").write_text("one")
    (folder / "in" / "data").write_text("two")
    return folder


def test_a_copy_is_kept_until_a_file_changes(tmp_path, source):
    names, told = iter("abc"), []
    copy = WorkingCopy(tmp_path / "copies", lambda: next(names))
    first = copy.refresh(source, told.append)
    assert {stamp.path for stamp in snapshot(first).values()} == {"run.sh", "in/data"}
    (first / "of its own").touch()
    assert (copy.refresh(source, told.append), told) == (first, [])
    os.utime(source / "run.sh", (1, 1))
    second = copy.refresh(source, told.append)
    assert second != first
    assert not first.exists()
    assert told == [
        "Job directory change detected: Job file 'run.sh' timestamp differs between source and working directories."
    ]
    copy.discard()
    assert not second.exists()


def test_a_copy_that_somebody_deleted_is_made_again(tmp_path, source):
    names = iter("ab")
    copy = WorkingCopy(tmp_path / "copies", lambda: next(names))
    first = copy.refresh(source, str)
    (first / "run.sh").unlink()
    (first / "in" / "data").unlink()
    (first / "in").rmdir()
    first.rmdir()
    assert (copy.refresh(source, str) / "run.sh").read_text() == "one"
