"""Emulators for the tests of the faces: built once for all tests that want the same settings.

To build one and the application of a face takes a hundred times as long as to clear it, and what a test leaves behind
is forgotten as the control API's reset forgets it.
"""

from __future__ import annotations

import pytest

from tests.faces.emulators import Lent
from tests.fixtures.performer import ScriptedPerformer


@pytest.fixture(scope="session")
def _shelf():
    """The emulators that nobody uses, by their settings and their kind of performer."""
    shelf = {}
    yield shelf
    for idle in shelf.values():
        idle.stop()


@pytest.fixture
def lend(_shelf):
    """Lends emulators until the end of the test: ``lend(settings)``, ``lend(settings, OtherPerformer)``.

    With ``None`` for the performer the jobs really do what they do. For tests that leave it running: one that stops its
    emulator, or starts another one on its files, builds its own.
    """
    lent = []

    def borrow(settings, kind=ScriptedPerformer):
        found = _shelf.pop((settings, kind), None)
        if found is None:
            found = Lent(settings, kind and kind())
            found.clear()  # so that the first test finds it as the next ones do
        lent.append(((settings, kind), found))
        return found

    yield borrow
    for key, used in lent:
        used.clear()
        if key in _shelf:
            used.stop()
        else:
            _shelf[key] = used
