"""The words of a command line by Windows' rule (row 24). Expected: the C runtime's documentation of its rule."""

import pytest
from azure_scheduler_emulator.webjobs.running.arguments import split


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('--name O\'Brien --street "Main Street 1"', ["--name", "O'Brien", "--street", "Main Street 1"]),
        ("'a b' c", ["'a", "b'", "c"]),
        ("", []),
        (" \t ", []),
        ("  a \t b ", ["a", "b"]),
        ('""', [""]),
        ('a "" b', ["a", "", "b"]),
        ('a"b c"d', ["ab cd"]),
        ('"open end ', ["open end "]),
        (r'"abc" d e', ["abc", "d", "e"]),
        (r'a\\b d"e f"g h', [r"a\\b", "de fg", "h"]),
        (r"a\\\"b c d", [r"a\"b", "c", "d"]),
        (r'a\\\\"b c" d e', [r"a\\b c", "d", "e"]),
        (r'a"b"" c d', ['ab" c d']),
        (r'"a""b"', ['a"b']),
        (r'C:\dir\ "C:\Program Files\\"', ["C:\\dir\\", "C:\\Program Files\\"]),
        ("a\nb", ["a\nb"]),
        ("$(x) `y` #z \\n", ["$(x)", "`y`", "#z", "\\n"]),
    ],
)
def test_case_24_only_double_quotes_keep_words_together(line, words):
    assert split(line) == words
