"""The database goes away: whoever looks is told, and nothing else is."""

from __future__ import annotations

import pytest
import requests
from azure_scheduler_emulator.testing.live import LiveEmulator


@pytest.fixture
def live_on(postgresql_server):
    with LiveEmulator(database_url=postgresql_server.url) as running:
        yield running


@pytest.mark.parametrize("path", ["/metrics", "/jobs", "/collections", "/ui/", "/ui/jobs"])
def test_it_is_said_where_people_look(live_on, postgresql_server, path, eventually):
    url = f"{live_on.http_url}/_emulator{path}"
    assert requests.get(url, timeout=20).status_code == 200
    postgresql_server.stop()
    answer = requests.get(url, timeout=20)
    postgresql_server.start()
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    eventually(lambda: requests.get(url, timeout=20).status_code == 200)


def test_requests_of_the_control_api_are_in_the_log(live, caplog):
    caplog.set_level("INFO", logger="azure_scheduler_emulator")
    live.control.call("GET", "/clock")
    [told] = [record for record in caplog.records if record.getMessage() == "control request"]
    assert (told.method, told.path, told.status) == ("GET", "/clock", 200)
