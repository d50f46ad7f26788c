"""What holds for every request: spelling, version, headers, authentication, faults."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.domain.azure.subscription import Certificate
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

JC = "/cloudservices/cs/resources/scheduler/~/jobCollections/jc"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/cloudservices/cs", 200),
        ("GET", "/CloudServices/cs", 200),
        ("GET", "/CLOUDSERVICES", 200),
        ("GET", "/CloudServices/", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/~/jobCollections/jc?api-version=2014-04-01", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/~/JobCollections/jc", 200),
        ("GET", "/CloudServices/cs/Resources/Scheduler/~/jobcollections/jc/", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/jobcollections/jc", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/~/jobCollections/jc/jobs/?api-version=2014-04-01", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/~/JobCollections/jc/Jobs?API-VERSION=2014-04-01", 200),
        ("GET", "/cloudservices/cs/resources/scheduler/~/jobCollections/jc/jobs/Jobs/HISTORY", 404),
        ("PUT", "/Services?Service=Scheduler.JobCollections&Action=Register", 200),
        ("PUT", "/services?service=schedulerdf.jobcollection&action=register", 200),
        ("GET", "/ResourceProviders/Scheduler/properties?ResourceType=JobCollections", 200),
        ("GET", "/Certificates", 200),
    ],
)
def test_literal_segments_and_query_keys_are_read_in_any_casing(collection, method, path, status):
    assert collection(method, path).status_code == status


def test_a_job_may_be_called_like_a_segment(collection, document):
    assert collection("PUT", f"{JC}/jobs/Jobs", document(state="disabled")).status_code == 201
    assert collection("GET", f"{JC}/jobs/jobs").json["id"] == "Jobs"


@pytest.mark.parametrize("version", [None, "", "now", "2014-13-01", "2009-09-30", "2014-10-01; x", "20141001"])
def test_a_version_is_needed(client, is_error, version):
    response = client("GET", "/cloudservices", headers={"x-ms-version": version})
    assert is_error(response, 400, "MissingOrIncorrectVersionHeader")


@pytest.mark.parametrize("version", ["2009-10-01", "2013-03-01", "2014-10-01", "2099-01-01"])
def test_any_version_that_could_be_one_is_accepted(client, version):
    assert client("GET", "/cloudservices", headers={"x-ms-version": version}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/cloudservices", 400, "InvalidHttpVerb"),
        ("PATCH", "/cloudservices/cs", 400, "InvalidHttpVerb"),
        ("DELETE", "/services?service=x&action=register", 400, "InvalidHttpVerb"),
        ("PUT", f"{JC}/jobs", 400, "InvalidHttpVerb"),
        ("POST", f"{JC}/jobs/j/history", 400, "InvalidHttpVerb"),
        ("GET", f"{JC}/jobs/j/history/1", 404, "ResourceNotFound"),
        ("GET", "/cloudservices/cs/resources", 404, "ResourceNotFound"),
        ("GET", "/operations/failxx", 404, "ResourceNotFound"),
        # The rest of Service Management says so instead of pretending.
        ("GET", "/services/hostedservices", 501, "NotImplemented"),
        ("GET", "/locations", 501, "NotImplemented"),
        ("GET", "", 501, "NotImplemented"),
    ],
)
def test_wrong_verbs_and_unknown_paths_have_the_services_errors(collection, is_error, method, path, status, code):
    assert is_error(collection(method, path), status, code)


def test_an_error_is_written_as_recorded(client):
    response = client("GET", f"/certificates/{'0' * 40}")
    assert response.data == (
        b'<Error xmlns="http://schemas.microsoft.com/windowsazure" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        b"<Code>ResourceNotFound</Code><Message>The certificate was not found.</Message></Error>"
    )
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"


def test_a_name_that_xml_cannot_hold_does_not_break_the_error(client, is_error):
    assert is_error(client("GET", "/cloudservices/a%01%3Cb"), 404, "ResourceNotFound", "\ufffd<b")


def test_every_answer_has_the_recorded_headers(client):
    headers = client("GET", "/cloudservices").headers
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Date"] == "Wed, 01 Jul 2015 00:00:00 GMT"
    assert headers["Server"] == "1.0.6198.243 (rd_rdfe_stable.150618-1025) Microsoft-HTTPAPI/2.0"
    assert headers["x-ms-servedbyregion"] == "ussouth3"
    assert "X-Powered-By" not in headers


def test_request_ids_have_the_recorded_shape_and_never_repeat(client):
    ids = {client("GET", "/cloudservices").headers["x-ms-request-id"] for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[0-9a-f]{12}b[0-9a-f]{3}[89ab][0-9a-f]{15}", one) for one in ids)


class TestOperations:
    """Every mutating call leaves a record under its request id."""

    def poll(self, client, response, dashes=False):
        key = response.headers["x-ms-request-id"]
        if dashes:
            key = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        return client("GET", f"/operations/{key}")

    def test_it_has_succeeded_at_the_first_poll(self, client, read):
        made = client.make_service()
        key = made.headers["x-ms-request-id"]
        dashed = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        for dashes in (False, True):
            found = read(self.poll(client, made, dashes))
            assert found == [("ID", dashed), ("Status", "Succeeded"), ("HttpStatusCode", "200")]

    def test_jobs_are_tracked_too(self, collection, document, read):
        for response in (collection.jobs("PUT", "/j", document()), collection.jobs("DELETE", "/j")):
            assert dict(read(self.poll(collection, response)))["Status"] == "Succeeded"

    def test_registering_and_certificates_and_entitlements_are_tracked(self, client, read):
        names = "<ResourceProviderNameSpace>scheduler</ResourceProviderNameSpace><Type>JobCollections</Type>"
        body = f"<EntitleResource>{names}</EntitleResource>"
        responses = [
            client("PUT", "/services?service=scheduler.JobCollections&action=register"),
            client("PUT", "/services?service=scheduler.JobCollections&action=unregister"),
            client("POST", "/EntitleResource", body),
        ]
        assert [response.status_code for response in responses] == [200, 200, 202]
        assert {dict(read(self.poll(client, response)))["Status"] for response in responses} == {"Succeeded"}

    def test_another_subscription_does_not_see_it(self, client):
        made = client.make_service()
        client.subscription = "11111111-1111-1111-1111-111111111111"
        assert self.poll(client, made).status_code == 404

    def test_reading_leaves_no_record(self, client):
        assert self.poll(client, client("GET", "/cloudservices")).status_code == 404

    def test_a_refused_request_leaves_no_record(self, client):
        client.make_service()
        assert self.poll(client, client.make_service()).status_code == 404

    def test_a_failed_operation_shows_its_error_and_changed_nothing(self, client, read):
        failure = Failure(http_status=400, code="BadRequest", message="Port 22 is taken.")
        rule = Rule(
            id="r", where=Where.API, match=Match(method="PUT"), effect=Effect(operation=Verdict(failure=failure))
        )
        client.emulator.services.faults.add(rule)
        made = client.make_service()
        assert made.status_code == 202
        assert read(self.poll(client, made))[1:] == [
            ("Status", "Failed"),
            ("HttpStatusCode", "400"),
            ("Error", [("Code", "BadRequest"), ("Message", "Port 22 is taken.")]),
        ]
        assert client("GET", "/cloudservices/cs").status_code == 404

    def test_an_operation_can_be_held_for_a_number_of_polls(self, client, read):
        rule = Rule(id="r", where=Where.API, match=Match(), effect=Effect(operation=Verdict(hold_polls=2)), times=1)
        client.emulator.services.faults.add(rule)
        made = client.make_service()
        statuses = [dict(read(self.poll(client, made)))["Status"] for _ in range(3)]
        assert statuses == ["InProgress", "InProgress", "Succeeded"]


@pytest.mark.parametrize("version", ["bogus", "2014-13-01", "20140401", "2008-01-01", "", "2014-04-01x"])
@pytest.mark.parametrize("path", [f"{JC}/jobs", "/cloudservices"])
def test_case_16_an_api_version_is_well_formed_if_it_is_named(collection, is_error, path, version):
    response = collection("GET", f"{path}?api-version={version}")
    assert is_error(response, 400, "MissingOrInvalidRequiredQueryParameter")


@pytest.mark.parametrize("version", ["2014-04-01", "2014-04-01%20", "2014-08-01-preview", "2016-03-01"])
def test_any_that_is_well_formed_is_answered(collection, version):
    assert collection("GET", f"{JC}/jobs?api-version={version}").status_code == 200


class TestFaults:
    """A rule's answer instead of the usual one."""

    def test_throttling_is_answered_in_the_services_words(self, client, is_error):
        rule = Rule(id="r", where=Where.API, match=Match(path="*/services"), effect=Effect(status=503), times=2)
        client.emulator.services.faults.add(rule)
        register = "/services?service=scheduler.JobCollections&action=register"
        for _ in range(2):
            response = client("PUT", register)
            assert is_error(response, 503, "TooManyRequests", "Too many requests received. Retry after some time.")
        assert client("PUT", register).status_code == 200

    def test_rules_for_others_do_not_apply(self, client):
        for match in (Match(face="kudu"), Match(method="DELETE"), Match(path="/x"), Match(host="elsewhere")):
            client.emulator.services.faults.add(Rule(id="r", where=Where.API, match=match, effect=Effect(status=500)))
        assert client("GET", "/cloudservices").status_code == 200


class TestRegistration:
    """Register Subscription, and the service names that are unknown."""

    REFUSED = (403, "ForbiddenError", "The subscription is not entitled to use the resource")
    PATH = "/services?service=scheduler.JobCollections&action="

    def test_case_07_after_unregistering_no_collection_can_be_put(self, collection, is_error):
        assert collection("PUT", f"{self.PATH}unregister").status_code == 200
        assert is_error(collection.make_collection("other"), *self.REFUSED)
        etag = {"If-Match": collection.make_collection("jc").headers.get("ETag", "any")}
        assert is_error(collection.make_collection("jc", **etag), *self.REFUSED)
        # What is there stays, and can be read.
        assert collection("GET", JC).status_code == 200
        assert collection("PUT", f"{self.PATH}register").status_code == 200
        assert collection.make_collection("other").status_code == 202

    def test_other_services_do_not_matter(self, collection):
        assert collection("PUT", "/services?service=website&action=unregister").status_code == 200
        assert collection.make_collection("other").status_code == 202

    def test_subscriptions_do_not_share_it(self, collection):
        assert collection("PUT", f"{self.PATH}unregister").status_code == 200
        collection.subscription = "11111111-1111-1111-1111-111111111111"
        assert collection.make_service().status_code == 202
        assert collection.make_collection().status_code == 202

    class TestStrict:
        """With --registration strict nobody is registered from the start."""

        @pytest.fixture
        def settings(self):
            return Settings(auth="loose", clock="2015-07-01T00:00:00Z", registration="strict")

        def test_the_first_collection_needs_a_registration(self, client, is_error):
            client.make_service()
            assert is_error(client.make_collection(), *TestRegistration.REFUSED)
            assert client("PUT", f"{TestRegistration.PATH}register").status_code == 200
            assert client.make_collection().status_code == 202

    def test_a_second_registration_is_a_conflict_until_it_is_taken_back(self, client, is_error):
        path = "/services?service=scheduler.JobCollections&action="
        words = "The resource type scheduler.jobcollections is already registered for this subscription."
        assert client("PUT", f"{path}register").status_code == 200
        assert is_error(client("PUT", f"{path}register"), 409, "ConflictError", words)
        for _ in range(2):
            assert client("PUT", f"{path}unregister").status_code == 200
        assert client("PUT", f"{path}register").status_code == 200

    def test_an_unknown_service_is_not_found_as_recorded(self, client, is_error):
        response = client("PUT", "/services?service=sqlserver&action=register")
        assert is_error(response, 404, "ResourceNotFound", "The service name is unknown.")

    @pytest.mark.parametrize(
        "query", ["", "?service=scheduler.JobCollections", "?action=register", "?service=a&action=b"]
    )
    def test_both_parameters_are_needed(self, client, is_error, query):
        assert is_error(client("PUT", f"/services{query}"), 400, "MissingOrInvalidRequiredQueryParameter")

    def test_case_19c_the_properties_tell_regions_and_plans_as_recorded(self, client, read):
        found = read(client("GET", "/resourceproviders/scheduler/Properties?resourceType=JobCollections"))
        values = {dict(pair)["Key"]: dict(pair)["Value"] for _, pair in found}
        regions = values.pop("SupportedGeoRegions").split(",")
        assert len(regions) == 18
        assert {"West Europe", "Australia East", "Australia Southeast", "West India"} <= set(regions)
        assert list(values.items()) == [
            ("Plans", "Free, Standard, Premium"),
            ("PlanDetail:Free:Quota:MaxJobCount", "5"),
            ("PlanDetail:Standard:Quota:MaxJobCount", "50"),
            ("PlanDetail:Premium:Quota:MaxJobCount", "50"),
            ("PlanDetail:Free:Quota:MinRecurrence", "01:00:00"),
            ("PlanDetail:Standard:Quota:MinRecurrence", "00:01:00"),
            ("PlanDetail:Premium:Quota:MinRecurrence", "00:01:00"),
            ("PlanDetail:Free:MaxJobCollections", "1"),
            ("PlanDetail:Standard:MaxJobCollections", "100000"),
            ("PlanDetail:Premium:MaxJobCollections", "100000"),
        ]

    def test_case_19c_a_premium_collection(self, client, read):
        client.make_service()
        assert client.make_collection(settings="<Plan>Premium</Plan>").status_code == 202
        assert dict(dict(read(client("GET", JC)))["IntrinsicSettings"])["Plan"] == "Premium"


DER = b"\x30\x03\x30\x01\x05"
THUMBPRINT = hashlib.sha1(DER).hexdigest().upper()


class TestAuthentication:
    """A certificate of the subscription, or 403 in the recorded words."""

    @pytest.fixture
    def settings(self):
        return Settings(clock="2015-07-01T00:00:00Z")

    @pytest.fixture
    def trusting(self, client):
        now = datetime(2015, 7, 1, tzinfo=UTC)
        client.emulator.services.subscriptions.trust(
            Certificate(subscription=client.subscription, thumbprint=THUMBPRINT, public_key="", data="", created_at=now)
        )
        return client

    @pytest.mark.parametrize("certificate", [None, b"another one"])
    def test_any_other_certificate_or_none_is_refused(self, trusting, is_error, certificate):
        trusting.environ = {} if certificate is None else {"emulator.client_certificate": certificate}
        words = (
            "The server failed to authenticate the request. "
            "Verify that the certificate is valid and is associated with this subscription."
        )
        assert is_error(trusting("GET", "/cloudservices"), 403, "ForbiddenError", words)

    def test_a_registered_certificate_is_let_in_to_its_own_subscription(self, trusting):
        trusting.environ = {"emulator.client_certificate": DER}
        assert trusting("GET", "/cloudservices").status_code == 200
        trusting.subscription = "11111111-1111-1111-1111-111111111111"
        assert trusting("GET", "/cloudservices").status_code == 403

    def test_a_certificate_is_refused_once_it_is_deleted_or_everything_is(self, trusting):
        trusting.environ = {"emulator.client_certificate": DER}
        assert trusting("GET", "/cloudservices").status_code == 200
        assert trusting("DELETE", f"/certificates/{THUMBPRINT}").status_code == 200
        assert trusting("GET", "/cloudservices").status_code == 403
        now = datetime(2015, 7, 1, tzinfo=UTC)
        again = Certificate(
            subscription=trusting.subscription, thumbprint=THUMBPRINT, public_key="", data="", created_at=now
        )
        trusting.emulator.services.subscriptions.trust(again)
        assert trusting("GET", "/cloudservices").status_code == 200
        trusting.emulator.testbed.resets.everything()
        assert trusting("GET", "/cloudservices").status_code == 403

    def test_refusal_comes_before_anything_else_is_said(self, trusting):
        assert trusting("GET", "/locations", headers={"x-ms-version": None}).status_code == 403

    def test_bearer_tokens_and_headers_are_not_believed_by_default(self, trusting):
        headers = {"Authorization": "Bearer x", "X-ARR-ClientCert": base64.b64encode(DER).decode()}
        assert trusting("GET", "/cloudservices", headers=headers).status_code == 403


class TestBearer:
    """The setting that lets tokens in."""

    @pytest.fixture
    def settings(self):
        return Settings(classic_bearer=True)

    @pytest.mark.parametrize(
        ("header", "status"), [("Bearer x", 200), ("bearer x", 200), ("Bearer ", 403), ("Basic x", 403), (None, 403)]
    )
    def test_any_token_that_is_not_empty_will_do(self, client, header, status):
        assert client("GET", "/cloudservices", headers={"Authorization": header}).status_code == status


class TestProxy:
    """The setting that trusts a proxy's header."""

    @pytest.fixture
    def settings(self):
        return Settings(client_cert_header="X-Client-Cert")

    @pytest.mark.parametrize("form", ["base64", "pem", "quoted pem", "folded pem"])
    def test_the_header_holds_the_certificate_in_any_usual_form(self, client, form):
        now = datetime(2015, 7, 1, tzinfo=UTC)
        client.emulator.services.subscriptions.trust(
            Certificate(subscription=client.subscription, thumbprint=THUMBPRINT, public_key="", data="", created_at=now)
        )
        text = base64.b64encode(DER).decode()
        pem = f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"
        value = {
            "base64": text,
            "pem": pem.replace("\n", " "),
            "quoted pem": quote(pem),
            "folded pem": pem.replace("\n", ""),
        }
        assert client("GET", "/cloudservices", headers={"X-Client-Cert": value[form]}).status_code == 200

    def test_nonsense_in_it_is_no_certificate(self, client):
        for value in ("", "x", "-----BEGIN CERTIFICATE-----"):
            assert client("GET", "/cloudservices", headers={"X-Client-Cert": value}).status_code == 403

    def test_the_tls_layer_is_not_asked_then(self, client):
        client.environ = {"emulator.client_certificate": DER}
        assert client("GET", "/cloudservices").status_code == 403
