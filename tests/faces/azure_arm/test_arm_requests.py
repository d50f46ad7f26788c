"""What every answer of the face has in common: who gets in, versions, headers, errors."""

from __future__ import annotations

import re

import pytest
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.faces.azure_arm.paths import claims
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/subscriptions/SUB/providers/Microsoft.Scheduler", True),
        ("/SUBSCRIPTIONS/any/resourcegroups", True),
        ("/subscriptions/SUB", True),
        ("/tenant/oauth2/token", True),
        ("/tenant/oauth2/tokens", False),
        ("/subscriptions", True),
        ("/00000000-0000-0000-0000-000000000000/cloudservices", False),
    ],
)
def test_it_claims_what_is_below_a_subscription(path, ours):
    assert claims("any.host", path) is ours


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic dTpw", "token"])
def test_it_lets_nobody_in_without_a_bearer_token(client, is_error, header):
    response = client.collection(Authorization=header)
    assert is_error(response, 401, "AuthenticationFailed")
    assert response.headers["WWW-Authenticate"].startswith("Bearer authorization_uri=")


def test_any_token_will_do(client):
    assert client("GET", "/resourcegroups", Authorization="bearer x").status_code == 200


class TestStrict:
    """With configured tokens."""

    @pytest.fixture
    def settings(self):
        return {"arm_auth": "strict", "arm_tokens": ("one", "two")}

    @pytest.mark.parametrize(("token", "status"), [("one", 200), ("two", 200), ("three", 401), ("on", 401)])
    def test_only_theirs_will_do(self, client, token, status):
        assert client("GET", "/resourcegroups", Authorization=f"Bearer {token}").status_code == status


@pytest.mark.parametrize("version", ["2014-08-01-preview", "2016-01-01", "2016-03-01", "2016-02-01", "2030-01-01"])
def test_every_well_formed_version_is_served(jobs, version):
    jobs.version = version
    assert jobs.collection().status_code == 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?x=1", "MissingApiVersionParameter"),
        ("?api-version=", "MissingApiVersionParameter"),
        ("?api-version=latest", "InvalidApiVersionParameter"),
        ("?api-version=2016-13-01", "InvalidApiVersionParameter"),
        # before there was anything to manage (decision 9)
        ("?api-version=2001-01-01", "InvalidApiVersionParameter"),
    ],
)
def test_a_missing_or_malformed_version_is_refused(client, is_error, query, code):
    client.version = None
    assert is_error(client.collection(rest=query), 400, code)


def test_the_answers_have_the_recorded_headers(jobs):
    headers = jobs.collection().headers
    fixed = {
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "Expires": "-1",
        "Content-Type": "application/json; charset=utf-8",
        "Server": "Microsoft-IIS/8.5",
        "X-AspNet-Version": "4.0.30319",
        "X-Powered-By": "ASP.NET",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Date": "Wed, 30 Mar 2016 19:36:34 GMT",
    }
    assert {name: headers[name] for name in fixed} == fixed
    assert re.fullmatch(GUID, headers["x-ms-request-id"])
    correlation = headers["x-ms-correlation-request-id"]
    assert headers["x-ms-routing-request-id"] == f"WESTUS:20160330T193634Z:{correlation}"
    assert "ETag" not in headers
    assert "x-ms-failure-cause" not in headers


def test_what_the_gateway_answers_has_other_headers(client):
    headers = client.collection().headers
    assert headers["x-ms-failure-cause"] == "gateway"
    assert not {"Server", "X-AspNet-Version", "X-Powered-By"} & set(headers.keys())


@pytest.mark.parametrize(
    ("version", "method", "name", "left"),
    [
        ("2016-01-01", "GET", "x-ms-ratelimit-remaining-subscription-reads", "14999"),
        ("2016-01-01", "PUT", "x-ms-ratelimit-remaining-subscription-writes", "1199"),
        ("2016-03-01", "PUT", "x-ms-ratelimit-remaining-subscription-resource-requests", "299"),
        ("2016-03-01", "PUT", "x-ms-ratelimit-burst-remaining-scheduler-writes", "59"),
        ("2016-03-01", "GET", "x-ms-ratelimit-burst-remaining-scheduler-reads", "299"),
        ("2016-03-01", "DELETE", "x-ms-ratelimit-remaining-subscription-writes", "1199"),
    ],
)
def test_the_allowance_counts_down(first_client, documents, version, method, name, left):
    first_client.version = "2014-08-01-preview" if method != "PUT" else version
    if method != "PUT":
        first_client.collection("PUT", body=documents.collection())
        first_client.advance("2016-03-30T20:00:00Z")
        first_client.version = version
    response = first_client.collection(method, body=documents.collection() if method == "PUT" else None)
    assert response.headers[name] == left


def test_ids_and_literal_segments_may_be_in_any_casing(jobs):
    response = jobs("GET", "/RESOURCEGROUPS/RG/Providers/microsoft.scheduler/JOBCOLLECTIONS/JC/")
    assert response.json["id"].endswith("/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections/jc")


def test_an_unknown_verb_is_refused(jobs, is_error):
    assert is_error(jobs.collection("POST"), 405, "HttpMethodNotSupported")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"properties": 1}', '{"location": {}}', '{"a": NaN}'])
def test_a_malformed_body_is_refused(jobs, is_error, body):
    assert is_error(jobs.collection("PUT", body=body), 400, "BadRequest")
    assert is_error(jobs.job("PUT", body=body), 400, "BadRequest")


class TestFaults:
    """What a test may do to the answers."""

    def add(self, client, effect):
        rule = Rule(id="r", where=Where.API, match=Match(face="azure_arm"), effect=effect, times=1)
        client.emulator.services.faults.add(rule)

    def test_a_status_becomes_an_error_of_the_face(self, jobs, is_error):
        self.add(jobs, Effect(status=503))
        assert is_error(jobs.collection(), 503, "ServiceUnavailable")
        assert jobs.collection().status_code == 200

    def test_an_operation_that_fails_at_once_changes_nothing(self, jobs, documents, is_error):
        self.add(jobs, Effect(operation=Verdict(failure=Failure(http_status=409, code="Busy", message="Not now."))))
        assert is_error(jobs.job("PUT", body=documents.job()), 409, "Busy", "Not now.")
        assert jobs.job().status_code == 404

    def test_a_deletion_that_takes_its_time_is_polled(self, jobs):
        self.add(jobs, Effect(operation=Verdict(hold_polls=1)))
        response = jobs.collection("DELETE")
        assert response.status_code == 202
        place = response.headers["Location"]
        polls = [jobs.http.get(place, headers=jobs.headers) for _ in range(2)]
        assert [poll.status_code for poll in polls] == [202, 200]
        assert polls[0].headers["Location"] == place
        assert polls[1].data == b""

    def test_a_deletion_that_fails_tells_so_when_polled(self, jobs, is_error):
        self.add(jobs, Effect(operation=Verdict(failure=Failure(http_status=500, code="Broken", message="No."))))
        response = jobs.collection("DELETE")
        assert response.status_code == 202
        assert is_error(jobs.http.get(response.headers["Location"], headers=jobs.headers), 500, "Broken")
        assert jobs.collection().status_code == 200
