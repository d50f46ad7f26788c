"""The unmodified Python client of the classic API: azure-servicemanagement-legacy 0.20.8."""

import base64
import hashlib
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import requests

azure = pytest.importorskip("azure.servicemanagement", reason="azure-servicemanagement-legacy is not installed")
common = pytest.importorskip("azure.common")

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
JOB = {
    "action": {"type": "http", "request": {"uri": "http://bing.com/", "method": "GET", "headers": {"a": "b"}}},
    "recurrence": {"frequency": "minute", "interval": 30, "count": 10},
    "state": "enabled",
}


@pytest.fixture
def service(process):
    """Makes clients: the certificate and key in one file are all that they need."""
    sessions = []

    def make(kind=azure.SchedulerManagementService, certificate="management.pem"):
        session = requests.Session()
        session.trust_env = False
        session.cert = str(process.certs / certificate)
        session.verify = str(process.certs / "ca.pem")
        sessions.append(session)
        return kind(SUBSCRIPTION, request_session=session, host=process.https.removeprefix("https://"))

    yield make
    for session in sessions:
        session.close()


def finish(client, result):
    operation = client.wait_for_operation_status(
        result.request_id, timeout=10, sleep_interval=0.05, progress_callback=None
    )
    assert (operation.status, operation.http_status_code) == ("Succeeded", "200")
    return operation


def test_every_scheduler_method(service):
    client = service()
    finish(client, client.create_cloud_service("cs", "label", "description", "West Europe"))
    assert [found.name for found in client.list_cloud_services()] == ["cs"]
    found = client.get_cloud_service("cs")
    assert (found.label, found.description, found.geo_region) == ("label", "description", "West Europe")

    result = client.create_job_collection("cs", "jc")
    assert finish(client, result)
    collection = client.get_job_collection("cs", "jc")
    assert (collection.name, collection.state, collection.intrinsic_settings.plan) == ("jc", "Started", "Standard")
    # This client looks for an element that the service never sent, and so always reads False.
    assert client.check_job_collection_name("cs", "free").result is False

    start = datetime.now(UTC).replace(tzinfo=None, microsecond=123456) - timedelta(seconds=2)
    finish(client, client.create_job("cs", "jc", "job1", {**JOB, "startTime": start.isoformat()}))
    job = client.get_job("cs", "jc", "job1")
    assert (job["id"], job["state"], job["status"]["executionCount"]) == ("job1", "enabled", 0)
    assert job["startTime"] == f"{start.isoformat()}Z"
    assert [one["id"] for one in client.get_all_jobs("cs", "jc")] == ["job1"]

    finish(client, client.delete_job("cs", "jc", "job1"))
    assert client.get_all_jobs("cs", "jc") == []
    finish(client, client.delete_job_collection("cs", "jc"))
    finish(client, client.delete_cloud_service("cs"))
    with pytest.raises(common.AzureMissingResourceHttpError):
        client.get_cloud_service("cs")


def test_a_failed_operation_raises_with_its_error(service, process):
    client = service()
    operation = {"status": 400, "code": "BadRequest", "message": "Not today."}
    process.control("POST", "/faults", {"match": {"method": "PUT"}, "effect": {"operation": operation}, "times": 1})
    result = client.create_cloud_service("cs", "label", "description", "West Europe")
    with pytest.raises(common.AzureHttpError) as caught:
        client.wait_for_operation_status(result.request_id, timeout=10, sleep_interval=0.05, progress_callback=None)
    assert (caught.value.result.status, caught.value.result.error.message) == ("Failed", "Not today.")


def test_an_operation_is_followed_through_its_progress(service, process):
    client = service()
    process.control("POST", "/faults", {"effect": {"operation": {"holdPolls": 2}}, "times": 1})
    result = client.create_cloud_service("cs", "label", "description", "West Europe")
    waits = []
    client.wait_for_operation_status(result.request_id, timeout=10, sleep_interval=0.05, progress_callback=waits.append)
    assert len(waits) == 2


def test_every_certificate_method(service, process):
    client = service(azure.ServiceManagementService)
    made = process.control("POST", "/subscriptions", {})
    pem = made["certificate"]["pem"]
    der = ssl.PEM_cert_to_DER_cert(
        pem[pem.index("-----BEGIN CERTIFICATE") :].split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    )
    thumbprint = hashlib.sha1(der).hexdigest().upper()
    before = {one.subscription_certificate_thumbprint for one in client.list_management_certificates()}
    data = base64.b64encode(der).decode()
    client.add_management_certificate("key", thumbprint, data)
    assert {one.subscription_certificate_thumbprint for one in client.list_management_certificates()} == before | {
        thumbprint
    }
    found = client.get_management_certificate(thumbprint)
    assert (found.subscription_certificate_data, found.subscription_certificate_public_key) == (data, "key")
    client.delete_management_certificate(thumbprint)
    with pytest.raises(common.AzureMissingResourceHttpError):
        client.get_management_certificate(thumbprint)


def test_a_certificate_of_another_subscription_gets_the_services_403(process):
    made = process.control("POST", "/subscriptions", {})
    path = process.certs.parent / "stranger.pem"
    path.write_text(made["certificate"]["pem"])
    url = f"{process.https}/{SUBSCRIPTION}/cloudservices"
    headers = {"x-ms-version": "2014-10-01"}
    session = requests.Session()
    session.trust_env = False
    for certificate in (str(path), None):
        answer = session.get(url, headers=headers, cert=certificate, verify=str(process.certs / "ca.pem"), timeout=10)
        assert answer.status_code == 403
        assert "<Code>ForbiddenError</Code>" in answer.text
    own = f"{process.https}/{made['id']}/cloudservices"
    answer = session.get(own, headers=headers, cert=str(path), verify=str(process.certs / "ca.pem"), timeout=10)
    session.close()
    assert answer.status_code == 200
