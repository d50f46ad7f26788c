"""Somebody who sits down in a checkout and does what a document says, block after block."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.documents import languages
from tests.documents.blocks import Block, exchanges
from tests.documents.comparing import agrees
from tests.documents.served import Served, serves

#: What of the repository a reader finds; its environment is made without a network.
CHECKOUT = ("Makefile", "README.md", "constraints.txt", "emulator", "examples", "kits", "pyproject.toml", "setup.cfg")
_START = "azure-scheduler-emulator serve"
#: What has to be on the machine for the blocks that name it.
_PROGRAMS = ("curl", "openssl")
#: What this machine or the run of the tests may have set that a reader has not.
_NOT_INHERITED = re.compile(r"PYTEST|EMULATOR_|MAKE|MFLAGS|\w*CA_BUNDLE$|SSL_CERT_|NODE_EXTRA_CA_CERTS$|CURL_")
_INSTALLS = re.compile(r"(pip|npm) install ([^#\n]+)")
#: curl says nothing but what it got, and fails for an error that the document does not show.
_CURL, _STRICT = "silent\nshow-error\n", "fail-with-body\n"


class Reader:
    """Runs the blocks of one document, in a folder and an environment of their own."""

    def __init__(self, repository: Path, folder: Path, target, package) -> None:
        self._folder, self._target, self._package = folder, target, package
        self._modules = repository / ".node" / "node_modules"
        self._kit_modules = repository / ".node" / "kit" / "node_modules"
        self._clients: dict[str, str] = {}
        #: What the last block printed; None if it could not run here, so that nobody knows what it would have.
        self._said: str | None = ""
        self._served = Served(folder, target.url)
        self.missing: list[str] = []
        for name in CHECKOUT:
            copy = shutil.copytree if (repository / name).is_dir() else shutil.copy2
            copy(repository / name, folder / name)
        self._environment = self._make_environment()

    def _make_environment(self) -> dict[str, str]:
        """Make what ``make run`` would; the packages are those of the tests."""
        home = self._folder / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True, timeout=60)
        site = next(home.glob("lib/python*/site-packages"))
        own = sysconfig.get_path("purelib")
        (site / "tests.pth").write_text(f"{self._folder}/emulator\nimport site; site.addsitedir({own!r})\n")
        for name in ("installed", "installed-dev"):
            (home / name).touch()
        inherited = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.match(name)}
        path = os.pathsep.join([str(home / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
        return inherited | {
            "HOME": str(self._folder),
            "PATH": path,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "EMULATOR_MAP": f"example.org={self._target.url}",
            "PYTHONWARNINGS": "ignore",
            # A reader has no other plugin: those of our own environment take seconds to load.
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "azure_scheduler_emulator.testing.plugin",
        }

    def read(self, block: Block) -> None:
        """Do what a block says, and compare what comes of it.

        Raises:
            AssertionError: it does not work, or shows something else than what came.
        """
        absent = [name for name in _PROGRAMS if re.search(rf"\b{name}\b", block.text) and not shutil.which(name)]
        if absent:
            self._lack(*absent)
            return
        if not self._served.running and self._served.is_named(block.text) and not serves(block.text):
            self._served.start(self._bash(_START), self._environment)
        getattr(self, f"_{block.kind}")(block)

    def _lack(self, *what: str) -> None:
        """Note what this machine lacks, so that a block cannot run."""
        self.missing += what
        self._said = None

    def close(self) -> None:
        """Stop what the document started."""
        self._served.stop()

    def _shell(self, block: Block) -> None:
        if serves(block.text):
            self._said = self._served.start(self._bash(block.text), self._environment)
        elif _INSTALLS.match(block.text):
            self._install(block.text)
        else:
            self._said = self._run(self._bash(block.text))

    def _console(self, block: Block) -> None:
        for command, shown in exchanges(block.text):
            if serves(command):
                got = self._served.start(self._bash(command), self._environment)
            elif _INSTALLS.match(command):
                self._install(command)
                continue
            else:
                got = self._run(self._bash(command), errors=bool(shown))
            assert not shown or agrees(shown, got), f"$ {command}\n{got}\nis not what is shown:\n{shown}"

    def _output(self, block: Block) -> None:
        if self._said is None:
            return
        assert agrees(block.text, self._said), f"{self._said}\nis not what is shown:\n{block.text}"

    def _python(self, block: Block) -> None:
        file = self._write(block, "block.py")
        if re.search(r"^def test_", block.text, re.MULTILINE):
            self._said = self._run(["python", "-m", "pytest", "-q", "-p", "no:cacheprovider", file])
        elif self._clients:
            # Without the site: what is installed beside the emulator is no part of a client.
            self._said = self._run(["python", "-S", file], PYTHONPATH=os.pathsep.join(self._clients.values()))
        else:
            self._said = self._run(["python", file])

    def _node(self, block: Block) -> None:
        file = self._write(block, "block.js")
        if not shutil.which("node") or not self._modules.is_dir():
            self._lack("node or the npm packages (make node)")
            return
        command = languages.node_command(block.text, file)
        if command[0] != "node" and not (self._kit_modules / ".bin" / command[0]).exists():
            self._lack(f"{command[0]} (make node)")
            return
        trusted = {"NODE_PATH": str(self._modules), "NODE_NO_WARNINGS": "1"}
        if (self._folder / "certs" / "ca.pem").exists():
            trusted["NODE_EXTRA_CA_CERTS"] = "certs/ca.pem"
        path = os.pathsep.join([str(self._kit_modules / ".bin"), self._environment["PATH"]])
        self._said = self._run(command, PATH=path, **trusted)

    def _java(self, block: Block) -> None:
        self._compiled(block, "Block.java")

    def _csharp(self, block: Block) -> None:
        self._compiled(block, "block.cs")

    def _compiled(self, block: Block, name: str) -> None:
        file = self._write(block, name)
        missing = languages.absent(block.kind)
        if missing:
            self._lack(*missing)
            return
        for command in languages.commands(block.kind, file):
            self._said = self._run(command)

    def _request(self, block: Block) -> None:
        method, path = block.remark.split()
        request = urllib.request.Request(
            self._served.as_it_is(f"http://127.0.0.1:8080{path}"), block.text.encode(), method=method
        )
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status < 300

    def _received(self, block: Block) -> None:
        """Compare the latest call that a job made."""
        method, path, headers, body = self._target.calls[-1]
        head = "\n".join([f"HTTP/1.1 {method} {path}", *(f"{name}: {value}" for name, value in headers.items())])
        first, rest = block.text.split("\n", 1)
        shown = re.sub(r"^(\S+ \S+) HTTP/1\.1$", r"HTTP/1.1 \1", first)
        assert agrees(f"{shown}\n{rest}", f"{head}\n\n{body.decode()}"), f"{head}\nis not what is shown:\n{block.text}"

    def _install(self, commands: str) -> None:
        """Have what is to be installed: the emulator is (tests/acceptance/test_wheel.py), others are fetched."""
        for program, names in _INSTALLS.findall(commands):
            for name in names.replace("'", "").split():
                if program == "npm" and name.startswith("."):
                    languages.link_packages(self._folder, self._folder / name, self._kit_modules)
                elif program == "npm":
                    package = re.match("@?[^@]+", name)[0]
                    known = any((folder / package).is_dir() for folder in (self._modules, self._kit_modules))
                    if not name.startswith("-") and not known:
                        self.missing.append(f"the npm package {name} (make node)")
                elif "==" in name:
                    self._clients[name.split("==")[0]] = str(self._package(*name.split("==")))
                elif not name.startswith("."):
                    assert _is_installed(name), f"{name} is not among the packages of the tests: name its version"

    def _write(self, block: Block, name: str) -> str:
        file = block.file or name
        (self._folder / file).write_text(self._served.as_it_is(block.text))
        return file

    def _bash(self, script: str) -> list[str]:
        """Return what runs a script where, and with the variables with which, the last one ended."""
        kept = self._folder / ".variables"
        before = f'. "{kept}"; cd "$PWD"; ' if kept.exists() else ""
        after = "" if serves(script) else f"trap 'export -p >\"{kept}\"' EXIT"
        text = f"set -a -e -o pipefail; {before}{after}\n{script}"
        return ["bash", "-c", self._served.as_it_is(text)]

    def _run(self, command: list[str], *, errors: bool = False, **environment: str) -> str:
        (self._folder / ".curlrc").write_text(_CURL + ("" if errors else _STRICT))
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=self._folder,
            env={**self._environment, **environment},
        )
        assert done.returncode == 0, self._served.as_written(f"{command[-1]}\n{done.stdout}{done.stderr}")
        return self._served.as_written(done.stdout)


def _is_installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False
