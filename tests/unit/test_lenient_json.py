"""JSON as Json.NET read it: what is taken beyond JSON, what is refused, and within which limits."""

from __future__ import annotations

import subprocess
import sys

import pytest
from azure_scheduler_emulator.lenient_json import MAXIMUM_CHARACTERS, MAXIMUM_DEPTH, loads

LENIENT = {
    "a trailing comma in an object": ('{"a": 1,}', {"a": 1}),
    "a trailing comma in an array": ('{"a": [1, 2,],}', {"a": [1, 2]}),
    "a comment to the end of the line": ('{"a": 1 // one\n}', {"a": 1}),
    "a comment between": ("/* first */{/**/'a'/* name */:/* value */1}/* last */", {"a": 1}),
    "a comment that is never ended by a line": ('{"a": 1} // end', {"a": 1}),
    "single quotes": ("{'a': 'say \"b\"'}", {"a": 'say "b"'}),
    "an escaped single quote": (r"{'a': 'it\'s'}", {"a": "it's"}),
    "unquoted names": ("{a: 1, $b: 2, _c3: 3, ключ: 4}", {"a": 1, "$b": 2, "_c3": 3, "ключ": 4}),
    "unquoted names that are words of JavaScript": ("{if: 1, true: 2, null: 3}", {"if": 1, "true": 2, "null": 3}),
    "hexadecimal": ("{a: 0x1F}", {"a": 31}),
    "points at either end": ("[.5, 5., -.5]", [0.5, 5.0, -0.5]),
    "a byte order mark": ('\ufeff{"a": 1}', {"a": 1}),
    "the last of two members": ("{a: 1, a: 2}", {"a": 2}),
    "a line break in a string": ('{"a": "x\ny"}', {"a": "x\ny"}),
    "a line break in a string among other leniencies": ('{a: \'x\r\ny\', "b": "\\"\n",}', {"a": "x\r\ny", "b": '"\n'}),
    "a tab in a string": ("{a: '\t'}", {"a": "\t"}),
    "what looks like a comment in a string": ("{a: 'http://host/*x*/', }", {"a": "http://host/*x*/"}),
    "quotes in comments": ("{// it's\n a: 1, /* \" */ b: 2}", {"a": 1, "b": 2}),
}


@pytest.mark.parametrize(("text", "value"), LENIENT.values(), ids=LENIENT.keys())
def test_what_json_net_took_is_read(text: str, value: object) -> None:
    assert loads(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{",
        '{"a": 1',
        '{"a": "b',
        "{a: 'b}",
        "{a: /* x }",
        "{a b}",
        "{a: }",
        "{a: 1} {b: 2}",
        "a = 1",
        "<a/>",
        "{a: new Date(0)}",
        "[1,,2]",
        "{a-b: 1}",
    ],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        loads(text)


@pytest.mark.parametrize("text", ["NaN", '{"a": Infinity}', "[-Infinity]", '{"a": [1e999]}', "{a: -1e999}"])
def test_numbers_that_no_answer_could_show_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not finite|no JSON"):
        loads(text)


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("{a:", "}")], ids=["list", "object", "JSON5"]
)
def test_depth_is_limited(opening: str, closing: str) -> None:
    deepest = opening * (MAXIMUM_DEPTH - 1) + "[]" + closing * (MAXIMUM_DEPTH - 1)
    assert loads(deepest)
    for depth in (MAXIMUM_DEPTH, 100_000):
        with pytest.raises(ValueError, match="nested deeper"):
            loads(opening * depth + "[]" + closing * depth)


def test_length_is_limited() -> None:
    padding = " " * (MAXIMUM_CHARACTERS - 2)
    assert loads(f"{{{padding}}}") == {}
    with pytest.raises(ValueError, match="characters"):
        loads(f"{{ {padding}}}")


def test_text_that_is_no_json_anywhere_is_refused_in_one_pass() -> None:
    for hostile in ('"' + '\\"' * 200_000, "'" * 200_001, "/*" * 200_000, "/" * 200_001):
        with pytest.raises(ValueError, match="no JSON"):
            loads(hostile)


def test_strict_json_needs_no_json5_reader() -> None:
    package = "azure_scheduler_emulator"
    code = f"import sys, {package}.lenient_json as it; it.loads('{{}}'); print('pyjson5' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "emulator"}, capture_output=True)
    assert run.stdout.strip() == b"False"
