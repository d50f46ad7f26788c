"""An application that is made at its first request."""

import gc

import pytest
from azure_scheduler_emulator.gateway.lazy import Lazy


def application(environ, start_response):
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


def test_an_application_is_made_at_its_first_request():
    made = []

    def make():
        made.append(gc.isenabled())
        return application

    lazy = Lazy(make)
    assert made == []
    answers = [lazy({"PATH_INFO": path}, lambda *_: None) for path in ("/a", "/b")]
    assert (answers, made) == ([[b"/a"], [b"/b"]], [False])


@pytest.mark.parametrize("on", [True, False])
def test_garbage_is_looked_for_afterwards_as_before(on):
    def fail():
        raise LookupError

    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(LookupError):
            Lazy(fail)({}, lambda *_: None)
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()
