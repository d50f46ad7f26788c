"""An emulator behind the Resource Manager face, without a network: its WSGI application and a scripted performer."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces import azure_arm, azure_classic
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.faces.azure_arm.deploying import Deployer
from tests.faces.emulators import Lent

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


class Client:
    """Speaks to the face as a Resource Manager client does."""

    def __init__(self, lent):
        self.emulator = lent.emulator
        self.performer = lent.performer
        self.http = lent.http(azure_arm.FACE)
        self.classic_http = lent.http(azure_classic.FACE)
        self.version = "2016-03-01"
        self.headers = {"Authorization": "Bearer any"}

    def __call__(self, method, path, body=None, **headers):
        """Call a path below the subscription; underscores in header names stand for dashes."""
        if isinstance(body, dict | list):
            body = json.dumps(body)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**self.headers, **given}.items() if value is not None}
        if self.version and "api-version=" not in path:
            path += f"{'&' if '?' in path else '?'}api-version={self.version}"
        return self.http.open(f"/subscriptions/{SUBSCRIPTION}{path}", method=method, data=body, headers=sent)

    def collection(self, method="GET", name="jc", body=None, rest="", group="rg", **headers):
        path = f"/resourceGroups/{group}/providers/Microsoft.Scheduler/jobCollections/{name}{rest}"
        return self(method, path, body, **headers)

    def job(self, method="GET", name="j", body=None, rest="", **headers):
        return self.collection(method, body=body, rest=f"/jobs/{name}{rest}", **headers)

    def put_job(self, name="j", **properties):
        response = self.job("PUT", name, job(**properties))
        assert response.status_code in (200, 201), response.json
        return response.json["properties"]

    def classic(self, method, path, body=None):
        return self.classic_http.open(
            f"/{SUBSCRIPTION}{path}", method=method, data=body, headers={"x-ms-version": "2014-10-01"}
        )

    def advance(self, to):
        return self.emulator.testbed.timeline.advance(parse(to))


def collection(**members):
    """Return the document of a Standard job collection; ``members`` replace its own."""
    return {"location": "West US", "properties": {"sku": {"name": "Standard"}}, **members}


def job(**properties):
    """Return the document of a one-time HTTP job, unless ``properties`` say otherwise."""
    return {
        "properties": {"action": {"type": "Http", "request": {"uri": "http://target/", "method": "GET"}}, **properties}
    }


@pytest.fixture
def settings():
    return {}


USUAL = {"auth": "loose", "clock": "2016-03-30T19:36:34Z"}


@pytest.fixture
def client(settings, lend):
    """A client of an emulator whose clock stands at 2016-03-30T19:36:34Z."""
    return Client(lend(Settings(**{**USUAL, **settings})))


@pytest.fixture
def first_client(performer):
    """A client of an emulator that nobody has asked anything yet: what is counted for headers outlives a reset."""
    lent = Lent(Settings(**USUAL), performer)
    yield Client(lent)
    lent.stop()


@pytest.fixture
def own_client(settings, performer):
    """A client of an emulator that goes with the test, for settings that no other test has."""
    lent = Lent(Settings(**{**USUAL, **settings}), performer)
    yield Client(lent)
    lent.stop()


@pytest.fixture
def jobs(client):
    """The same client, with the Standard job collection ``jc`` in the resource group ``rg``."""
    assert client.collection("PUT", body=collection()).status_code == 201
    return client


@pytest.fixture
def documents():
    """Makes request bodies."""
    return type("Documents", (), {"collection": staticmethod(collection), "job": staticmethod(job)})


@pytest.fixture
def is_error():
    """Tell whether an answer is the error expected: status and code, and a part of its message."""

    def check(response, status, code, words=""):
        error = response.json["error"]
        assert (response.status_code, error["code"]) == (status, code), response.json
        assert words in error["message"]
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        return True

    return check


@pytest.fixture(scope="session")
def pfx():
    """Makes a PKCS#12 in base64: by default with a key, and with the password ``secret``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(x509.NameOID.STATE_OR_PROVINCE_NAME, "Scania"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "jobs"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2011, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2021, 1, 1, 7, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )

    def make(*, with_key=True):
        data = pkcs12.serialize_key_and_certificates(
            b"jobs",
            key if with_key else None,
            certificate,
            None,
            serialization.BestAvailableEncryption(b"secret"),
        )
        return base64.b64encode(data).decode()

    make.thumbprint = certificate.fingerprint(hashes.SHA1()).hex().upper()
    return make


@pytest.fixture
def deployer(client):
    """The client, as one that deploys templates into the resource group ``rg``."""
    return Deployer(client)
