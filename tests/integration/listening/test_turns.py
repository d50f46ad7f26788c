"""One request at a time has the processor; one that waits for something has given its turn up."""

import http.client
import threading
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.http.timeouts import Patience
from azure_scheduler_emulator.http.turn import Turn
from azure_scheduler_emulator.http.waiting import take_time, waiting


class Client:
    """A client that keeps its connection, on which a request has been answered: from then on it takes turns."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        self.ask("/first")

    def send(self, path):
        self.connection.request("GET", path)

    def answer(self):
        return self.connection.getresponse().read()

    def ask(self, path):
        self.send(path)
        return self.answer()


class Waiting:
    """An application of which some requests wait until they are told to go on."""

    def __init__(self):
        self.begun, self.go_on, self.give_up = threading.Event(), threading.Event(), None
        self._inside, self.most, self._lock = 0, 0, threading.Lock()

    def __call__(self, environ, start_response):
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        body = b"x" * 50_000_000 if environ["PATH_INFO"] == "/large" else environ["PATH_INFO"].encode()
        if environ["PATH_INFO"] == "/slow":
            self._wait(environ)
        if environ["PATH_INFO"] == "/short":
            self.go_on.wait(0.001)
        with self._lock:
            self._inside -= 1
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def _wait(self, environ):
        if self.give_up is waiting:
            with waiting(environ):
                self._until_told()
        else:
            self.give_up(environ)
            self._until_told()

    def _until_told(self):
        self.begun.set()
        assert self.go_on.wait(10)


@pytest.fixture
def client():
    """Makes clients that are closed with the test."""
    made = []

    def make(url):
        made.append(Client(url))
        return made[-1]

    yield make
    for each in made:
        each.connection.close()


@pytest.fixture
def busy(app):
    app.answer = Waiting()
    yield app.answer
    app.answer.go_on.set()


def test_requests_take_turns(busy, listen, client):
    url = listen().http_url
    clients = [client(url) for _ in range(4)]
    threads = [threading.Thread(target=lambda it=each: [it.ask("/short") for _ in range(20)]) for each in clients]
    busy.most = 0
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert busy.most == 1


@pytest.mark.parametrize("give_up", [take_time, waiting])
def test_a_request_that_takes_time_holds_nobody_up(busy, listen, client, give_up):
    busy.give_up = give_up
    url = listen().http_url
    slow, other = client(url), client(url)
    slow.send("/slow")
    assert busy.begun.wait(10)
    assert other.ask("/fast") == b"/fast"
    busy.go_on.set()
    assert (slow.answer(), slow.ask("/again")) == (b"/slow", b"/again")


def test_a_client_that_does_not_read_holds_nobody_up(busy, listen, client):
    url = listen(patience=Patience(answer=10)).http_url
    slow, other = client(url), client(url)
    slow.send("/large")
    # Its answer has begun, and the buffers of the system do not hold it.
    assert slow.connection.sock.recv(1)
    assert other.ask("/fast") == b"/fast"


def test_where_everybody_has_a_turn_nobody_waits(busy, listen, client):
    busy.give_up = lambda _: None
    url = listen(turn=Turn(everybody=True)).http_url
    slow, other = client(url), client(url)
    slow.send("/slow")
    assert busy.begun.wait(10)
    assert other.ask("/fast") == b"/fast"


def test_without_giving_up_others_wait(busy, listen, client):
    """What the others rely on: a request that waits and does not say so holds everybody up."""
    busy.give_up = lambda _: None
    url = listen().http_url
    slow, other = client(url), client(url)
    slow.send("/slow")
    assert busy.begun.wait(10)
    other.send("/fast")
    other.connection.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        other.connection.sock.recv(1)
    busy.go_on.set()
    assert slow.answer() == b"/slow"
