"""Whose turn it is."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from azure_scheduler_emulator.http.turn import Turn


def test_one_has_it_at_a_time():
    turn, inside, most = Turn(), [], []

    def work(number):
        with turn:
            inside.append(number)
            most.append(len(inside))
            threading.Event().wait(0.001)
            inside.remove(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert (len(most), max(most)) == (40, 1)


def test_who_gives_it_up_early_takes_it_from_nobody_at_the_end():
    turn, given_up, taken, left = Turn(), threading.Event(), threading.Event(), threading.Event()

    def first():
        with turn:
            turn.give_up()
            given_up.set()
            assert taken.wait(10)
        left.set()

    thread = threading.Thread(target=first)
    thread.start()
    assert given_up.wait(10)
    with turn:
        taken.set()
        assert left.wait(10)
        # The first one has left its block, and the turn is still ours: a third one does not get it.
        third = threading.Thread(target=turn.__enter__, daemon=True)
        third.start()
        third.join(0.05)
        assert third.is_alive()
    third.join(10)
    assert not third.is_alive()
    thread.join()


def test_who_does_not_have_it_gives_nothing_up():
    turn = Turn()
    turn.give_up()
    with turn, ThreadPoolExecutor(1) as pool:
        pool.submit(turn.give_up).result()
        assert turn._lock.locked()


def test_an_error_gives_it_up():
    turn = Turn()
    with pytest.raises(LookupError), turn:
        raise LookupError
    with turn:
        pass


def test_where_everybody_has_it_nobody_waits():
    turn = Turn(everybody=True)
    with turn, ThreadPoolExecutor(1) as pool:
        pool.submit(turn.__enter__).result(10)
