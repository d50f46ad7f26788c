"""Names that fold as NTFS folds them."""

import pytest
from azure_scheduler_emulator.webjobs.disk.names import Placing, find, fold, place, same, spellings
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("Settings.job", "SETTINGS.JOB", True),
        ("\u00e9t\u00e9", "\u00c9T\u00c9", True),
        ("stra\u00dfe", "strasse", False),
        # The dotless i and the long s become ASCII letters elsewhere, and the ligature two.
        ("\u0131", "I", False),
        ("\u017f", "S", False),
        ("\ufb01", "FI", False),
        ("a", "b", False),
    ],
)
def test_which_names_are_one(one, other, are_same):
    assert same(one, other) is are_same


@given(st.text())
def test_folding_again_changes_nothing_and_keeps_the_length(name):
    assert fold(fold(name)) == fold(name)
    assert len(fold(name)) == len(name)


def test_the_spelling_as_asked_for_comes_first(tmp_path):
    for name in ("A/x", "a/X", "a/y"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in spellings(tmp_path, "a", "x")]
    assert found == ["a/X", "A/x"]
    assert find(tmp_path, "A", "Y") == tmp_path / "a/y"
    assert find(tmp_path, "a", "z") is None
    assert place(tmp_path, "A", "new", "B") == tmp_path / "A/new/B"
    assert place(tmp_path, "b") == tmp_path / "b"
    assert find(tmp_path) == tmp_path


def test_many_files_are_placed_beside_what_is_there(tmp_path):
    (tmp_path / "Folder").mkdir()
    placing = Placing()
    assert placing.place(tmp_path, ["folder", "a.txt"]) == tmp_path / "Folder/a.txt"
    assert placing.place(tmp_path, ["FOLDER", "A.TXT"]) == tmp_path / "Folder/a.txt"
    assert placing.place(tmp_path, ["new", "x"]) == tmp_path / "new/x"
    assert placing.place(tmp_path, ["NEW"]) == tmp_path / "new"
