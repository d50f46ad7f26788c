"""What cannot be read is refused in the face's own words, and nothing falls over."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

import pytest
from azure_scheduler_emulator.testing.control import ControlError
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator
from sqlalchemy import create_engine, text

ACCOUNT = {"Authorization": "Basic " + base64.b64encode(b"me:x").decode()}
DEEP = b"[" * 100_000 + b"]" * 100_000
DEEPER = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
VERSION = {"x-ms-version": "2014-10-01"}
PATHS = ["/1/jobs", "/api/v1/schedule/", "/api/settings", "/x/oauth2/token", "/_emulator/clock"]
WEB_JOB = {"$": "web_job", "job": "x", "kind": "triggered", "task": "run"}
LONG = b'{"a": ' + b"9" * 5_000 + b"}"


@pytest.fixture
def site(tmp_path):
    """An emulator with every face."""
    with LiveEmulator(auth="loose", kudu=str(tmp_path / "home"), kudu_credentials="me:x") as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        (
            "PUT",
            "{https}/{id}/cloudservices/cs/resources/scheduler/~/jobCollections/j/jobs/x",
            {"x-ms-version": "2014-10-01"},
        ),
        ("PUT", "{http}/subscriptions/{id}/resourceGroups/g?api-version=2016-03-01", {"Authorization": "Bearer x"}),
        ("POST", "{http}/1/jobs", ACCOUNT),
        ("POST", "{http}/api/v1/schedule/", {"Authorization": f"Token {SEED_TOKEN}"}),
        ("POST", "{http}/api/settings", ACCOUNT),
        ("POST", "{http}/_emulator/clock/advance", {}),
        ("PUT", "{http}/_emulator/state", {}),
        ("POST", "{http}/_emulator/preview", {}),
        ("POST", "{http}/_emulator/faults", {}),
    ],
)
@pytest.mark.parametrize("body", [DEEP, DEEPER, LONG], ids=["list", "object", "number"])
def test_case_14_json_that_nobody_can_read(site, method, path, headers, body):
    url = path.format(https=site.https_url, http=site.http_url, id=site.subscription)
    answer = site.session().request(method, url, data=body, headers={"Content-Type": "application/json", **headers})
    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize("header", [b"Basic \xe9", b"Basic !", b"Basic", b"\xe9", b"Bearer \xe9", b"Token \xe9"])
@pytest.mark.parametrize(
    "path", ["/1/jobs", "/api/v1/schedule/", "/api/settings", "/x/oauth2/token", "/_emulator/clock"]
)
def test_case_14_credentials_that_are_none(site, path, header):
    method = "POST" if path.endswith("token") else "GET"
    answer = site.session().request(method, site.http_url + path, headers={"Authorization": header})
    assert answer.status_code == {"/x/oauth2/token": 400, "/_emulator/clock": 200}.get(path, 401), answer.text


def test_case_14_a_token_of_the_control_api_that_is_none():
    with LiveEmulator(control_token="t") as live:
        headers = {"Authorization": b"Basic \xe9"}
        assert live.session().get(f"{live.http_url}/_emulator/clock", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/".join(["a"] * 2_000), "x" * 300, "a/" + "b" * 256 + "/c"])
@pytest.mark.parametrize("way", ["vfs", "zip"])
def test_case_14_paths_that_no_disk_takes(site, tmp_path, path, way):
    for method in ("GET", "PUT", "DELETE"):
        headers = {**ACCOUNT, "If-Match": "*"}
        answer = site.session().request(method, f"{site.http_url}/api/{way}/{path}", data=b"x", headers=headers)
        assert 400 <= answer.status_code < 500
        assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("charset", ["idna", "undefined", "hex", "rot13", "nonsense", "utf-16"])
def test_case_14_a_target_that_answers_in_an_odd_charset(live, tenant, target, charset):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset={charset}\r\nContent-Length: 3\r\n\r\n"
    target.answer(head.encode() + b"\xffok")
    tenant.job("one", target.url)
    live.clock.advance("P1D")
    assert [done["status"] for done in live.executions()] == ["completed"]


def serve(*arguments):
    ports = ("--https-port", "0", "--http-port", "0")
    return subprocess.run(
        [sys.executable, "-m", "azure_scheduler_emulator", "serve", *ports, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("flag", "content"),
    [
        ("--state", b"\0" * 8192),
        ("--state", b"hello"),
        ("--seed", DEEP),
        ("--seed", LONG),
        ("--seed", b'{"x": 1}'),
        ("--seed", b'{"sed_scheduler": {}}'),
        ("--seed", b'{"version": "9.9.9"}'),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_case_14_files_that_are_none(tmp_path, certs, flag, content):
    file = tmp_path / "given"
    file.write_bytes(content)
    done = serve("--certs", str(certs), flag, str(file))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert file.read_bytes() == content


@pytest.mark.parametrize("address", ["foo", "mysql://x/y", "postgresql+nonsense://x/y"])
def test_case_14_addresses_of_no_database(certs, address):
    done = serve("--certs", str(certs), "--database-url", address)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


def test_case_14_a_broken_row_harms_nobody_else(tmp_path, caplog):
    state = tmp_path / "state.db"
    with LiveEmulator(auth="loose", state=str(state)) as live:
        from tests.fixtures.live import Tenant

        tenant = Tenant(live).furnish()
        for name in ("good", "bad"):
            tenant.job(name, live.sink(name).url)
    engine = create_engine(f"sqlite:///{state}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET definition = '{\"action\": null}' WHERE name = 'bad'"))
    engine.dispose()
    with LiveEmulator(auth="loose", state=str(state)) as live:
        tenant = Tenant(live)
        shown = tenant.get("/resources/scheduler/~/jobCollections/jc/jobs")
        assert [job["id"] for job in shown.json()] == ["good"]
        assert tenant.get("/resources/scheduler/~/jobCollections/jc/jobs/bad").status_code == 409
        live.clock.advance("P1D")
        assert {done["job"] for done in live.executions()} == {"good"}
        health = live.control.call("GET", "/health")
        assert (health["status"], health["reasons"]) == ("degraded", ["the job bad cannot be read"])
        assert "the job bad cannot be read" in caplog.text
        live.reset()
        assert live.control.call("GET", "/health")["status"] == "ok"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"x": 1}, "x"),
        ({"sed_scheduler": {}}, "sed_scheduler"),
        ({"version": "9.9.9"}, "version"),
        ({"version": "new"}, "version"),
        ({"version": 1}, "version"),
        ({"clock": {"mode": "virtual", "x": 1}}, "clock"),
        ({"faults": [{"id": "f", "where": "api", "effect": {"x": 1}}]}, "faults"),
        ({"sinks": [{"name": "s", "x": 1}]}, "sinks"),
    ],
)
def test_case_15_what_is_unknown_is_refused_with_its_place(live, tenant, given, place):
    before = live.state()
    with pytest.raises(ControlError, match=place) as caught:
        live.restore(given)
    assert caught.value.status == 400
    assert live.state() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda definition: definition.update(action=None),
        lambda definition: definition.update(trigger=None),
        lambda definition: definition["action"].update(uri=None),
        lambda definition: definition["action"].update(uri=7),
        lambda definition: definition["action"].update({"$": "unknown"}),
        lambda definition: definition.pop("action"),
        lambda definition: definition.update(x=1),
    ],
)
def test_case_15_rows_are_read_back_before_anything_is_changed(live, tenant, spoil):
    tenant.job("one", "http://x.invalid/")
    before = live.state()
    given = json.loads(json.dumps(before))
    spoil(given["jobs"][0]["definition"])
    with pytest.raises(ControlError) as caught:
        live.restore(given)
    assert caught.value.status == 400
    assert live.state() == before
    assert tenant.get("/resources/scheduler/~/jobCollections/jc/jobs").status_code == 200
    live.restore(before)


def test_case_13_long_lists_are_answered(live):
    lists = {"hours": [n % 24 for n in range(1000)], "minutes": [0] * 1000, "monthDays": [1, -1] * 500}
    given = {"recurrence": {"frequency": "month", "schedule": lists}, "startTime": "2015-07-01T00:00:00Z"}
    assert live.control.call("POST", "/preview", given)["next"][:2] == ["2015-07-01T00:00:00Z", "2015-07-01T01:00:00Z"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        # An API that has no words for what the job does, or when.
        (lambda state: state["jobs"][0]["definition"].update(action=WEB_JOB), "cannot be shown by the API azure"),
        (lambda state: state["jobs"][0].update(name="other"), r"jobs\[0\].*'name_key'"),
        (lambda state: state["collections"][0]["document"].update(id="other"), r"collections\[0\].*'id'"),
        (lambda state: state["collections"][0].update(plan="other"), r"collections\[0\].*'plan'"),
        (lambda state: state["subscriptions"][0].update(id="other"), r"subscriptions\[0\].*'id'"),
        (lambda state: state["jobs"].append({"x": 1}), r"jobs\[1\] of the state does not fit: there is no 'x'"),
        (lambda state: state["jobs"].append(1), r"jobs\[1\] of the state is no object"),
        (lambda state: state["history"].append({"job_id": "x"}), r"history\[0\] of the state does not fit: it lacks"),
    ],
)
def test_case_15_what_could_not_be_shown_is_refused_with_its_place(live, tenant, spoil, place):
    tenant.job("one", "http://x.invalid/")
    before = live.state()
    given = json.loads(json.dumps(before))
    spoil(given)
    with pytest.raises(ControlError, match=place) as caught:
        live.restore(given)
    assert caught.value.status == 400
    assert live.state() == before
    assert tenant.get("/resources/scheduler/~/jobCollections/jc/jobs").status_code == 200
