"""Seed files: what YAML and JSON mean, in which line things stand, and what is refused."""

import json
import sys

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.seed_files import read


@pytest.fixture
def written(tmp_path):
    def write(text, name="seed.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("2015-07-01", "2015-07-01"),
        ("2015-07-01T00:00:00Z", "2015-07-01T00:00:00Z"),
        ("12:30:00", "12:30:00"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-5", -5),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ('"5"', "5"),
        ("'true'", "true"),
        ("|\n  echo a\n  echo b\n", "echo a\necho b\n"),
        ("[1, {a: b}]", [1, {"a": "b"}]),
    ],
)
def test_a_value_is_what_json_has_and_everything_else_a_text(written, text, value):
    assert read(written(f"a: {text}")).data == {"a": value}


def test_keys_that_look_like_something_else_are_texts(written):
    assert read(written("404: a\nyes: b\n")).data == {"404": "a", "yes": "b"}


def test_aliases_and_merges_do_as_usual(written):
    text = "base: &b {a: 1, b: 2}\nboth: [*b, *b]\nmore: {<<: *b, b: 3}\nfrom: {<<: [{a: 5}, *b]}\n"
    data = read(written(text)).data
    assert data["both"] == [{"a": 1, "b": 2}] * 2
    assert data["more"] == {"a": 1, "b": 3}
    assert data["from"] == {"a": 5, "b": 2}


def test_json_is_read_as_json_and_tabs_are_no_matter(written):
    document = {"a": {"b": ["x", {"c": "1:2"}]}, "t": "a\tb"}
    path = written(json.dumps(document, indent="\t"), "seed.json")
    assert read(path).data == document
    assert read(path).place(("a", "b", 1, "c")) == f"{path}:6"


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("a", "b"), 2),
        (("a", "b", 1), 4),
        (("a", "b", 1, "c"), 5),
        (("a", "other"), 1),
        (("z",), 7),
    ],
)
def test_the_line_is_that_of_the_key_or_of_what_is_above_it(written, way, line):
    path = written("a:\n  b:\n    - x\n    - y: 1\n      c: 2\n\nz: 1\n")
    assert read(path).place(way) == f"{path}:{line}"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("seed.yaml", "a: 1\na: 2\n", "seed.yaml:2: 'a' is there twice."),
        ("seed.yaml", "a: {b: [}\n", "seed.yaml:1: "),
        ("seed.yaml", "a: 1\n b: 2\n", "seed.yaml:2: "),
        ("seed.yaml", "a: &a [*a]\n", "it holds itself"),
        ("seed.yaml", "a: *nobody\n", "undefined alias"),
        ("seed.yaml", "? [a]\n: b\n", "a key is a text"),
        ("seed.yaml", "a: {<<: 5}\n", "only an object can be merged"),
        ("seed.yaml", "- a\n", "is no object with members"),
        ("seed.yaml", "", "is no object with members"),
        ("seed.yaml", "a: 1\n---\nb: 2\n", "cannot be read"),
        ("seed.yaml", "a: !!python/object/apply:os.system [x]\nb: \0", "cannot be read"),
        ("seed.json", '{"a": 1,\n "a": 2}', "has 'a' twice"),
        # Python 3.13 names the comma, those before what comes after it.
        ("seed.json", '{"a": 1,\n}', "seed.json:1: " if sys.version_info >= (3, 13) else "seed.json:2: "),
        ("seed.json", "{", "seed.json:1: "),
        ("seed.json", "[" * 100_000, "cannot be read"),
        ("seed.yaml", "[" * 10_000, "cannot be read"),
        ("seed.json", "[]", "is no object with members"),
    ],
)
def test_what_is_no_document_is_refused_in_a_sentence(written, name, text, words):
    with pytest.raises(InvalidError) as caught:
        read(written(text, name))
    assert words in str(caught.value)
    assert str(caught.value).startswith("The seed document ")


def test_lines_that_stand_for_billions_are_refused(written):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(InvalidError, match="more than 1000000 values"):
        read(written("\n".join(rows)))


@pytest.mark.parametrize("data", [b"\xff\xfe\xff", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path, data):
    path = tmp_path / "seed.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InvalidError, match=r"The seed document .*seed.yaml cannot be read"):
        read(path)
