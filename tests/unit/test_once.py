"""What is made when somebody first asks for it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from azure_scheduler_emulator.once import Once


def test_it_is_made_once_whoever_asks_meanwhile():
    asked, going = threading.Barrier(8), []

    def make():
        going.append(threading.get_ident())
        return object()

    value = Once(make)

    def ask(_):
        asked.wait(10)
        return value()

    assert going == []
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert len(found) == len(going) == 1


def test_what_could_not_be_made_is_tried_again():
    results = iter([None, 7])

    def make():
        made = next(results)
        if made is None:
            raise OSError("not yet")
        return made

    value = Once(make)
    with pytest.raises(OSError, match="not yet"):
        value()
    assert (value(), value()) == (7, 7)
