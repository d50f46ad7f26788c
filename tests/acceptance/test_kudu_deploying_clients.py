"""Unmodified npm clients that deploy: vscode-azurekudu 0.2.3 and the Kudu class of the pipelines' tasks 3.272.1."""

import base64
import zipfile

import pytest

AUTHORIZATION = f"Basic {base64.b64encode(b'$mysite:p@ss').decode()}"


@pytest.fixture
def archive(tmp_path):
    """An archive with a page and two web jobs."""
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("index.html", "hello")
        made.writestr("App_Data/jobs/triggered/job1/run.sh", 'echo "said: $*"')
        made.writestr("App_Data/jobs/continuous/c1/run.sh", "exec sleep 1000")
        made.writestr("App_Data/jobs/continuous/c1/settings.job", "{stopping_wait_time: 0, /* at once */}")
    return str(path)


@pytest.fixture
def site(launch, tmp_path):
    """An emulator with the site, its jobs and a token."""
    options = ("--kudu", str(tmp_path / "home"), "--kudu-credentials", "$mysite:p@ss", "--kudu-tokens", "a.b.c")
    with launch(*options) as process:
        yield process
        assert process.stop() == 0


def test_case_25b_the_client_of_vs_code_passes(node, site, archive):
    seen = node("kudu_vscode_client.js", site.http, "$mysite", "p@ss", "a.b.c", archive, needs="vscode-azurekudu")
    assert seen == {
        "written": 201,
        "refused": 412,
        "rewritten": 204,
        "read": "second",
        "listed": ["a.txt"],
        "deleted": 200,
        "zipped": 200,
        "packed": 200,
        "jobs": ["job1", "c1"],
        "aliases": ["run.sh"] * 4,
        "settings": {"schedule": "0 0 0 1 1 *"},
        "run": 202,
        "output": ["said: "],
        "history": 1,
        "removed": 404,
        "none": 0,
        "pushed": 202,
        "deployed": [4, "VSCode", True, True],
        "latest": 4,
        "log": "Deployment successful. deployer = VSCode deploymentPath = ZipDeploy. Extract zip.",
        "details": [
            "Copying file: 'App_Data/jobs/continuous/c1/run.sh'",
            "Copying file: 'App_Data/jobs/continuous/c1/settings.job'",
            "Copying file: 'App_Data/jobs/triggered/job1/run.sh'",
            "Copying file: 'index.html'",
        ],
        "again": ["job1"],
        "command": ["here\n", "", 3],
        "environment": "string",
        "processes": 2,
        "set": 204,
        "setting": "1",
        "subscribed": 201,
        "hooks": ["Mine"],
        "published": 200,
        "bearer": 1,
        "nobody": 401,
    }


def test_case_25c_the_pipelines_client_passes(node, site, archive, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_text("no archive")
    folder = tmp_path / "files"
    folder.mkdir()
    seen = node(
        "kudu_pipelines_client.js",
        *(site.http, AUTHORIZATION, archive, str(broken), str(folder)),
        needs="azure-pipelines-tasks-azure-arm-rest",
    )
    assert seen == {
        "settings": {},
        "jobs": [],
        "read": "content",
        "listed": ["a.txt"],
        "missing": [None, None],
        "command": "from a command\n",
        "stopped": "Stopped",
        "started": "Running",
        "zip": [4, "VSTS_ZIP_DEPLOY", '{"type":"deployment"}'],
        "same": True,
        "log": "Deployment successful. deployer = VSTS_ZIP_DEPLOY deploymentPath = ZipDeploy. Extract zip.",
        "inner": True,
        "gone": None,
        "waited": None,
        "war": 4,
        "one": 4,
        "failed": [3, 2],
        "noted": "by-hand",
        "process": True,
    }
