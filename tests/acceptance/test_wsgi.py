"""The application for somebody else's server."""

import json
import os
import subprocess
import sys

SCRIPT = """
from werkzeug.test import Client
import wsgi
client = Client(wsgi.application)
der = open({cer!r}, 'rb').read()
import base64
path = '/00000000-0000-0000-0000-000000000000/cloudservices'
headers = {{'x-ms-version': '2014-10-01', 'X-ARR-ClientCert': base64.b64encode(der).decode()}}
print(client.get(path, headers=headers).status_code, client.get(path).status_code)
print(client.get('/_emulator/health').status_code, client.get('/nothing').status_code)
"""


GUARDED = """
from werkzeug.test import Client
import wsgi
client = Client(wsgi.application)
known = {'Authorization': 'Bearer secret'}
print(client.get('/_emulator/health').status_code, client.get('/_emulator/state').status_code)
print(client.get('/_emulator/state', headers=known).status_code)
"""


def test_it_serves_every_face_and_trusts_the_proxys_header(tmp_path, repository):
    environment = {
        **os.environ,
        "EMULATOR_CERTS": str(tmp_path / "certs"),
        "EMULATOR_CLIENT_CERT_HEADER": "X-ARR-ClientCert",
    }
    script = SCRIPT.format(cer=str(tmp_path / "certs" / "management.cer"))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=repository, env=environment
    )
    assert done.stdout.split("\n")[:2] == ["200 403", "404 404"], done.stderr


def test_case_06_the_control_api_is_there_only_for_those_who_know_its_token(tmp_path, repository):
    environment = {**os.environ, "EMULATOR_CERTS": str(tmp_path / "certs"), "EMULATOR_CONTROL_TOKEN": "secret"}
    done = subprocess.run(
        [sys.executable, "-c", GUARDED], capture_output=True, text=True, timeout=60, cwd=repository, env=environment
    )
    assert done.stdout.split() == ["200", "401", "200"], done.stderr


SEEDED = """
from werkzeug.test import Client
import wsgi
client = Client(wsgi.application)
known = {'Authorization': 'Bearer secret'}
clock = client.get('/_emulator/clock', headers=known).json
print(clock['mode'], clock['now'], len(client.get('/_emulator/faults', headers=known).json))
"""


def test_it_begins_with_the_seeds_clock_and_faults(tmp_path, repository):
    seed = tmp_path / "seed.json"
    fault = {"id": "f", "where": "api", "match": {}, "effect": {"status": 503}}
    clock = {"mode": "virtual", "now": "2015-07-01T00:00:00Z"}
    seed.write_text(json.dumps({"clock": clock, "faults": [fault]}))
    environment = {
        **os.environ,
        "EMULATOR_CERTS": str(tmp_path / "certs"),
        "EMULATOR_SEED": str(seed),
        "EMULATOR_CONTROL_TOKEN": "secret",
    }
    done = subprocess.run(
        [sys.executable, "-c", SEEDED], capture_output=True, text=True, timeout=60, cwd=repository, env=environment
    )
    assert done.stdout.strip() == "virtual 2015-07-01T00:00:00Z 1", done.stderr
