"""How the arguments of a run become words."""

import pytest
from azure_scheduler_emulator.webjobs.running.launching import split


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", []),
        ("a b", ["a", "b"]),
        ('"a b" c', ["a b", "c"]),
        ("'a b'", ["a b"]),
        ('--x="a b"', ["--x=a b"]),
        # What a shell would refuse is split at blanks.
        ('it"s a', ['it"s', "a"]),
    ],
)
def test_arguments_are_split_into_words(arguments, words):
    assert split(arguments) == words
