"""Conversations with the real classic service, replayed: every exchange has to match."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
from xml.etree import ElementTree

import pytest


@pytest.fixture(scope="module")
def recorded(launch):
    """An emulator at the pace of the real service."""
    with launch("--pace", "recorded") as process:
        yield process


def test_every_recorded_exchange_of_the_scheduler_matches(recorded, shared):
    recordings = sorted((shared / "recordings" / "azure-classic").glob("py_*.json"))
    done = subprocess.run(
        [
            sys.executable,
            shared / "tools" / "replay.py",
            *recordings,
            *("--https", recorded.https, "--http", recorded.http),
            *("--cert", recorded.certs / "management.pem", "--ca", recorded.certs / "ca.pem"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(100.0 %)" in done.stdout


def test_case_19b_every_exchange_of_the_powershell_cmdlets_matches(recorded, replay, shared):
    address = Namespace(
        control=f"{recorded.http}/_emulator",
        http=recorded.http,
        https=recorded.https,
        cert=str(recorded.certs / "management.pem"),
        ca=str(recorded.certs / "ca.pem"),
    )
    session = replay.Session(shared / "recordings" / "azure-classic" / "ps_scheduler_end_to_end.json", address)
    # The recorder put the polls of one operation together: the first of them stands before the deletion that it is of.
    poll = (
        next(n for n, one in enumerate(session.exchanges) if one["method"] == "DELETE" and "/jobs/" not in one["uri"])
        - 1
    )
    session.exchanges[poll : poll + 2] = reversed(session.exchanges[poll : poll + 2])
    matched, compared, differences = session.run()
    session.http.close()
    assert (matched, compared) == (30, 30), "\n".join(differences)


class TestOtherServices:
    """Recordings of the same front end for other services; they need a registered subscription and some preparation."""

    @pytest.fixture
    def session(self, recorded, replay, shared):
        """Opens a recording: its subscription is registered with the management certificate."""
        opened = []

        def open_(name):
            path = shared / "recordings" / "azure-classic" / f"{name}.json"
            args = Namespace(
                control=f"{recorded.http}/_emulator",
                http=recorded.http,
                https=recorded.https,
                cert=str(recorded.certs / "management.pem"),
                ca=str(recorded.certs / "ca.pem"),
            )
            session = replay.Session(path, args)
            opened.append(session)
            for exchange in session.exchanges:
                # The recorder kept no request headers, but the service demanded this one.
                exchange["request_headers"] = {"x-ms-version": "2014-10-01"}
                exchange["uri"] = exchange["uri"].replace("http://", "https://")
            recorded.control("POST", "/reset", {})
            subscription = session.exchanges[0]["uri"].split("/")[3]
            certificate = (recorded.certs / "management.pem").read_text()
            recorded.control("POST", "/subscriptions", {"id": subscription, "certificate": certificate})
            return session

        yield open_
        for session in opened:
            session.http.close()

    def play(self, session):
        return [session.compare(exchange, session.send(exchange)) for exchange in session.exchanges]

    def test_a_type_that_is_registered_already(self, session):
        opened = session("xplat_rdfe_register_resource_409")
        first = json.loads(json.dumps(opened.exchanges[1]))
        assert opened.send(first).status_code == 200
        assert self.play(opened) == [[], []]

    def test_throttling(self, session, recorded):
        opened = session("xplat_rdfe_register_toomanyrequests_503")
        recorded.control("POST", "/faults", {"match": {"path": "*/services"}, "effect": {"status": 503}})
        assert self.play(opened) == [[], [], []]

    def test_a_failed_operation(self, session, recorded):
        opened = session("xplat_rdfe_operation_failed")
        error = ElementTree.fromstring(opened.exchanges[0]["response_body"]).find("{*}Error")
        operation = {"status": 400, "code": error.findtext("{*}Code"), "message": error.findtext("{*}Message")}
        operation["holdFor"] = "PT0S"
        recorded.control("POST", "/faults", {"effect": {"operation": operation}, "times": 1})
        subscription = opened.exchanges[0]["uri"].split("/")[3]
        made = opened.send(
            {
                "method": "PUT",
                "uri": f"https://management.core.windows.net/{subscription}/cloudservices/cs",
                "request_headers": {"x-ms-version": "2014-10-01"},
                "request_body": "<CloudService><GeoRegion>West US</GeoRegion></CloudService>",
            }
        )
        opened.ids[opened.exchanges[0]["uri"].rsplit("/", 1)[-1]] = made.headers["x-ms-request-id"]
        assert self.play(opened) == [[], []]
