"""A collector of spans: takes OTLP over HTTP, and shows what it got as JSON; says its address in one line."""

from __future__ import annotations

import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SPANS = []


def plain(span, resource):
    """Return a span of the protocol as plain values."""
    return {
        "service": next(item.value.string_value for item in resource.attributes if item.key == "service.name"),
        "name": span.name,
        "trace": span.trace_id.hex(),
        "span": span.span_id.hex(),
        "parent": span.parent_span_id.hex(),
        "links": [link.span_id.hex() for link in span.links],
        "failed": span.status.code == 2,
        "attributes": {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in span.attributes},
    }


class Handler(BaseHTTPRequestHandler):
    """Takes spans by POST, and answers all of them to GET."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for part in ExportTraceServiceRequest.FromString(body).resource_spans:
            SPANS.extend(plain(span, part.resource) for scope in part.scope_spans for span in scope.spans)
        self.answer(b"" if self.path == "/v1/traces" else b"not here")

    def do_GET(self):
        self.answer(json.dumps(SPANS).encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
sys.stdout.flush()
server.serve_forever()
