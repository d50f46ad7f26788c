"""A start that cannot succeed: one sentence on stderr that names the setting, status 2, nothing on stdout."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pytest
from azure_scheduler_emulator.certificates import store as certificates
from azure_scheduler_emulator.machine import wall

#: Runs the command line where the driver of PostgreSQL is not installed.
WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None
from azure_scheduler_emulator.commands.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def refused(certs):
    """Starts an emulator that must refuse to; returns its sentence."""

    def start(*arguments, before=(), program=("-m", "azure_scheduler_emulator"), **environment):
        usual = {"--https-port": "0", "--http-port": "0", "--certs": str(certs)}
        flags = [part for pair in usual.items() if pair[0] not in arguments for part in pair]
        done = subprocess.run(
            [*before, sys.executable, *program, "serve", *flags, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **environment},
        )
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr

    return start


@pytest.mark.parametrize("flag", ["--https-port", "--http-port"])
def test_case_32_a_port_that_is_taken_is_named_with_its_flag(refused, flag):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = refused(flag, port)
    assert f"{flag} (EMULATOR_" in sentence
    assert f"port {port} of 127.0.0.1 cannot be listened on: Address already in use." in sentence


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", ""])
def test_case_32_a_host_where_nobody_can_listen_is_named_with_its_flag(refused, host):
    assert f"--host (EMULATOR_HOST): nobody can listen on {host!r} here" in refused("--host", host)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--state", "a", "--database-url", "b"], "--database-url (EMULATOR_DATABASE_URL) exclude each other"),
        (["--map", "nonsense"], "--map (EMULATOR_MAP): "),
        (["--target-verify", "/nowhere"], "--target-verify (EMULATOR_TARGET_VERIFY) is neither yes, no, nor"),
        (["--target-verify", ""], "--target-verify (EMULATOR_TARGET_VERIFY) is neither yes, no, nor"),
        (["--kudu", "unused", "--kudu-credentials", "odd"], "--kudu-credentials (EMULATOR_KUDU_CREDENTIALS): "),
        (["--kudu", "unused", "--kudu-interpreters", "odd"], "--kudu-interpreters (EMULATOR_KUDU_INTERPRETERS): "),
    ],
)
def test_case_32_a_setting_that_makes_no_sense_is_named(refused, arguments, words):
    assert words in refused(*arguments)


def test_case_32_an_unknown_variable_is_named_with_the_one_that_was_meant(refused):
    assert "EMULATOR_HTTPPORT is not a setting; EMULATOR_HTTP_PORT is one." in refused(EMULATOR_HTTPPORT="1")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("foo", "is not the address of a database"),
        ("mysql://user:secret@host/name", "names a database of kind 'mysql'"),
        ("postgresql://user:secret@127.0.0.1:1/name", "/name cannot be used: connection failed"),
    ],
)
def test_case_14_a_database_that_cannot_be_used_is_refused_without_its_password(refused, url, words):
    sentence = refused("--database-url", url)
    assert "--database-url (EMULATOR_DATABASE_URL)" in sentence
    assert words in sentence
    assert "secret" not in sentence


def test_case_14_postgresql_without_its_driver_says_what_to_install(refused):
    sentence = refused("--database-url", "postgresql+psycopg://host/name", program=("-c", WITHOUT_DRIVER))
    assert "needs the Python package psycopg, which cannot be loaded: install the extra 'postgresql'" in sentence


@pytest.mark.parametrize("content", [bytes(8192), b"no database at all" * 99])
def test_case_14_a_state_file_that_holds_something_else_is_refused_and_left_alone(refused, tmp_path, content):
    state = tmp_path / "state.db"
    state.write_bytes(content)
    sentence = refused("--state", str(state))
    assert f"--state (EMULATOR_STATE): {state} cannot be used: file is not a database." in sentence
    assert state.read_bytes() == content


def test_case_14_a_state_file_that_cannot_be_written_is_refused(launch, refused, tmp_path):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root writes everywhere, and setpriv is not there to give that up")
    as_others = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    state = tmp_path / "state.db"
    with launch("--state", str(state)) as process:
        assert process.stop() == 0
    state.chmod(0o400)
    sentence = refused("--state", str(state), before=as_others)
    assert f"{state} cannot be used: attempt to write a readonly database." in sentence


def test_a_state_file_in_a_place_for_none_is_refused(refused):
    sentence = refused("--state", "/nowhere/at/all")
    assert "--state (EMULATOR_STATE): /nowhere/at/all cannot be used: No such file or directory." in sentence


@pytest.mark.parametrize("name", ["server.pem", "server.key"])
def test_certificates_that_are_none_are_refused_by_their_file(refused, certs, tmp_path, name):
    certificates.ensure(certs, (), now=wall())
    folder = shutil.copytree(certs, tmp_path / "certs")
    (folder / name).write_text("garbage")
    assert f"{folder / name}" in refused("--certs", str(folder))
