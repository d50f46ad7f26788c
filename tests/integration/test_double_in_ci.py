"""What CI needs: metrics, a health command, a container."""

import re
import sys
import textwrap

import pytest
from azure_scheduler_emulator.commands.cli import run
from azure_scheduler_emulator.testing.container import SchedulerContainer

DOCKER = """
    #!{python}
    # A stand-in for the docker command: notes how it was called, and answers as docker does.
    import sys
    open("{log}", "a").write(" ".join(sys.argv[1:]) + chr(10))
    if sys.argv[1] == "run":
        print("f00")
    if sys.argv[1] == "port":
        print("0.0.0.0:{http}" if sys.argv[3] == "8080/tcp" else "0.0.0.0:{https}")
"""


@pytest.fixture
def docker(live, tmp_path):
    """A docker command whose container is the emulator of this test; and the log of its calls."""
    command, log = tmp_path / "docker", tmp_path / "log"
    ports = {"http": live.http_url.rpartition(":")[2], "https": live.https_url.rpartition(":")[2]}
    command.write_text(textwrap.dedent(DOCKER).strip().format(python=sys.executable, log=log, **ports))
    command.chmod(0o755)
    return command, log


def test_a_container_is_waited_for_and_stopped(live, docker):
    command, log = docker
    with SchedulerContainer(docker=str(command)).with_env("EMULATOR_PACE", "recorded") as container:
        assert (container.https_url, container.http_url) == (live.https_url, live.http_url)
        assert container.clock.now == live.clock.now
        container.control.close()
    first, *_, last = log.read_text().splitlines()
    assert first.startswith("run --detach --rm --publish 127.0.0.1::8443 --publish 127.0.0.1::8080")
    assert first.endswith("--env EMULATOR_PACE=recorded azure-scheduler-emulator")
    assert last == "stop --time 2 f00"


def test_docker_that_refuses_is_quoted(tmp_path):
    command = tmp_path / "docker"
    command.write_text("#!/bin/sh\necho 'no such image' >&2\nexit 125\n")
    command.chmod(0o755)
    with pytest.raises(RuntimeError, match="run failed: no such image"):
        SchedulerContainer(docker=str(command)).start()


def test_the_health_command_tells_by_its_status(live, capsys):
    assert run(["health", "--http-port", live.http_url.rpartition(":")[2]]) == 0
    port = live.http_url.rpartition(":")[2]
    live.stop()
    assert run(["health", "--http-port", port]) == 1
    assert "nothing answers" in capsys.readouterr().err


def test_metrics_count_jobs_calls_requests_and_faults(live, tenant):
    good, bad = live.sink(), live.sink()
    bad.answer(500)
    tenant.job("good", good.url)
    tenant.job("bad", bad.url)
    live.faults.client({"status": 500}, match={"method": "DELETE"})
    tenant.session.delete(tenant.base)
    live.clock.next()
    text = tenant.session.get(f"{live.http_url}/_emulator/metrics").text
    numbers = dict(re.findall(r"^(scheduler_\S+) (\S+)$", text, re.MULTILINE))
    assert numbers['scheduler_jobs{state="completed"}'] == "1.0"
    assert numbers['scheduler_jobs{state="enabled"}'] == "1.0"
    assert numbers["scheduler_attempts_open"] == "1.0"
    assert numbers['scheduler_executions_total{status="completed"}'] == "1.0"
    assert numbers['scheduler_executions_total{status="failed"}'] == "1.0"
    assert numbers['scheduler_requests_total{face="azure_classic",status="201"}'] == "2.0"
    assert numbers['scheduler_faults_total{where="api"}'] == "1.0"
    assert numbers["scheduler_clock_virtual"] == "1.0"
