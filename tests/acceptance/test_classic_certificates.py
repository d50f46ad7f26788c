"""The certificates in the hands of unmodified old clients: node's one-package SDK, node-forge, the CLI, Python 2.7."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'


@pytest.fixture
def service(process):
    """An emulator with the cloud service ``cs``."""
    context = ssl.create_default_context(cafile=process.certs / "ca.pem")
    context.load_cert_chain(process.certs / "management.pem")
    body = f"<CloudService {XMLNS}><Label>l</Label><GeoRegion>West Europe</GeoRegion></CloudService>"
    request = Request(
        f"{process.https}/{SUBSCRIPTION}/cloudservices/cs", body.encode(), {"x-ms-version": "2014-10-01"}, method="PUT"
    )
    with urlopen(request, context=context) as answer:
        assert answer.status == 202
    return process


def test_case_18b_the_node_sdk_of_one_package_takes_management_pem(node, service):
    seen = node(
        "old_classic_client.js",
        service.https,
        str(service.certs / "management.pem"),
        needs="azure",
        NODE_EXTRA_CA_CERTS=str(service.certs / "ca.pem"),
    )
    assert seen == {
        "properties": 11,
        "created": "Succeeded",
        "put": 201,
        "got": ["j", "enabled", 90],
        "listed": ["j"],
        "deleted": 200,
    }


class TestTheCrossPlatformCli:
    """npm azure-cli 0.10.20, in a folder of its own: make node."""

    @pytest.fixture
    def azure(self, repository, tmp_path):
        """Runs a command of the CLI and returns what it printed."""
        program = repository / ".node" / "azure-cli" / "node_modules" / "azure-cli" / "bin" / "azure"
        if not shutil.which("node") or not program.exists():
            pytest.skip("the npm package azure-cli is missing: make node")

        def run(*arguments):
            done = subprocess.run(
                ["node", str(program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=120,
                env={**os.environ, "HOME": str(tmp_path), "NODE_NO_WARNINGS": "1"},
            )
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        run("telemetry", "--disable")
        run("config", "mode", "asm")
        return run

    def test_case_18_it_imports_the_publish_settings_and_exports_their_certificate(self, azure, process, tmp_path):
        azure("account", "env", "add", "emulator", "--management-endpoint-url", process.https)
        azure("account", "import", process.certs / "management.publishsettings")
        exported = tmp_path / "exported.pem"
        azure("account", "cert", "export", "--file", exported)
        # What it exports is the management certificate, and opens the door.
        assert _pem_bodies(exported) == _pem_bodies(process.certs / "management.pem")
        context = ssl.create_default_context(cafile=process.certs / "ca.pem")
        context.load_cert_chain(exported)
        request = Request(f"{process.https}/{SUBSCRIPTION}/cloudservices", headers={"x-ms-version": "2014-10-01"})
        with urlopen(request, context=context) as answer:
            assert answer.status == 200


def _pem_bodies(path: Path) -> set[str]:
    """Return what stands between the lines of dashes, without line breaks."""
    parts = path.read_text().split("-----")
    return {"".join(part.split()) for part in parts[2::4]}


def test_case_18_node_forge_finds_key_and_certificate(node, process):
    seen = node("pkcs12_reader.js", str(process.certs / "management.pfx"), needs="node-forge")
    assert seen == {"keys": 1, "certificates": 1, "same": True}


def test_case_18c_python_2_finds_the_address_in_the_certificate(process, old_python):
    program = old_python("2.7")
    code = (
        "import httplib, ssl, sys\n"
        "context = ssl.create_default_context(cafile=sys.argv[2])\n"
        "context.load_cert_chain(sys.argv[3])\n"
        "for host in ('127.0.0.1', 'localhost'):\n"
        "    connection = httplib.HTTPSConnection(host, int(sys.argv[1]), context=context)\n"
        "    connection.request('GET', '/' + sys.argv[4] + '/cloudservices', headers={'x-ms-version': '2014-10-01'})\n"
        "    print(connection.getresponse().status)\n"
    )
    port = process.https.rpartition(":")[2]
    files = [str(process.certs / name) for name in ("ca.pem", "management.pem")]
    done = subprocess.run([program, "-c", code, port, *files, SUBSCRIPTION], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["200", "200"], done.stderr
