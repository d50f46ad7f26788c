"""Numbers and lists in words."""

import pytest
from azure_scheduler_emulator.domain.time.english import listed, ordinal


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
