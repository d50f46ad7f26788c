"""Numbers and lists in words."""

import pytest
from azure_scheduler_emulator.domain.time.english import capital, folded, inside, listed, ordinal
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    ["0th", "1st", "2nd", "3rd", "4th", "10th", "11th", "12th", "13th", "14th", "20th", "21st", "22nd", "23rd", "31st"],
)
def test_an_ordinal_ends_as_it_is_spoken(text):
    assert ordinal(int(text[:-2])) == text


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_has_commas_and_one_and(words, text):
    assert listed(words) == text
    assert listed(iter(words)) == text


@given(st.sets(st.integers(0, 59)))
def test_what_is_folded_names_every_value_and_no_other(values):
    told = folded(sorted(values), str)
    unfolded = []
    for part in told:
        first, _, last = part.partition(" to ")
        unfolded += range(int(first), int(last or first) + 1)
    assert unfolded == sorted(values)
    # Two in a row are no run.
    assert all(int(part.partition(" to ")[2]) - int(part.partition(" to ")[0]) > 1 for part in told if " to " in part)


def test_capitals_come_and_go():
    assert capital("every day at 05:00 UTC") == "Every day at 05:00 UTC"
    assert inside(capital("every day at 05:00 UTC")) == "every day at 05:00 UTC"
    assert capital("") == inside("") == ""
