"""The example for ``docker compose``: it is one, waits for health, and its settings do what it says."""

import http.client
import re
import shutil
import ssl
import subprocess

import pytest

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")


@pytest.fixture(scope="module")
def compose(repository):
    return yaml.safe_load((repository / "examples" / "compose.yaml").read_text())["services"]


def test_docker_compose_takes_it(repository):
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker, or its compose plugin, is not installed")
    file = repository / "examples" / "compose.yaml"
    done = subprocess.run(["docker", "compose", "-f", file, "config", "--quiet"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_whoever_waits_for_health_waits_for_one_who_has_it(compose, repository):
    waited = {name: wait["condition"] for each in compose.values() for name, wait in each.get("depends_on", {}).items()}
    assert waited["scheduler"] == "service_healthy"
    assert set(waited) <= set(compose)
    health = compose["scheduler"]["healthcheck"]
    dockerfile = (repository / "Dockerfile").read_text()
    assert re.search(r"HEALTHCHECK.*\n\s*CMD (\[.*\])", dockerfile)[1] == str(health["test"][1:]).replace("'", '"')
    for name in ("interval", "timeout", "retries", "start_period"):
        assert f"--{name.replace('_', '-')}={health[name]}" in dockerfile


def test_nothing_is_published_beyond_the_machine(compose):
    published = [port for each in compose.values() for port in each.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_its_settings_let_the_other_services_in(compose, launch, tmp_path):
    # Certificates of its own: those of other tests lack the name.
    with launch("--certs", str(tmp_path), **compose["scheduler"]["environment"]) as process:
        where = {"http": process.http, "https": process.https}
        for name in ("EMULATOR_URL", "SCHEDULER_HTTPS_URL"):
            scheme, _, told = compose["tests"]["environment"][name].partition("://")
            host, port = where[scheme].partition("://")[2].split(":")
            trusted = ssl.create_default_context(cafile=tmp_path / "ca.pem")
            # As it will be: the name of the service, and whatever port it is here.
            plain = http.client.HTTPConnection(host, int(port), timeout=20)
            if scheme == "https":
                plain.connect()
                plain.sock = trusted.wrap_socket(plain.sock, server_hostname=told.split(":")[0])
            path = "/_emulator/clock" if scheme == "http" else "/1/jobs"
            plain.request("GET", path, headers={"Host": told, "Authorization": "Basic bWU6"})
            answer = plain.getresponse()
            assert answer.status == 200, answer.read()
            plain.close()


def test_what_its_tests_run_is_a_story_of_the_kit(compose, node_kit, launch):
    with launch() as process:
        command = compose["tests"]["command"]
        assert compose["tests"]["volumes"] == [f"../kits/node:{compose['tests']['working_dir']}:ro"]
        environment = {"EMULATOR_URL": process.http, "SCHEDULER_HTTPS_URL": process.https}
        assert command[0] == "node"
        assert "mode:" in node_kit(*command, **environment)
