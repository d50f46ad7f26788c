"""The unmodified npm client kudu-api 1.4.1: by the prefix of its site over TLS, and by its webjobs module."""

import subprocess
import urllib.request
import zipfile

import pytest


@pytest.fixture
def kudu_node(node, repository):
    """Runs a script with the npm packages; skipped when kudu-api is not among them."""
    if not (repository / ".node" / "node_modules" / "kudu-api").is_dir():
        pytest.skip("the npm package kudu-api is missing: make node")
    return node


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.mark.parametrize("how", ["prefix", "module"])
def test_every_call_about_web_jobs(kudu_node, launch, tmp_path, home, how):
    job = tmp_path / "job.zip"
    with zipfile.ZipFile(job, "w") as archive:
        archive.writestr("inner/run.sh", "echo zipped")
    with launch("--kudu", str(home), "--kudu-credentials", "$mysite:p@ss") as process:
        address = process.https.removeprefix("https://") if how == "prefix" else process.http
        seen = kudu_node(
            "kudu_client.js",
            how,
            address,
            "$mysite",
            "p@ss",
            str(tmp_path),
            JOB_ZIP=str(job),
            NODE_EXTRA_CA_CERTS=str(process.certs / "ca.pem"),
        )
        assert process.stop() == 0
    assert seen == {
        "none": [[], [], []],
        "uploaded": "run.sh",
        "refused": seen["refused"],
        "pristine": seen["pristine"],
        "got": "my job",
        "swagger": ["/api/triggeredjobs/my job/run"],
        "run": [202, ""],
        "status": "Success",
        "location": 200,
        # It says nothing about itself.
        "trigger": "External - ",
        "output": ["arguments: --a b c & d"],
        "history": 2,
        "zipped": "inner/run.sh",
        "uploadedZip": "inner/run.sh",
        "all": ["byvfs", "my job", "zip2", "zipped"],
        "listed": ["run.sh"],
        "deleted": [],
        "setting": "1",
        "continuous": "continuous",
        "settings": {"is_singleton": True, "stopping_wait_time": 0},
        "stopped": "Stopped",
        "continuousList": ["c1"],
        "missing": seen["missing"],
    }
    assert "400 (Bad Request). Missing Content-Disposition header." in seen["refused"]
    assert "404 (Not Found)" in seen["pristine"]
    assert "404 (Not Found)" in seen["missing"]


def test_a_start_without_credentials_prints_some_that_work(launch, home, capfd):
    with launch("--kudu", str(home)) as process:
        words = next(line for line in capfd.readouterr().err.splitlines() if line.startswith("Kudu")).split()
        manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        manager.add_password(None, process.http, words[3], words[4])
        # It sends nothing before it is challenged, as the service's own client does.
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(manager))
        with opener.open(f"{process.http}/api/webjobs", timeout=20) as answer:
            assert answer.read() == b"[]"


def test_it_does_not_listen_for_everybody_with_credentials_that_are_made_up(home):
    import sys

    command = [sys.executable, "-m", "azure_scheduler_emulator", "serve", "--kudu", str(home), "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "--kudu-credentials USER:PASSWORD" in done.stderr
    assert not home.exists()


def test_a_reset_by_the_control_api_forgets_the_jobs(launch, home):
    with launch("--kudu", str(home), "--kudu-credentials", "u:p") as process:
        folder = home / "data/jobs/triggered/job1"
        folder.mkdir(parents=True)
        process.control("POST", "/reset", {})
        assert not folder.exists()
