"""The same story through every sibling API: create, run on the virtual clock, retry, read back, delete."""

import base64

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces import job_scheduler, seed_scheduler

START = "2026-11-20T15:30:00Z"


class SeedScheduler:
    """Drives the Seed Scheduler."""

    face = seed_scheduler.FACE
    body = b'{"hello": "world"}'

    def __init__(self, http):
        self.http = http
        self.headers = {"Authorization": f"Token {'a' * 40}"}

    def recurring(self, url):
        """Create a job that fires at 15:40, 15:50 and so on; return its address."""
        return self._create(endpoint=url, cron_definition="*/10 * * * *")

    def single(self, url):
        """Create a job that fires at 16:00 and not again for long; return its address."""
        return self._create(endpoint=url, cron_definition="0 16 20 11 *")

    def url(self, address):
        return self.http.get(address, headers=self.headers).json["endpoint"]

    def move(self, address, url):
        return self.http.patch(address, json={"endpoint": url}, headers=self.headers)

    def _create(self, **fields):
        body = {**fields, "payload": {"hello": "world"}}
        return self.http.post("/api/v1/schedule/", json=body, headers=self.headers).headers["Location"]


class JobScheduler:
    """Drives the Job Scheduler API."""

    face = job_scheduler.FACE
    body = b"hello"

    def __init__(self, http):
        self.http = http
        self.headers = {"Authorization": "Basic " + base64.b64encode(b"example:x").decode()}

    def recurring(self, url):
        return self._create(url=url, cron="0 0/10 * ? * *")

    def single(self, url):
        return self._create(url=url, when="2026-11-20T16:00:00Z")

    def url(self, address):
        return self.http.get(address, headers=self.headers).json["url"]

    def move(self, address, url):
        job = self.http.get(address, headers=self.headers).json
        return self.http.put(address, json={**job, "url": url}, headers=self.headers)

    def _create(self, **fields):
        return self.http.post("/1/jobs", json={**fields, "data": "hello"}, headers=self.headers).headers["Location"]


@pytest.fixture
def emulator():
    """An emulator whose clock stands, and which really calls."""
    built = build(Settings(clock=START, seed_token="a" * 40, job_scheduler_retries=True))
    built.start()
    yield built
    built.stop()


@pytest.fixture(params=[SeedScheduler, JobScheduler], ids=lambda driver: driver.face.name)
def driver(request, emulator):
    return request.param(request.param.face.create_app(emulator.services).test_client())


def paths(target):
    found = [path for _, path, _, _ in target.calls]
    target.calls.clear()
    return found


def test_a_recurring_job_from_its_creation_to_its_deletion(driver, emulator, target):
    address = driver.recurring(f"{target.url}/one")
    assert driver.url(address) == f"{target.url}/one"
    emulator.testbed.timeline.advance(parse("2026-11-20T15:39:59Z"))
    assert paths(target) == []
    emulator.testbed.timeline.advance(parse("2026-11-20T15:50:00Z"))
    assert [(method, body) for method, _, _, body in target.calls] == [("POST", driver.body)] * 2
    assert paths(target) == ["/one", "/one"]
    assert driver.move(address, f"{target.url}/two").status_code == 200
    emulator.testbed.timeline.advance(parse("2026-11-20T16:00:00Z"))
    assert paths(target) == ["/two"]
    assert driver.http.delete(address, headers=driver.headers).status_code == 204
    assert driver.http.get(address, headers=driver.headers).status_code == 404
    emulator.testbed.timeline.advance(parse("2026-11-21T15:30:00Z"))
    assert paths(target) == []


def test_a_call_that_fails_is_made_again_until_it_succeeds(driver, emulator, target):
    target.statuses["/one"] = 500
    driver.single(f"{target.url}/one")
    emulator.testbed.timeline.advance(parse("2026-11-20T16:00:00Z"))
    assert paths(target) == ["/one"]
    target.statuses.clear()
    emulator.testbed.timeline.advance(parse("2026-11-20T18:00:00Z"))
    assert paths(target) == ["/one"]


def test_a_call_that_always_fails_is_given_up(driver, emulator, target):
    target.statuses["/one"] = 500
    driver.single(f"{target.url}/one")
    emulator.testbed.timeline.advance(parse("2026-11-20T18:00:00Z"))
    tries = paths(target)
    assert 1 < len(tries) < 10
    emulator.testbed.timeline.advance(parse("2026-11-25T18:00:00Z"))
    assert paths(target) == []


def test_both_run_on_one_engine_and_one_clock(emulator, target):
    for kind in (SeedScheduler, JobScheduler):
        kind(kind.face.create_app(emulator.services).test_client()).recurring(f"{target.url}/{kind.face.name}")
    assert emulator.testbed.timeline.advance(parse("2026-11-20T15:40:00Z")) == 2
    assert sorted(paths(target)) == ["/job_scheduler", "/seed_scheduler"]
