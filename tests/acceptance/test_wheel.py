"""What users get: the wheel, installed beside nothing, in a project that has a package ``emulator`` of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser

import pytest

#: What a wheel is built from.
SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "emulator")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
#: How pip says that it has nowhere to get a package from.
UNREACHABLE = re.compile(r"No matching distribution|Could not find a version|connection|Connection")

#: The project of a user: a package whose name is that of our source folder, with tests of its own.
PROJECT = {
    "emulator/__init__.py": "NAME = 'of the project'\n",
    "emulator/testing.py": "def answer():\n    return 42\n",
    "pytest.ini": "[pytest]\npythonpath = .\nfilterwarnings = error\n",
    "tests/test_own.py": """
import emulator
from emulator.testing import answer


def test_the_projects_own_package_is_found():
    assert (emulator.NAME, answer()) == ("of the project", 42)
""",
    "tests/test_jobs.py": """
import emulator

XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'


def test_a_job_calls_its_target(scheduler, scheduler_clock, scheduler_target):
    assert emulator.NAME == "of the project"
    session = scheduler.session()
    session.headers["x-ms-version"] = "2014-10-01"
    service = f"{scheduler.https_url}/{scheduler.subscription}/cloudservices/cs"
    session.put(service, data=f"<CloudService {XMLNS}><GeoRegion>West Europe</GeoRegion></CloudService>")
    plan = f"<Resource {XMLNS}><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
    session.put(f"{service}/resources/scheduler/jobCollections/jc", data=plan)
    job = {"action": {"type": "http", "request": {"uri": scheduler_target.url}}, "startTime": "2015-07-02T00:00:00Z"}
    session.put(f"{service}/resources/scheduler/~/jobCollections/jc/jobs/job", json=job)
    scheduler_clock.advance(days=2)
    assert len(scheduler_target.calls()) == 1
""",
}


def run(*command, cwd):
    """Run a command; return what it printed, skip where packages cannot be had, fail if it failed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, cwd=cwd)
    if done.returncode and "pip" in command and UNREACHABLE.search(done.stderr):
        pytest.skip(f"packages cannot be had: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository, tmp_path_factory):
    """The wheel, built from a copy of the sources: building leaves things behind."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        path = repository / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
        else:
            shutil.copy(path, source / name)
    build = ("-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", out, ".")
    run(sys.executable, *build, cwd=source)
    [made] = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(wheel, repository, tmp_path_factory):
    """The folder of the programs of an environment that holds the wheel, what it asks for, and pytest."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(python, *PIP, "--constraint", repository / "constraints.txt", wheel, "pytest", cwd=folder)
    return folder / "bin"


@pytest.fixture
def project(tmp_path):
    """The folder of the project."""
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_case_02_the_wheel_holds_one_package_and_what_it_needs(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"azure_scheduler_emulator"}
    assert {
        "azure_scheduler_emulator/py.typed",
        "azure_scheduler_emulator/testing/plugin.py",
        "azure_scheduler_emulator/console/templates/parts/clock.html",
        "azure_scheduler_emulator/console/static/vendor/htmx.min.js",
    } <= set(names)


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
@pytest.mark.parametrize(("tests", "passed"), [("tests/test_own.py", 1), ("tests", 2)])
def test_case_02_a_project_with_an_emulator_of_its_own_is_not_disturbed(environment, project, mode, tests, passed):
    shown = run(environment / "pytest", "-q", f"--import-mode={mode}", tests, cwd=project)
    assert f"{passed} passed" in shown


def test_case_02_the_program_and_the_module_start_in_such_a_project(environment, project):
    assert run(environment / "azure-scheduler-emulator", "--version", cwd=project) == run(
        environment / "python", "-m", "azure_scheduler_emulator", "version", cwd=project
    )


def test_case_07_what_a_registry_shows_is_complete_and_names_no_host(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        shown = HeaderParser().parsestr(archive.read(name).decode())
        assert any(name.endswith("/LICENSE") for name in archive.namelist())
    for header in ("Name", "Version", "Summary", "Keywords", "Author", "License", "Requires-Python"):
        assert shown[header], header
    assert shown["Author"] == "The azure-scheduler-emulator authors"
    assert shown["Description-Content-Type"] == "text/markdown"
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)} <= set(
        shown.get_all("Classifier")
    )
    assert [value for key, value in shown.items() if "://" in value] == []
