"""The examples of docs/scale.md: files that Compose and Kubernetes take, with settings that there are."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields

import pytest
from azure_scheduler_emulator.config import Settings, variable

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

KNOWN = {variable(setting.name) for setting in fields(Settings)}


@pytest.fixture(scope="module")
def compose(repository):
    return yaml.safe_load((repository / "examples" / "scale-compose.yaml").read_text())["services"]


@pytest.fixture(scope="module")
def manifests(repository):
    return list(yaml.safe_load_all((repository / "examples" / "kubernetes.yaml").read_text()))


def test_docker_compose_takes_it(repository):
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker, or its compose plugin, is not installed")
    file = repository / "examples" / "scale-compose.yaml"
    done = subprocess.run(["docker", "compose", "-f", file, "config", "--quiet"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_kubernetes_takes_them(manifests):
    validator = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed (readers)")
    for manifest in manifests:
        validator.validate(manifest, validator.latest_version(), strict=True)


def test_every_setting_is_one(compose, manifests):
    named = set(compose["emulator"]["environment"]) | set(compose["worker"]["environment"])
    for manifest in manifests:
        named |= set(manifest.get("data", {})) | set(manifest.get("stringData", {}))
    assert named
    assert named <= KNOWN


def test_nothing_is_published_beyond_the_machine(compose):
    assert all(port.startswith("127.0.0.1:") for each in compose.values() for port in each.get("ports", []))


def test_workers_are_let_end_their_calls(manifests):
    [worker] = [each for each in manifests if each["metadata"]["name"].endswith("-worker")]
    assert worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 60, "a call takes that long at most"
