"""The emulator inside a test process."""

import runpy

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator


def test_two_live_emulators_have_nothing_in_common(live):
    with LiveEmulator(auth="loose", clock="2020-01-01T00:00:00Z") as other:
        assert (other.https_url, other.http_url) != (live.https_url, live.http_url)
        live.clock.advance("P1D")
        assert other.clock.now.isoformat() == "2020-01-01T00:00:00+00:00"
        other.sink("same").answer(500)
        assert live.state()["sinks"] == []


def test_settings_reach_the_emulator():
    with LiveEmulator(pace="recorded", control_token="t") as live:
        assert live.settings.pace == "recorded"
        # The helper brings the token.
        assert live.control.call("GET", "/clock")["mode"] == "virtual"


def test_a_session_is_known_by_its_certificate():
    with LiveEmulator() as live:
        session = live.session()
        url = f"{live.https_url}/{live.subscription}/cloudservices"
        assert session.get(url, headers={"x-ms-version": "2014-10-01"}).status_code == 200
        session.cert = None
        session.close()
        assert session.get(url, headers={"x-ms-version": "2014-10-01"}).status_code == 403


def test_the_example_without_pytest_runs(repository):
    example = runpy.run_path(str(repository / "examples" / "without_pytest.py"))
    assert example["main"]() == 2


@pytest.mark.parametrize("by", ["PT36H", {"hours": 36}])
def test_the_clock_takes_spans_in_either_form(live, by):
    live.clock.advance(**by) if isinstance(by, dict) else live.clock.advance(by)
    assert live.clock.now.isoformat() == "2015-07-02T12:00:00+00:00"
