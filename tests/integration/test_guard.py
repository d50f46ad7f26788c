"""Who may come in? Not what pages of other sites send, and nobody by a name that was made to lead here."""

from __future__ import annotations

import base64
import json
import socket

import pytest
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator

FOREIGN = "http://evil.example"
ACCOUNT = {"Authorization": "Basic " + base64.b64encode(b"me:x").decode()}
CREATION = "/1/jobs/2015-07-01T01%3A00%3A00Z/http%3A%2F%2F127.0.0.1%3A1%2F"


@pytest.fixture
def site(tmp_path):
    """An emulator with every face."""
    with LiveEmulator(auth="loose", kudu=str(tmp_path / "home"), kudu_credentials="me:x") as running:
        yield running


@pytest.fixture
def ask(site):
    """Asks one face, named by its module: returns the answer."""
    session = site.session()
    plain, tls = site.http_url, site.https_url
    addresses = {
        "azure_classic": f"{tls}/{site.subscription}/cloudservices",
        "azure_arm": f"{plain}/subscriptions/{site.subscription}/resourcegroups?api-version=2016-03-01",
        "seed_scheduler": f"{plain}/api/v1/schedule/",
        "job_scheduler": f"{plain}/1/jobs",
        "kudu": f"{plain}/api/triggeredwebjobs",
        "nobody": f"{plain}/nothing",
        "control": f"{plain}/_emulator/health",
        "sink": f"{plain}/_emulator/sink/here",
    }
    usual = {
        "azure_classic": {"x-ms-version": "2014-10-01"},
        "azure_arm": {"Authorization": "Bearer t"},
        "seed_scheduler": {"Authorization": f"Token {SEED_TOKEN}"},
        "job_scheduler": ACCOUNT,
        "kudu": ACCOUNT,
    }
    return lambda face, **headers: session.get(
        addresses[face], headers={**usual.get(face, {}), **{key.replace("_", "-"): headers[key] for key in headers}}
    )


FACES = ("azure_classic", "azure_arm", "seed_scheduler", "job_scheduler", "kudu")
EVERYBODY = (*FACES, "nobody", "control", "sink")


def words(face, answer):
    """Return the reason, taken out of the face's own envelope."""
    if face == "azure_classic":
        assert "<Code>ForbiddenError</Code>" in answer.text
        return answer.text
    if face == "azure_arm":
        assert answer.json()["error"]["code"] == "Forbidden"
        return answer.json()["error"]["message"]
    if face in ("nobody", "job_scheduler"):
        return answer.text
    return answer.json()[{"seed_scheduler": "detail", "kudu": "Message"}.get(face, "detail")]


@pytest.mark.parametrize("face", EVERYBODY)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"},
    ],
    ids=str,
)
def test_case_01_what_pages_of_other_sites_send_is_refused(ask, face, headers):
    answer = ask(face, **headers)
    assert answer.status_code == 403
    assert "--allow-origin" in words(face, answer)


@pytest.mark.parametrize("face", EVERYBODY)
@pytest.mark.parametrize("site_of", [None, "none", "same-origin"])
def test_case_01_others_come_in(ask, face, site_of):
    answer = ask(face, **({"Sec_Fetch_Site": site_of} if site_of else {}))
    assert answer.status_code == (404 if face == "nobody" else 200), answer.text


def test_case_01_a_form_of_another_site_makes_no_job(site):
    session = site.session()
    form = {"Origin": FOREIGN, "Content-Type": "text/plain", **ACCOUNT}
    assert session.post(site.http_url + CREATION, headers=form).status_code == 403
    assert session.get(f"{site.http_url}/1/jobs", headers=ACCOUNT).json() == []
    assert site.requests(status="403")[0]["face"] == "job_scheduler"
    assert session.post(site.http_url + CREATION, headers=ACCOUNT).status_code == 201


@pytest.mark.parametrize("allowed", ["https://app.example:8000", "*"])
def test_case_01_an_origin_can_be_let_in_and_is_told_so(allowed):
    with LiveEmulator(allow_origin=(allowed,)) as live:
        session, url = live.session(), f"{live.http_url}/1/jobs"
        page = {"Origin": "https://app.example:8000", "Sec-Fetch-Site": "cross-site", **ACCOUNT}
        answer = session.get(url, headers=page)
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, page["Origin"])
        question = {
            "Origin": page["Origin"],
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "authorization",
        }
        leave = session.options(url, headers=question)
        assert leave.status_code == 204
        assert leave.headers["Access-Control-Allow-Methods"] == "DELETE"
        assert leave.headers["Access-Control-Allow-Headers"] == "authorization"
        other = session.get(url, headers={**page, "Origin": "https://app.example"})
        assert other.status_code == (200 if allowed == "*" else 403)
        control = session.get(f"{live.http_url}/_emulator/health", headers=page)
        assert control.status_code == (403 if allowed == "*" else 200), "everybody is not everybody there"


@pytest.mark.parametrize("face", [*FACES, "nobody"])
@pytest.mark.parametrize("host", ["rebound.evil.example", "127.0.0.1.evil.example:8080", "evil.example.", "a/b", "a@b"])
def test_case_02_names_that_somebody_owns_are_refused(ask, face, host):
    answer = ask(face, Host=host)
    assert answer.status_code == 403
    assert "--server-names" in words(face, answer)
    assert "--control-hosts" in words(face, answer)


@pytest.mark.parametrize(
    "host",
    [
        "10.1.2.3",
        "10.1.2.3:8080",
        "[::1]:8080",
        "[fd00::1]",
        "localhost",
        "LOCALHOST:1",
        "emulator:8080",
        "my_service-1",
        "a.localhost",
        "host.docker.internal:8080",
        "management.core.windows.net",
        "management.azure.com",
        "management.usgovcloudapi.net",
        "login.microsoftonline.com",
        "x.scm.azurewebsites.net",
    ],
)
def test_case_02_addresses_single_labels_and_the_apis_own_names_are_answered_to(ask, host):
    assert ask("azure_classic", Host=host).status_code == 200


def test_case_02_names_can_be_added():
    with LiveEmulator(server_names=("scheduler.example.org",), control_hosts=("localhost", "control.example")) as live:
        session, url = live.session(), f"{live.http_url}/1/jobs"
        for host in ("scheduler.example.org", "SCHEDULER.example.org:80", "control.example"):
            assert session.get(url, headers={"Host": host, **ACCOUNT}).status_code == 200, host
        url = f"{live.http_url}/_emulator/clock"
        assert session.get(url, headers={"Host": "control.example"}).status_code == 200
        refused = session.get(url, headers={"Host": "scheduler.example.org"})
        assert refused.status_code == 403
        assert "--control-hosts" in refused.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "{http}/_emulator/state",
        "{http}/_emulator/reset",
        "{http}/%5Femulator/subscriptions",
        "{http}/_emulator/sink/x/calls",
        "http://localhost:{port}/_emulator/state",
        "http://{name}:{port}/_emulator/state",
        "http://[::ffff:127.0.0.1]:{port}/_emulator/state",
        "http://host.docker.internal:{port}/_emulator/state",
    ],
)
def test_case_02_jobs_cannot_call_the_control_api(live, tenant, address):
    port = live.http_url.rpartition(":")[2]
    uri = address.format(http=live.http_url, port=port, name=socket.gethostname())
    request = {"uri": uri, "method": "POST", "headers": {"Host": "localhost"}}
    tenant.job("spy", uri, action={"type": "http", "request": request, "retryPolicy": {"retryType": "none"}})
    live.clock.advance("P1D")
    (execution,) = live.executions()
    assert execution["status"] == "failed"
    assert "ConnectFailure" in json.dumps(execution)
    assert tenant.shown("spy")["state"], "it has not been reset away"


def test_case_02_sinks_are_for_jobs_by_any_name(live, tenant):
    port = live.http_url.rpartition(":")[2]
    by_name, by_address = live.sink("named"), live.sink("dotted")
    tenant.job("one", by_name.url)
    tenant.job("two", f"http://127.0.0.1:{port}/%5Femulator/sink/dotted")
    live.clock.advance("P1D")
    assert [len(sink.calls()) for sink in (by_name, by_address)] == [1, 1]


def test_case_03_the_control_api_is_for_its_very_own_pages(live):
    session, url = live.session(), f"{live.http_url}/_emulator/reset"
    port = live.http_url.rpartition(":")[2]
    for origin in (
        "http://localhost:3000",
        "http://localhost",
        f"https://localhost:{port}",
        f"http://127.0.0.1:{port}",
    ):
        answer = session.post(url, headers={"Host": f"localhost:{port}", "Origin": origin})
        assert answer.status_code == 403, origin
    assert (
        session.post(url, headers={"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}).status_code
        == 204
    )
    assert session.post(url).status_code == 204


def test_case_03_the_page_for_people_may_be_linked_to_but_not_framed(live):
    session, url = live.session(), f"{live.http_url}/_emulator/ui/"
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    page = session.get(url, headers=link)
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert session.get(url, headers={**link, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert session.post(url, headers=link).status_code == 403


@pytest.mark.parametrize("path", ["/api/settings", "/api/hooks", "/api/hooks/publish/x"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_case_04_forms_are_no_documents_to_the_site(site, path, kind):
    session, headers = site.session(), {**ACCOUNT, **({"Content-Type": kind} if kind else {})}
    document = b'{"BASH_ENV": "/tmp/x", "url": "http://x/", "event": "TriggeredJobFinished"}'
    assert session.post(site.http_url + path, data=document, headers=headers).status_code == 415
    assert session.get(f"{site.http_url}/api/settings", headers=ACCOUNT).json() == {}
    assert session.get(f"{site.http_url}/api/hooks", headers=ACCOUNT).json() == []
    headers["Content-Type"] = "application/json; charset=utf-8"
    assert session.post(site.http_url + path, data=document, headers=headers).status_code < 300


def test_case_07_beyond_loopback_the_control_api_demands_a_token():
    with LiveEmulator(host="0.0.0.0") as live:
        session, url = live.session(), f"{live.http_url}/_emulator/state"
        assert session.get(url, headers={"Host": "localhost"}).status_code == 401
        assert session.get(f"{live.http_url}/_emulator/ui/").status_code == 401
        assert session.get(f"{live.http_url}/_emulator/health").status_code == 200
        assert live.state()["version"], "the helper brings the token that was made"


def test_case_07_a_browser_gives_the_token_as_a_password():
    with LiveEmulator(control_token="t") as live:
        session, url = live.session(), f"{live.http_url}/_emulator/ui/"
        asked = session.get(url)
        assert asked.status_code == 401
        assert "Basic" in asked.headers["WWW-Authenticate"]
        assert session.get(url, auth=("anybody", "t")).status_code == 200
        assert session.get(url, auth=("t", "wrong")).status_code == 401


def test_case_07_it_can_be_opened():
    with LiveEmulator(host="0.0.0.0", control_open=True) as live:
        assert live.session().get(f"{live.http_url}/_emulator/state").status_code == 200
