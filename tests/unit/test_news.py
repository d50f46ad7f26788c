"""Who watches is told what has changed, once, however often it changed and however slowly one reads."""

import threading

import pytest
from azure_scheduler_emulator.news import MOST_NAMED, MOST_READERS, News, TooManyReadersError, Topic, follow


def told(changes):
    return {change.topic: (change.times, change.ids) for change in changes}


def test_a_burst_is_one_change_that_says_how_often():
    news = News()
    seen = news.seen()
    for _ in range(1000):
        news.tell(Topic.ASKED)
    news.tell(Topic.RAN, 3)
    changes, now = news.since(seen)
    assert told(changes) == {Topic.ASKED: (1000, None), Topic.RAN: (3, None)}
    assert news.since(now)[0] == []


def test_identities_are_told_once_each_and_only_if_all_of_them_are_known():
    news = News()
    seen = news.seen()
    news.tell_of(Topic.JOBS, ["a", "b"])
    news.tell_of(Topic.JOBS, ["a"])
    assert told(news.since(seen)[0])[Topic.JOBS] == (3, ["a", "b"])
    later = news.seen()
    news.tell(Topic.JOBS)
    news.tell_of(Topic.JOBS, ["c"])
    assert told(news.since(later)[0])[Topic.JOBS] == (2, None)
    assert told(news.since(seen)[0])[Topic.JOBS] == (5, None)


def test_many_identities_are_not_named():
    news = News()
    seen = news.seen()
    news.tell_of(Topic.JOBS, [str(number) for number in range(MOST_NAMED + 1)])
    assert told(news.since(seen)[0])[Topic.JOBS] == (MOST_NAMED + 1, None)


def test_who_keeps_the_word_goes_on_from_there_in_the_same_life_only():
    news = News()
    word = str(news.seen())
    news.tell(Topic.FAULTS, 2)
    assert told(news.since(news.read(word))[0]) == {Topic.FAULTS: (2, None)}
    assert News().read(word) is None
    for nonsense in ("", "x", f"{word}-1", word.replace("-0", "--1", 1), word[:-1] + "9" * 5000):
        assert news.read(nonsense) is None


def test_waiting_ends_with_the_news_of_another_thread():
    news = News()
    seen = news.seen()
    threading.Thread(target=lambda: news.tell(Topic.CLOCK)).start()
    assert news.wait(seen, 20)
    assert not news.wait(news.seen(), 0)


def test_a_stream_ends_when_the_news_end():
    news = News()
    batches = follow(news, news.seen(), beat=20)
    threading.Thread(target=news.close).start()
    assert list(batches) == []


def test_what_happens_while_nobody_reads_is_in_the_next_batch():
    news = News()
    batches = follow(news, news.seen(), beat=20)
    news.tell_of(Topic.JOBS, ["a"])
    news.tell(Topic.RAN)
    assert set(told(next(batches).changes)) == {Topic.JOBS, Topic.RAN}
    news.tell(Topic.RAN, 7)
    assert told(next(batches).changes) == {Topic.RAN: (7, None)}


def test_silence_is_told_by_a_beat():
    news = News()
    batches = follow(news, news.seen(), beat=0.01)
    assert [list(next(batches).changes) for _ in range(3)] == [[], [], []]


def test_there_are_no_more_readers_than_may_be():
    news = News()
    blocks = [news.reading() for _ in range(MOST_READERS)]
    for block in blocks:
        block.__enter__()
    with pytest.raises(TooManyReadersError), news.reading():
        pass
    blocks[0].__exit__(None, None, None)
    with news.reading():
        pass
