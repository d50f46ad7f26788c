"""Why was it refused? The journal tells, and the answer does if the settings ask for it."""

import uuid

import pytest
import requests
from azure_scheduler_emulator.testing.live import LiveEmulator

REASON = "x-emulator-reason"
VERSION = {"x-ms-version": "2014-10-01"}


@pytest.fixture
def strict(tmp_path):
    """An emulator that tells why, and lets in only who should be."""
    given = {"explain": True, "arm_auth": "strict", "arm_tokens": ("good",), "kudu_auth": "strict"}
    with LiveEmulator(kudu=str(tmp_path / "home"), kudu_credentials="me:secret", **given) as running:
        yield running


def _last(live):
    return live.requests()[-1]


def test_case_30_a_certificate_that_is_not_registered_is_shown_beside_those_that_are(strict):
    other = strict.control.call("POST", "/subscriptions", {"id": str(uuid.uuid4())})
    answer = strict.session().get(f"{strict.https_url}/{other['id']}/cloudservices", headers=VERSION)
    seen = _last(strict)
    assert answer.status_code == seen["status"] == 403
    assert "ForbiddenError" in answer.text
    assert answer.headers[REASON] == seen["reason"]
    shown, (registered,) = seen["certificate"], seen["registered"]
    assert shown["subject"].startswith("CN=")
    assert len(shown["thumbprint"]) == 40
    assert shown["notBefore"] < shown["notAfter"]
    assert registered["thumbprint"] != shown["thumbprint"]
    for part in (shown["thumbprint"], registered["thumbprint"], f"It is registered with {strict.subscription}"):
        assert part in seen["reason"]


def test_case_30_no_certificate_at_all_is_said(strict):
    bare = requests.get(
        f"{strict.https_url}/{strict.subscription}/cloudservices",
        headers={**VERSION, "Authorization": "Bearer abc"},
        verify=strict.ca_file,
        timeout=20,
    )
    assert bare.status_code == 403
    seen = _last(strict)
    assert seen["certificate"] is None
    assert "showed no certificate" in seen["reason"]
    assert "--classic-bearer" in seen["reason"]


def test_who_is_let_in_has_no_reason_and_no_list(strict):
    assert strict.session().get(f"{strict.https_url}/{strict.subscription}/cloudservices", headers=VERSION).ok
    seen = _last(strict)
    assert (seen["reason"], seen["registered"]) == ("", [])
    assert seen["certificate"]["thumbprint"]


def test_case_30_the_proxys_header_is_named():
    with LiveEmulator(client_cert_header="X-ARR-ClientCert") as live:
        url = f"{live.https_url}/{live.subscription}/cloudservices"
        live.session().get(url, headers=VERSION)
        assert "The header X-ARR-ClientCert" in _last(live)["reason"]
        assert "is missing" in _last(live)["reason"]
        live.session().get(url, headers={**VERSION, "X-ARR-ClientCert": "@@"})
        assert "holds no certificate" in _last(live)["reason"]


REFUSALS = [
    ("GET", "/subscriptions?api-version=2016-01-01", {}, 401, "holds no token"),
    ("GET", "/subscriptions?api-version=2016-01-01", {"Authorization": "Bearer bad"}, 401, "--arm-tokens"),
    ("GET", "/subscriptions?api-version=16", {"Authorization": "Bearer good"}, 400, "'16' is not a date"),
    ("GET", "/subscriptions", {"Authorization": "Bearer good"}, 400, "api-version"),
    ("GET", "/api/triggeredwebjobs", {}, 401, "neither the deployment credentials"),
    ("GET", "/api/triggeredwebjobs", {"Authorization": "Basic bWU6eA=="}, 401, "of user 'me' are wrong"),
    ("GET", "/api/triggeredwebjobs", {"Authorization": "Bearer x"}, 401, "--kudu-tokens"),
    ("GET", "/api/nothing", {"Authorization": "Basic bWU6c2VjcmV0"}, 404, "nothing at this address"),
    ("GET", "/api/v1/user/", {}, 401, "credentials were not provided"),
    ("GET", "/api/v1/user/", {"Authorization": "Token x"}, 401, "Invalid token"),
    ("GET", "/api/v1/nothing/", {}, 404, "nothing at this address"),
    ("GET", "/1/jobs", {}, 401, "--job-scheduler-auth"),
    ("GET", "/1/jobs", {"Origin": "http://elsewhere.example"}, 403, "--allow-origin"),
    ("PATCH", "/1/jobs", {"X-Api-Key": "me"}, 405, "does not take PATCH"),
]


@pytest.mark.parametrize(("method", "path", "headers", "status", "reason"), REFUSALS)
def test_case_30_every_api_tells_why(strict, method, path, headers, status, reason):
    session = strict.session()
    answer = session.request(method, strict.http_url + path, headers=headers)
    seen = _last(strict)
    assert (answer.status_code, seen["status"]) == (status, status)
    assert reason in seen["reason"]
    assert reason in answer.headers[REASON]


def test_case_30_versions_and_quotas_of_the_classic_api(live, tenant):
    tenant.session.get(f"{tenant.base}?api-version=soon")
    assert "'soon' is not a date" in _last(live)["reason"]
    tenant.session.get(tenant.base, headers={"x-ms-version": "1"})
    assert "x-ms-version is '1'" in _last(live)["reason"]
    quota = "<Quota><MaxJobCount>1</MaxJobCount></Quota>"
    xmlns = 'xmlns="http://schemas.microsoft.com/windowsazure"'
    plan = f"<Resource {xmlns}><IntrinsicSettings><Plan>Standard</Plan>{quota}</IntrinsicSettings></Resource>"
    url = f"{tenant.base}/resources/scheduler"
    assert tenant.session.put(f"{url}/jobCollections/small", data=plan).status_code == 202
    job = {"action": {"type": "http", "request": {"uri": "http://h.invalid/", "method": "GET"}}}
    answers = [tenant.session.put(f"{url}/~/jobCollections/small/jobs/{name}", json=job) for name in "ab"]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert _last(live)["reason"]
    assert _last(live)["reason"] in answers[1].text
    # Only where it was asked for.
    assert REASON not in answers[1].headers
    assert len(live.requests(reason="?*", status="409")) == 1


def test_case_30_an_address_that_no_face_claims(live, tenant):
    for path, said in (
        (tenant.path, f"{live.https_url}{tenant.path}"),
        ("/api/triggeredwebjobs", "--kudu (EMULATOR_KUDU)"),
        ("/nowhere", "No emulated API claims this address."),
    ):
        answer = tenant.session.get(live.http_url + path)
        assert answer.status_code == 404
        assert said in answer.text
        assert said in _last(live)["reason"]
        assert _last(live)["face"] == ""
    answer = tenant.session.get(f"{live.https_url}/_emulator/health")
    assert f"{live.http_url}/_emulator" in answer.text


def test_faults_are_reasons_too(live, tenant):
    live.faults.client({"status": 503}, times=1)
    tenant.get()
    assert _last(live)["reason"] == "A fault that a test has set answers 503."
    live.faults.client({"reset": True}, times=1)
    with pytest.raises(requests.ConnectionError):
        tenant.get()
    assert _last(live)["reason"] == "A fault that a test has set breaks the connection."


def test_a_reason_is_one_line_of_ascii_in_the_header(strict):
    headers = {"Authorization": "Bearer good"}
    answer = strict.session().get(
        f"{strict.http_url}/subscriptions?api-version=a%0d%0aX-Evil:%201%C3%A9", headers=headers
    )
    assert "X-Evil" not in answer.headers
    assert answer.headers[REASON].isascii()
    assert r"\r\nX-Evil: 1" in answer.headers[REASON]
