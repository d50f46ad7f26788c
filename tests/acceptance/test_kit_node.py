"""The kit for node: its own tests by three runners, its types by the compiler, and what npm would install of it."""

import json
import re

import azure_scheduler_emulator
import pytest

KIT = "kits/node"


@pytest.mark.parametrize("file", ["kit", "starting", "sdks", "testcontainers"])
def test_its_tests_by_node(node_kit, file):
    said = node_kit("node", "--test", "--test-reporter=tap", f"test/{file}.test.js")
    if "# SKIP" in said:
        pytest.skip(re.search("# SKIP (.*)", said)[1])


def test_its_tests_by_jest(node_kit):
    node_kit("jest", "--config", "test/jest/jest.config.js")


def test_its_tests_by_vitest(node_kit):
    node_kit("vitest", "run", "--config", "test/vitest/vitest.config.mjs")


def test_its_types_fit_its_code_and_its_users(node_kit):
    """``tsc`` reads the sources strictly, and ``test/types.*`` as a user's: what is wrong there has to be refused."""
    node_kit("tsc", "--project", "tsconfig.json")


def test_its_declarations_are_those_of_its_code(node_kit, tmp_path):
    node_kit("tsc", "--project", "tsconfig.types.json", "--outDir", str(tmp_path))
    kept = node_kit.folder / "types"
    names = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.d.ts")}
    assert names == {path.relative_to(kept) for path in kept.rglob("*.d.ts")}
    stale = [str(name) for name in sorted(names) if (kept / name).read_text() != (tmp_path / name).read_text()]
    assert stale == [], "make them anew: npm run types, in kits/node"


def test_what_npm_installs_of_it_is_whole(node_kit, tmp_path):
    (packed,) = json.loads(node_kit("npm", "pack", "--json", "--offline", "--pack-destination", str(tmp_path)))
    assert not [each["path"] for each in packed["files"] if each["path"].startswith("test/")]
    (tmp_path / "package.json").write_text("{}")
    options = ("--offline", "--no-audit", "--no-fund", "--no-package-lock")
    node_kit("npm", "install", *options, f"./{packed['filename']}", cwd=tmp_path)
    for how in ("const kit = require('azure-scheduler-emulator')", "import * as kit from 'azure-scheduler-emulator'"):
        script = f"{how}; console.log(typeof kit.start, kit.START)"
        kind = "commonjs" if "require" in how else "module"
        said = node_kit("node", f"--input-type={kind}", "--eval", script, cwd=tmp_path)
        assert said == "function 2015-07-01T00:00:00Z\n"
    assert not (tmp_path / "node_modules" / "testcontainers").exists()


def test_it_has_the_version_of_the_emulator_and_needs_nothing(repository):
    package = json.loads((repository / KIT / "package.json").read_text())
    assert package["version"] == azure_scheduler_emulator.__version__
    assert "dependencies" not in package
    assert set(package["peerDependencies"]) == set(package["peerDependenciesMeta"])
