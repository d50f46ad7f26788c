"""Clients that unmodified generators make of the OpenAPI document: they compile, and tell the control API a story."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STORIES = Path(__file__).parent / "generated"
#: The generator is held against one version, so that a newer one cannot fail the tests overnight.
GENERATOR = ("openapi-python-client", "0.29.1")
STRICTLY = {"strict": True, "noEmitOnError": True, "target": "es2022", "module": "node16", "types": []}
TOLD = {
    "status": "ok",
    "now": "2015-07-01T00:00:00Z",
    "rules": [503, None],
    "ids": True,
    "called": 202,
    "calls": [["POST", 202]],
    "next": ["2015-07-01T00:00:00Z", "2015-07-02T00:00:00Z"],
    "advanced": "2015-07-02T00:00:00Z",
    "unmet": [True, 408, 0],
    "details": ["0 of 1 entries fit.", "There is no rule 'no'."],
    "certificate": True,
}


def run(*command, **environment):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, env={**os.environ, **environment}, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def document(live, tmp_path):
    """The document in a file, as a generator reads it."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(live.control.call("GET", "/openapi.json")))
    return path


def test_openapi_typescript_and_openapi_fetch_compile_and_tell_a_story(live, document, repository, tmp_path):
    modules = repository / ".node" / "node_modules"
    tools = modules / ".bin"
    wanted = ("openapi-typescript", "openapi-fetch", "typescript")
    if not shutil.which("node") or not all((modules / name).is_dir() for name in wanted):
        pytest.skip(f"node or one of {', '.join(wanted)} is missing: make node")
    run(str(tools / "openapi-typescript"), str(document), "-o", str(tmp_path / "control.d.ts"))
    shutil.copy(STORIES / "story.ts", tmp_path)
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": STRICTLY, "files": ["story.ts"]}))
    run(str(tools / "tsc"), "--project", str(tmp_path))
    told = json.loads(run("node", str(tmp_path / "story.js"), live.control.url))
    assert told == TOLD


@pytest.fixture(scope="session")
def generator(package, repository):
    """The generator, in an environment of its own, with what its clients import."""
    return package(*GENERATOR)


def test_openapi_python_client_makes_all_of_it_and_tells_a_story(live, document, generator, tmp_path):
    config = tmp_path / "config.json"
    overrides = {"content_type_overrides": {"application/x-pem-file": "text/plain"}, "post_hooks": []}
    config.write_text(json.dumps(overrides))
    made = run(
        *(sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document)),
        *("--meta", "none", "--output-path", str(tmp_path / "control"), "--config", str(config)),
        PYTHONPATH=str(generator),
    )
    assert "WARNING" not in made
    assert "omitted" not in made
    run(sys.executable, "-m", "compileall", "-q", str(tmp_path / "control"))
    shutil.copy(STORIES / "story.py", tmp_path)
    told = run(sys.executable, str(tmp_path / "story.py"), live.control.url, PYTHONPATH=str(generator))
    assert json.loads(told) == {**TOLD, "authority": True}
