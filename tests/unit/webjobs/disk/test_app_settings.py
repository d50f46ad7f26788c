"""What the site's settings say."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.webjobs.disk.app_settings import AppSettings


@pytest.fixture
def app_settings(tmp_path):
    return AppSettings(tmp_path / "settings.json", {"WEBJOBS_RESTART_TIME": "7", "PATH": "/bin"})


@pytest.mark.parametrize(("value", "seconds"), [("5", 5), ("-1", 0), ("x", 60), ("1.5", 60), ("", 60), (None, 7)])
def test_the_restart_time(app_settings, value, seconds):
    if value is not None:
        app_settings.set({"webjobs_restart_time": value})
    assert app_settings.restart_time == timedelta(seconds=seconds)


@pytest.mark.parametrize(("value", "size"), [("5", 5), ("0", 50), ("-1", 50), ("x", 50)])
def test_the_size_of_the_history(app_settings, value, size):
    app_settings.set({"WEBJOBS_HISTORY_SIZE": value})
    assert app_settings.history_size == size


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("TRUE", True), ("0", False), ("yes", False)])
def test_switches(app_settings, value, on):
    app_settings.set({"WEBJOBS_STOPPED": value, "WEBJOBS_DISABLE_SCHEDULE": value})
    assert (app_settings.stopped, app_settings.schedules_disabled) == (on, on)


@pytest.mark.parametrize(("name", "key"), [("Europe/Berlin", "Europe/Berlin"), ("Nowhere", "UTC"), ("../x", "UTC")])
def test_the_zone(app_settings, name, key):
    app_settings.set({"WEBSITE_TIME_ZONE": name})
    assert app_settings.zone.key == key


def test_settings_outlive_the_emulator(app_settings, tmp_path):
    app_settings.set({"A": "1"})
    again = AppSettings(tmp_path / "settings.json", {})
    assert again.environment() == {"A": "1"}
    assert app_settings.environment() == {"A": "1", "WEBJOBS_RESTART_TIME": "7", "PATH": "/bin"}
