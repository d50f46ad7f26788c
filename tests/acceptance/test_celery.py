"""Attempts made by workers on other machines: real processes, a real broker, a real database, and kill -9."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers/Microsoft.Scheduler"
COLLECTION = f"{GROUP}/jobCollections/jc"


class Client:
    """Speaks with the Resource Manager face of an emulator."""

    def __init__(self, process):
        self._url = process.http

    def call(self, method, path, document=None):
        data = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(f"{self._url}{path}?api-version=2016-03-01", data, method=method)
        request.add_header("Authorization", "Bearer any")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def furnish(self):
        plan = {"location": "North Europe", "properties": {"sku": {"name": "P20Premium"}}}
        self.call("PUT", COLLECTION, plan)
        return self

    def job(self, name, uri, start=None, **action):
        request = {"uri": uri, "method": "POST"}
        properties = {"action": {"type": "http", "request": request, **action}}
        if start is not None:
            properties["startTime"] = start.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.call("PUT", f"{COLLECTION}/jobs/{name}", {"properties": properties})

    def history(self, name):
        return [entry["properties"] for entry in self.call("GET", f"{COLLECTION}/jobs/{name}/history")["value"]]


@pytest.fixture
def hire(empty_postgresql):
    """Starts workers: ``with hire(broker) as popen``."""

    @contextmanager
    def hire(broker):
        command = [sys.executable, "-m", "azure_scheduler_emulator", "worker", "--broker", broker]
        popen = subprocess.Popen([*command, "--database-url", empty_postgresql], stdout=subprocess.PIPE, text=True)
        try:
            assert popen.stdout.readline() == "READY\n"
            yield popen
        finally:
            popen.kill()
            popen.wait(20)
            popen.stdout.close()

    return hire


@pytest.fixture
def serve(launch, empty_postgresql):
    """Starts emulators whose attempts workers make: ``with serve(broker) as process``."""
    return lambda broker: launch("--attempts", "celery", "--broker", broker, "--database-url", empty_postgresql)


@pytest.fixture(params=["amqp", "redis"])
def broker(request):
    if request.param == "amqp":
        return request.getfixturevalue("amqp_url")
    return request.getfixturevalue("redis").url


def test_workers_make_the_attempts(broker, hire, serve, target, eventually):
    target.statuses["/failing"] = 500
    with hire(broker) as worker, serve(broker) as process:
        client = Client(process).furnish()
        client.job("good", f"{target.url}/good")
        client.job("failing", f"{target.url}/failing", retryPolicy={"retryType": "none"})
        [made] = eventually(lambda: client.history("good"))
        assert (made.get("status"), made["retryCount"]) == (None, 0), "the service names only failures"
        [found] = process.control("GET", "/executions?job=failing&status=failed&count=1&timeout=PT20S")
        assert found["response"]["status"] == 500
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert sorted(path for _, path, _, _ in target.calls) == ["/failing", "/good"]


def test_a_broker_that_goes_away_stops_nothing_for_good(redis, hire, serve, target, eventually):
    with hire(redis.url), serve(redis.url) as process:
        client = Client(process).furnish()
        client.job("before", f"{target.url}/before")
        eventually(lambda: client.history("before"))
        redis.stop()
        client.job("amid", f"{target.url}/amid")
        health = eventually(lambda: process.control("GET", "/health")["reasons"])
        assert "the broker takes no attempts" in health[0]
        redis.start()
        eventually(lambda: client.history("amid"), seconds=40)
        eventually(lambda: process.control("GET", "/health")["status"] == "ok")
    assert [path for _, path, _, _ in target.calls] == ["/before", "/amid"]


def test_whoever_is_killed_no_occurrence_is_lost_and_none_is_settled_twice(
    amqp_url, empty_postgresql, hire, serve, target, eventually
):
    jobs, rounds, chance = 200, 20, random.Random(7)
    names = {f"job{number}" for number in range(jobs)}
    with ExitStack() as stack:
        emulators = [stack.enter_context(serve(amqp_url)) for _ in range(2)]
        workers = [stack.enter_context(hire(amqp_url)) for _ in range(3)]
        client = Client(emulators[0]).furnish()
        begin = datetime.now(UTC)
        for name in sorted(names):
            # Due all along, however long the rounds take here.
            client.job(name, f"{target.url}/{name}", begin + timedelta(seconds=chance.uniform(1, 30)))
        for _ in range(rounds):
            victim = chance.randrange(5)
            if victim < 2:
                emulators[victim].stop(signal.SIGKILL)
                emulators[victim] = stack.enter_context(serve(amqp_url))
            else:
                os.kill(workers[victim - 2].pid, signal.SIGKILL)
                workers[victim - 2] = stack.enter_context(hire(amqp_url))
        client = Client(emulators[0])

        def made():
            return {name for name in names if client.history(name)}

        eventually(lambda: made() == names, seconds=150)
        for name in names:
            assert [entry.get("status") for entry in client.history(name)] == [None], name
    assert {path[1:] for _, path, _, _ in target.calls} == names
