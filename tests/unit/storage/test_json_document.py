"""Documents of any size: however little is read at a time, the same comes out as if it were read at once."""

import io
import json

import pytest
from azure_scheduler_emulator.storage.json_document import JsonDocument
from hypothesis import given
from hypothesis import strategies as st

LISTS = ("rows", "ö")
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('aö\\"', max_size=3), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from([*LISTS, "other", "a\nb", ""]), plain | st.lists(plain, max_size=5))


def read(text, piece=1):
    found = {}
    document = JsonDocument(io.BytesIO(text), LISTS, piece)
    others = document.walk(lambda name, number, item: found.setdefault(name, []).insert(number, item))
    for name in document.places:
        assert list(document.items(name)) == found.setdefault(name, [])
    return {**others, **found}


@given(documents, st.integers(1, 40), st.booleans(), st.sampled_from([None, 1]))
def test_it_is_read_as_at_once(document, piece, ascii_only, indent):
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode()
    assert read(text, piece) == json.loads(text)


def test_places_are_found_again_behind_letters_of_several_bytes():
    text = '{"other": "öö😀", "rows": [1, "😀"], "ö": []}'.encode()
    for piece in range(1, len(text)):
        assert read(text, piece) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"{", b'{"rows": [1, 2', b'{"rows": [1,]}', b'{"rows": [1 2]}', b'{"a": 1} x', b'{"a": 1, "a": 2}',
        b'{"rows": [], "rows": []}', b"{1: 2}", b'{"a" 1}', b'{"a": \xff}', b'{"a": "\xf0\x9f', b'{"a": 12', b"null",
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused_wherever_it_is_cut(text):
    for piece in (1, 3, 100):
        with pytest.raises(ValueError, match=r"(?i)expect|codec|comes twice|unterminated"):
            read(text, piece)


def test_an_item_longer_than_what_is_read_at_a_time_is_read_in_few_steps():
    class Counting(io.BytesIO):
        reads = 0

        def read(self, *size):
            self.reads += 1
            return super().read(*size)

    file = Counting(json.dumps({"rows": ["x" * 100_000]}).encode())
    JsonDocument(file, LISTS, 10).walk(lambda *_: None)
    assert file.reads < 60
