"""What users get: the wheel, installed beside nothing, in a project that has a package ``emulator`` of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser

import pytest
from azure_scheduler_emulator import __version__

#: What a wheel is built from.
SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "emulator")
#: The requirements that are not pure Python. All of them have wheels for arm64, on Linux, macOS and Windows.
NATIVE = {
    *("cffi", "charset-normalizer", "cryptography", "greenlet", "markupsafe", "protobuf", "psycopg-binary", "pyjson5"),
    *("pyyaml", "sqlalchemy"),
}
ARM64 = ("manylinux_2_17_aarch64", "manylinux2014_aarch64", "manylinux_2_28_aarch64")
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
def built(repository, tmp_path_factory):
    """The folder of the wheel and the source distribution, built from a copy: building leaves things behind."""
    pytest.importorskip("build", reason="the package build is not installed")
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in SOURCES:
        path = repository / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
        else:
            shutil.copy(path, source / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", out, source], capture_output=True, text=True, timeout=300
    )
    if done.returncode and UNREACHABLE.search(done.stdout + done.stderr):
        pytest.skip("what builds packages cannot be had")
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def wheel(built):
    """The wheel. It is built from the source distribution, which therefore lacks nothing."""
    [made] = built.glob("*.whl")
    return made


def installed(folder, repository, *requirements):
    """Make an environment of its own with some requirements; return the folder of its programs."""
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(python, *PIP, "--constraint", repository / "constraints.txt", *requirements, cwd=folder)
    return folder / "bin"


@pytest.fixture(scope="module")
def environment(wheel, repository, tmp_path_factory):
    """The folder of the programs of an environment that holds the wheel, what it asks for, and pytest."""
    return installed(tmp_path_factory.mktemp("environment"), repository, wheel, "pytest")


@pytest.fixture(scope="module")
def furnished(wheel, repository, tmp_path_factory):
    """The same with the extras that need no compiler."""
    extras = f"azure-scheduler-emulator[export,otel,postgresql] @ {wheel.as_uri()}"
    return installed(tmp_path_factory.mktemp("furnished"), repository, extras)


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


JOB = """{"id": "job", "startTime": "2026-03-02T00:00:00Z", "recurrence": {"frequency": "day"},
"action": {"type": "https", "request": {"uri": "https://example.org/", "method": "GET"}}}"""


def test_case_08_wheel_and_source_have_the_version_of_the_code(built):
    assert {path.name for path in built.iterdir()} == {
        f"azure_scheduler_emulator-{__version__}-py3-none-any.whl",
        f"azure_scheduler_emulator-{__version__}.tar.gz",
    }


def test_case_08_the_version_stands_in_one_place(repository):
    named = [
        path
        for path in (*repository.glob("*"), *(repository / "docs").rglob("*"), *(repository / "emulator").rglob("*"))
        if path.is_file()
        and path.suffix in (".py", ".cfg", ".toml", ".md", ".html", "")
        and "egg-info" not in str(path)
        if re.search(
            rf"(?<![\d.]){re.escape(__version__)}(?![\d.])", path.read_text(encoding="utf-8", errors="replace")
        )
    ]
    assert named == [repository / "emulator" / "azure_scheduler_emulator" / "__init__.py"]


def test_case_08_without_extras_it_serves_and_says_which_extra_is_missing(environment, tmp_path):
    program = environment / "azure-scheduler-emulator"
    (tmp_path / "job.json").write_text(JOB)
    serving = [program, "serve", "--http-port", "0", "--https-port", "0"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout.readline().startswith("READY https://127.0.0.1:")
        process.terminate()
    for words, extra in ((["export", "job.json"], "[export]"), (["serve", "--otlp", "http://127.0.0.1:9"], "[otel]")):
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60, cwd=tmp_path)
        assert (done.returncode, extra in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr


def test_case_08_with_extras_it_exports_and_sends_spans(furnished, tmp_path):
    program = furnished / "azure-scheduler-emulator"
    (tmp_path / "job.json").write_text(JOB)
    shown = run(program, "export", "job.json", "--at", "2026-03-02T00:00:00Z", "--to", "kubernetes", cwd=tmp_path)
    assert "equal" in shown
    serving = [program, "serve", "--http-port", "0", "--https-port", "0", "--otlp", "http://127.0.0.1:9"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout.readline().startswith("READY https://127.0.0.1:")
        process.terminate()


def test_case_08_its_types_reach_those_who_use_it(environment, tmp_path):
    (tmp_path / "user.py").write_text(
        "from azure_scheduler_emulator.testing.live import LiveEmulator\n"
        "with LiveEmulator() as live:\n    number: int = live.http_url\n"
    )
    command = [sys.executable, "-m", "mypy", "--python-executable", environment / "python", "user.py"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert 'expression has type "str", variable has type "int"' in done.stdout, done.stdout


def test_case_08_pipx_runs_it(wheel, tmp_path):
    program = shutil.which("pipx")
    if program is None:
        pytest.skip("pipx is not installed")
    environment = {**os.environ, "PIPX_HOME": str(tmp_path / "home"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    command = [program, "run", "--spec", str(wheel), "azure-scheduler-emulator", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip("packages cannot be had")
    assert done.stdout == f"{__version__}\n", done.stderr


def test_case_07_nothing_that_it_asks_for_is_compiled(furnished):
    """What is no pure Python is listed: a new one has to have wheels for arm64 too."""
    code = (
        "from importlib.metadata import distributions as every\n"
        "print(*(d.name.lower() for d in every() if 'none-any' not in (d.read_text('WHEEL') or 'none-any')))"
    )
    native = set(run(furnished / "python", "-c", code, cwd=furnished).split())
    assert native - NATIVE == set()
    assert {"cryptography", "sqlalchemy", "protobuf"} <= native


def test_case_07_wheels_for_arm64_are_there(repository, tmp_path):
    """Fetches them, since that is the only proof; skipped where no registry can be reached."""
    lines = (repository / "constraints.txt").read_text().splitlines()
    pinned = [line for line in lines if re.split("==", line)[0].lower().replace("_", "-") in NATIVE]
    assert len(pinned) == len(NATIVE)
    platforms = [word for name in ARM64 for word in ("--platform", name)]
    command = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
    python = ["--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--abi", "abi3"]
    run(sys.executable, *command, *platforms, *python, "--dest", tmp_path, *pinned, cwd=tmp_path)
    assert len([path for path in tmp_path.glob("*.whl") if "aarch64" in path.name or "none-any" in path.name]) == len(
        NATIVE
    )
