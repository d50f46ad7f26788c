"""What the faces do without: Flask's own ways give the same answers."""

from azure_scheduler_emulator.faces.lean import Answer, LeanFlask, with_headers
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

names = st.sampled_from(["Date", "date", "X-One", "x-one", "Server", "Content-Type"])
values = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.tuples(names, values), max_size=6), st.dictionaries(names, values, max_size=4))
def test_headers_are_stamped_as_one_after_the_other_would_be(before, stamped):
    lowered = {name.lower() for name in stamped}
    if len(lowered) < len(stamped):
        return  # Nobody stamps one header in two spellings.
    wanted = Headers(before)
    wanted.update(stamped)
    response = Response()
    response.headers = Headers(before)
    assert list(with_headers(response, stamped).headers) == list(wanted)


def _app(kind, answer):
    app = kind(__name__)
    app.add_url_rule("/<path:name>", "echo", view_func=lambda name: answer(f"{name}", 200), methods=["GET", "DELETE"])
    app.add_url_rule("/gone", "gone", view_func=lambda: answer("", 204))
    app.add_url_rule("/stream", "stream", view_func=lambda: answer(iter(["a", "b"]), 200))
    return app


def test_answers_are_flasks_own():
    lean, usual = _app(LeanFlask, Answer).test_client(), _app(Flask, Response).test_client()
    for method, path in (
        ("GET", "/a/b?x=1"),
        ("HEAD", "/a"),
        ("DELETE", "/%C3%BC%20?"),
        ("GET", "/gone"),
        ("GET", "/stream"),
        ("POST", "/a"),
        ("OPTIONS", "/a"),
    ):
        found, wanted = (each.open(path, method=method) for each in (lean, usual))
        assert (found.status, list(found.headers), found.data) == (wanted.status, list(wanted.headers), wanted.data)
