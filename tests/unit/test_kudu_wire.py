"""The pure parts of the Kudu face: paths, file names, spellings, settings."""

import errno
from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.faces.kudu.disposition import file_name
from azure_scheduler_emulator.faces.kudu.errors import io_error
from azure_scheduler_emulator.faces.kudu.paths import read
from azure_scheduler_emulator.webjobs.disk import job_settings, spelling
from azure_scheduler_emulator.webjobs.disk.app_settings import AppSettings
from azure_scheduler_emulator.webjobs.disk.archive import inner_path
from azure_scheduler_emulator.webjobs.disk.home import is_name
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("path", "route", "prefix", "rest"),
    [
        ("/api/webjobs", "/api/webjobs", "", ""),
        ("/jobs/", "/api/webjobs", "", ""),
        ("/API/Jobs/Triggered/Name/RUN/", "/api/triggeredwebjobs/Name/run", "", ""),
        ("/jobs/continuous/a b/Settings", "/api/continuouswebjobs/a b/settings", "", ""),
        # A job may be called like a part of a path.
        ("/api/triggeredjobs/run/run", "/api/triggeredwebjobs/run/run", "", ""),
        ("/api/triggeredjobs/Run", "/api/triggeredwebjobs/Run", "", ""),
        ("/S.scm.azurewebsites.net/api/jobs", "/api/webjobs", "/S.scm.azurewebsites.net", ""),
        ("/s.scm.azurewebsites.net", "/", "/s.scm.azurewebsites.net", ""),
        ("/vfs/A/b.TXT", "/api/vfs", "", "A/b.TXT"),
        ("/api/VFS/a/", "/api/vfs", "", "a"),
        ("/api/continuouswebjobs/c/passthrough/A/Run/", "/api/continuouswebjobs/c/passthrough", "", "A/Run"),
        ("/api/settings/KEY", "/api/settings/KEY", "", ""),
        ("/api/xyz", "/api/xyz", "", ""),
        # Only below /api, or else other services could not have such paths.
        ("/webjobs", "/webjobs", "", ""),
    ],
)
def test_paths_are_brought_to_one_spelling(path, route, prefix, rest):
    address = read(path)
    assert (address.route, address.prefix, address.rest, address.raw) == (route, prefix, rest, path)


@given(st.text(st.characters(max_codepoint=255)))
def test_any_path_can_be_read(text):
    assert read(f"/{text}").raw == f"/{text}"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=run.sh", "run.sh"),
        ("attachment;filename=run.sh", "run.sh"),
        ("ATTACHMENT ; FileName = run.sh", "run.sh"),
        ("x; filename==?utf-8?B?w6kuc2g=?=", None),
        ('x; filename="=?utf-8?B?w6kuc2g=?="', "é.sh"),
        ('x; filename="=?utf-8?Q?=C3=A9.sh?="', "é.sh"),
        # Two encoded words are one text.
        ('x; filename="=?utf-8?B?w6k=?= =?utf-8?B?LnNo?="', "é.sh"),
        ('x; filename="=?nonsense?B?w6k=?="', "=?nonsense?B?w6k=?="),
        # UTF-8, as curl sends it and WSGI hands it over.
        ('x; filename="\xc3\xa9.sh"', "é.sh"),
        ("x; filename=a b.sh", None),
        ("x; filename*=UTF-8''a.sh", None),
        # A parameter may be a name alone, or have no value.
        ("attachment; attachment; filename=run.sh", "run.sh"),
        ("attachment; size=; filename=run.sh", "run.sh"),
        ("attachment; filename=run.sh; inline", "run.sh"),
        ('form-data; name ; filename="my run.sh" ; size = ', "my run.sh"),
        ("x; filename=a.sh; filename=b.sh", "a.sh"),
        ("x; filename; filename=a.sh", None),
        ("x; filename=", None),
        ("x; filename=a.sh;", None),
        ("x;; filename=a.sh", None),
        ("x filename=a.sh", None),
        ("x; filename=a.sh, y", None),
        ("x", None),
        ("", None),
        (None, None),
        ('x; filename="../.."', None),
        ('x; filename="dir/"', None),
    ],
)
def test_the_name_of_an_uploaded_file(header, name):
    assert file_name(header) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(), "00:00:00"),
        (timedelta(seconds=1.5), "00:00:01.5000000"),
        (timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=50), "1.02:03:04.0000500"),
        (timedelta(seconds=-5), "00:00:00"),
    ],
)
def test_spans(value, text):
    assert spelling.span(value) == text


def test_moments():
    noon = datetime(2026, 3, 31, 12, 5, 9, 120000, tzinfo=UTC)
    assert spelling.us_time(noon) == "3/31/2026 12:05:09 PM"
    assert spelling.us_time(noon.replace(hour=0)) == "3/31/2026 12:05:09 AM"
    assert spelling.us_time(noon.replace(hour=13)) == "3/31/2026 1:05:09 PM"
    assert spelling.date(noon) == "2026-03-31T12:05:09.12Z"
    assert spelling.date(None) == "0001-01-01T00:00:00"
    assert spelling.run_id(noon) == "202603311205091200"


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a/b", "a/b"),
        ("../../a", "a"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\x\\..\\y", "x/y"),
        ("./a//b/", "a/b"),
        ("..", ""),
    ],
)
def test_entries_stay_inside(name, inner):
    assert inner_path(name) == inner


@given(st.text())
def test_no_entry_leads_anywhere_else(name):
    parts = inner_path(name).split("/")
    assert ".." not in parts
    assert not inner_path(name).startswith("/")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("job 1", True),
        ("é", True),
        ("...", True),
        ("", False),
        (".", False),
        ("..", False),
        ("a/b", False),
        ("a\n", False),
    ],
)
def test_names_of_jobs(name, allowed):
    assert is_name(name) is allowed


@pytest.mark.parametrize(
    ("settings", "wait", "singleton", "in_place", "schedule"),
    [
        ({}, 5, False, True, None),
        (
            {"stopping_wait_time": 9, "is_singleton": True, "is_in_place": False, "schedule": " * "},
            9,
            True,
            False,
            " * ",
        ),
        # Only the right type counts.
        ({"stopping_wait_time": 9.0, "is_singleton": "true", "is_in_place": 0, "schedule": 1}, 5, False, True, None),
        ({"stopping_wait_time": True}, 5, False, True, None),
        ({"stopping_wait_time": -1, "schedule": ""}, 0, False, True, ""),
    ],
)
def test_job_settings_count_only_with_the_right_type(settings, wait, singleton, in_place, schedule):
    assert job_settings.stopping_wait(settings, 5) == wait
    assert job_settings.singleton(settings) is singleton
    assert job_settings.in_place(settings, True) is in_place
    assert job_settings.schedule(settings) == schedule


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


@pytest.mark.parametrize(("number", "status"), [(errno.EROFS, 503), (errno.ENOSPC, 409), (errno.EACCES, 409)])
def test_a_disk_that_cannot_be_written_is_unavailable(number, status):
    import flask

    with flask.Flask("x").test_request_context():
        response = io_error(OSError(number, "words")).response
    assert response.status_code == status
    assert bool(response.data) is (status == 409)
