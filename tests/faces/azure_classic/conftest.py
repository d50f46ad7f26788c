"""An emulator behind the classic face, without a network: the face's WSGI application and a scripted performer."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces.azure_classic import FACE

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


class Client:
    """Speaks to the face as a classic client does."""

    def __init__(self, lent):
        self.emulator = lent.emulator
        self.performer = lent.performer
        self.http = lent.http(FACE)
        self.subscription = SUBSCRIPTION
        self.headers = {"x-ms-version": "2014-10-01"}
        #: What the TLS layer found out about the client.
        self.environ = {}

    def __call__(self, method, path, body=None, headers=None):
        if isinstance(body, dict | list):
            body = json.dumps(body)
        sent = {**self.headers, **(headers or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.http.open(
            f"/{self.subscription}{path}", method=method, data=body, headers=sent, environ_overrides=self.environ
        )

    def make_service(self, name="cs"):
        return self("PUT", f"/cloudservices/{name}", cloud_service())

    def make_collection(self, name="jc", service="cs", settings="<Plan>Standard</Plan>", **headers):
        path = f"/cloudservices/{service}/resources/scheduler/jobCollections/{name}"
        return self("PUT", path, resource(settings), headers)

    def jobs(self, method="GET", rest="", body=None, collection="jc", headers=None):
        path = f"/cloudservices/cs/resources/scheduler/~/jobCollections/{collection}/jobs{rest}"
        return self(method, path, body, headers)

    def advance(self, to):
        return self.emulator.testbed.timeline.advance(parse(to))


def cloud_service(label="label"):
    return (
        '<CloudService xmlns="http://schemas.microsoft.com/windowsazure">'
        f"<Label>{label}</Label><Description>description</Description><GeoRegion>West Europe</GeoRegion></CloudService>"
    )


def resource(settings, rest=""):
    return (
        '<Resource xmlns="http://schemas.microsoft.com/windowsazure">'
        f"<IntrinsicSettings>{settings}</IntrinsicSettings>{rest}</Resource>"
    )


def strip_namespace(tag):
    return re.sub(r"\{.*\}", "", tag)


def tree(response):
    """Return an XML answer as nested pairs of names and children."""

    def pairs(element):
        children = [(strip_namespace(child.tag), pairs(child)) for child in element]
        return children or (element.text or "")

    return pairs(ElementTree.fromstring(response.data))


def job(**members):
    """Return a job document: a one-time HTTP job, due tomorrow unless ``members`` say otherwise."""
    action = {"type": "http", "request": {"uri": "http://target/", "method": "GET"}}
    return {"startTime": "2015-07-02T00:00:00Z", "action": action, **members}


@pytest.fixture
def settings():
    return Settings(auth="loose", clock="2015-07-01T00:00:00Z")


@pytest.fixture
def client(settings, lend):
    """A client of an emulator whose clock stands at 2015-07-01T00:00:00Z and which lets everybody in."""
    return Client(lend(settings))


@pytest.fixture
def collection(client):
    """The same client, with the cloud service ``cs`` and the Standard job collection ``jc``."""
    assert client.make_service().status_code == 202
    assert client.make_collection().status_code == 202
    return client


@pytest.fixture
def document():
    """Makes job documents."""
    return job


@pytest.fixture
def read():
    """Reads XML answers."""
    return tree


@pytest.fixture
def bodies():
    """Makes XML request bodies."""
    return type("Bodies", (), {"cloud_service": staticmethod(cloud_service), "resource": staticmethod(resource)})


@pytest.fixture
def is_error(read):
    """Tell whether an answer is the error expected: status and code, and a part of its message."""

    def check(response, status, code, words=""):
        found = dict(read(response))
        assert (response.status_code, found["Code"]) == (status, code), response.data
        assert words in found["Message"]
        return True

    return check
