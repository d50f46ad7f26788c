"""Outgoing authentications and Service Bus messages in the classic job document."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12


@pytest.fixture(scope="module")
def certificate():
    """A certificate that expired long ago, and the PKCS#12 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "jobs")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(datetime(2011, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2021, 1, 1, 7, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(b"secret")
    return made, base64.b64encode(pkcs12.serialize_key_and_certificates(None, key, made, None, encryption)).decode()


def http(authentication):
    request = {"uri": "https://x/", "method": "GET", "authentication": authentication}
    return {"type": "https", "request": request}


def test_a_certificate_is_described(collection, document, certificate):
    made, pfx = certificate
    given = {"type": "clientcertificate", "pfx": pfx, "password": "secret"}
    response = collection.jobs("PUT", "/j", document(action=http(given)))
    assert response.status_code == 201
    assert response.json["action"]["request"]["authentication"] == {
        "certificateThumbprint": made.fingerprint(hashes.SHA1()).hex().upper(),
        "certificateExpiration": "2021-01-01T07:00:00Z",
        "certificateSubjectName": "CN=jobs",
        "type": "ClientCertificate",
    }
    assert b"secret" not in response.data


def test_a_wrong_password_is_refused(collection, document, certificate, is_error):
    given = {"type": "ClientCertificate", "pfx": certificate[1], "password": "wrong"}
    assert is_error(collection.jobs("PUT", "/j", document(action=http(given))), 400, "BadRequest", "password")


def test_an_application_is_shown_without_its_secret(collection, document):
    given = {"type": "ActiveDirectoryOAuth", "tenant": "t", "audience": "a", "clientId": "c", "secret": "hidden"}
    response = collection.jobs("PUT", "/j", document(action=http(given)))
    shown = {"tenant": "t", "audience": "a", "clientId": "c", "type": "ActiveDirectoryOAuth"}
    assert response.json["action"]["request"]["authentication"] == shown
    assert collection.jobs("GET", "/j").data == response.data
    assert b"hidden" not in response.data


def test_a_service_bus_action_is_taken_too(collection, document):
    authentication = {"type": "sharedAccessKey", "sasKeyName": "n", "sasKey": "hidden"}
    brokered = {"timeToLive": "PT1M30S"}
    message = {
        "queueName": "q",
        "namespace": "ns",
        "authentication": authentication,
        "brokeredMessageProperties": brokered,
    }
    action = {"type": "SERVICEBUSQUEUE", "serviceBusQueueMessage": message}
    response = collection.jobs("PUT", "/j", document(action=action))
    assert response.status_code == 201
    assert response.json["action"] == {
        "serviceBusQueueMessage": {
            "queueName": "q",
            "namespace": "ns",
            "transportType": "netMessaging",
            "authentication": {"sasKeyName": "n", "type": "sharedAccessKey"},
            "brokeredMessageProperties": {"timeToLive": "00:01:30"},
        },
        "type": "serviceBusQueue",
    }


def test_case_14_a_job_that_is_put_back_keeps_its_password(collection, document):
    request = {"uri": "http://target/", "method": "GET"}
    action = {
        "type": "http",
        "request": {**request, "authentication": {"type": "basic", "username": "u", "password": "p"}},
    }
    made = collection.jobs(
        "PUT", "/j", document(startTime="2015-07-01T01:00:00Z", action={**action, "errorAction": action})
    )
    assert made.status_code == 201
    again = collection.jobs("PUT", "/j", made.json)
    assert (again.status_code, again.json) == (200, made.json)
    collection.performer.succeeds = False
    collection.advance("2015-07-01T02:00:00Z")
    assert {order.action.authentication.password for order in collection.performer.orders} == {"p"}


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_case_14_a_new_job_needs_one(collection, document, is_error, method):
    request = {"uri": "http://target/", "method": "GET", "authentication": {"type": "basic", "username": "u"}}
    body = document(action={"type": "http", "request": request})
    answer = collection.jobs(method, "/j" if method == "PUT" else "", body)
    assert is_error(answer, 400, "BadRequest", "Basic authentication needs a username and a password.")
    assert collection.jobs().json == []
