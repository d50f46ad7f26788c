"""Jobs of the real process: one shows a certificate to a server that demands it, one a token of its own authority."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Answering(BaseHTTPRequestHandler):
    """Notes who calls, and gives a token to whoever posts."""

    def do_GET(self):
        certificate = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
        self.server.seen.append((certificate and certificate["subject"], self.headers.get("Authorization")))
        self.answer(b"ok")

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.seen.append((self.path, "client_secret=s3cret" in asked))
        self.answer(json.dumps({"access_token": "t0ken", "expires_in": "3599"}).encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    """Starts local servers, with a TLS context or without."""
    servers = []

    def serve(context=None):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        server.seen = []
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def demanding(launch, certs, serve):
    """A server that lets in nobody but the owner of the management certificate."""
    with launch():
        # It has made the certificates.
        pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certs / "server.pem", certs / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certs / "management.pem")
    return serve(context)


def test_both_get_in(launch, certs, serve, demanding, eventually):
    authority, target = serve(), serve()
    here = f"http://127.0.0.1:{authority.server_port}"
    maps = ("--map", f"login.microsoftonline.com={here}", "--target-verify", str(certs / "ca.pem"))
    pfx = base64.b64encode((certs / "management.pfx").read_bytes()).decode()
    calls = {
        "certificate": (f"https://127.0.0.1:{demanding.server_port}/", {"type": "ClientCertificate", "pfx": pfx}),
        "token": (
            f"http://127.0.0.1:{target.server_port}/",
            {
                "type": "ActiveDirectoryOAuth",
                "tenant": "tenant",
                "audience": "https://audience/",
                "clientId": "c",
                "secret": "s3cret",
            },
        ),
        "nobody": (f"https://127.0.0.1:{demanding.server_port}/", None),
    }
    with launch(*maps) as process:
        place = f"{process.http}/subscriptions/s/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections/jc"

        def call(method, path, body=None):
            data = json.dumps(body).encode() if body else None
            headers = {"Authorization": "Bearer x"}
            request = urllib.request.Request(f"{place}{path}?api-version=2016-03-01", data, headers, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())

        call("PUT", "", {"location": "West US", "properties": {"sku": {"name": "Standard"}}})
        for name, (uri, authentication) in calls.items():
            action = {"type": "Http", "request": {"method": "GET", "uri": uri, "authentication": authentication}}
            action["retryPolicy"] = {"retryType": "None"}
            call("PUT", f"/jobs/{name}", {"properties": {"action": action}})
        rows = {
            name: eventually(lambda name=name: call("GET", f"/jobs/{name}/history")["value"])[0]["properties"]
            for name in calls
        }
    assert {name: row.get("status") for name, row in rows.items()} == {
        "certificate": None,
        "token": None,
        "nobody": "failed",
    }
    assert "failed: " in rows["nobody"]["message"]
    [(subject, _)] = demanding.seen
    assert subject
    assert authority.seen == [("/tenant/oauth2/token", True)]
    assert target.seen == [(None, "Bearer t0ken")]
