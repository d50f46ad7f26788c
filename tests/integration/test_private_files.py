"""Who can read what the emulator keeps? Its owner alone, whatever the mask of the process."""

from __future__ import annotations

import os
import stat

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator


@pytest.fixture
def open_mask():
    """A mask that lets everybody read what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.usefixtures("open_mask")
def test_case_08_the_state_and_what_is_beside_it_are_for_their_owner(tmp_path):
    state = tmp_path / "state.db"
    with LiveEmulator(state=str(state)) as live:
        live.control.call("POST", "/subscriptions", {})
        found = modes(tmp_path)
        assert {"state.db", "state.db-wal", "state.db-shm"} <= set(found)
        assert set(found.values()) == {0o600}, found


@pytest.mark.usefixtures("open_mask")
def test_case_08_a_state_that_others_could_read_is_closed(tmp_path):
    state = tmp_path / "state.db"
    with LiveEmulator(state=str(state)):
        pass
    state.chmod(0o644)
    with LiveEmulator(state=str(state)):
        assert set(modes(tmp_path).values()) == {0o600}


@pytest.mark.usefixtures("open_mask")
def test_case_08_working_copies_of_web_jobs_are_for_their_owner(home_with_jobs, eventually):
    with LiveEmulator(kudu=str(home_with_jobs), kudu_credentials="me:x") as live:
        home = live._emulator.services.site.ground.home
        scratch = home.temp.parent
        session = live.session()
        session.auth = ("me", "x")
        session.post(f"{live.http_url}/api/triggeredwebjobs/hello/run")
        eventually(scratch.is_dir)
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
        assert stat.S_IMODE((home_with_jobs / ".emulator").stat().st_mode) == 0o700
