"""An emulator behind the Job Scheduler API, without a network: the face's application and a scripted performer."""

from __future__ import annotations

import base64

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces.job_scheduler import FACE


class Client:
    """Speaks to the face as the account ``example``."""

    def __init__(self, lent):
        self.emulator = lent.emulator
        self.performer = lent.performer
        self.http = lent.http(FACE)

    def __call__(self, method, path="", body=None, *, account="example", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if account is not None:
            sent["Authorization"] = "Basic " + base64.b64encode(f"{account}:any".encode()).decode()
        extra = {"json": body} if isinstance(body, dict) else {"data": body}
        return self.http.open(f"/1/jobs{path}", method=method, headers=sent, **extra)

    def create(self, *, account="example", **fields):
        """Create a job, a recurring one unless ``fields`` say otherwise; return its fields."""
        usual = {} if "when" in fields else {"cron": "0 15 10 ? * *"}
        answer = self("POST", "", {"url": "http://target/", **usual, **fields}, account=account)
        assert answer.status_code == 201, answer.data
        return answer.json

    def advance(self, to):
        return self.emulator.testbed.timeline.advance(parse(to))

    def called(self):
        """Return the actions performed so far, and forget them."""
        actions = [order.action for order in self.performer.orders]
        self.performer.orders.clear()
        return actions


@pytest.fixture
def settings():
    return Settings(clock="2011-05-01T12:00:00Z")


@pytest.fixture
def client(settings, lend):
    """A client of an emulator whose clock stands at 2011-05-01T12:00:00Z, a Sunday."""
    return Client(lend(settings))
