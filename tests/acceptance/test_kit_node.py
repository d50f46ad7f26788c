"""The kit for node: its own tests by three runners, its types by the compiler, and what npm would install of it."""

import json
import re

import azure_scheduler_emulator
import pytest

KIT = "kits/node"


@pytest.mark.parametrize("file", ["clocks", "kit", "starting", "sdks", "testcontainers"])
def test_its_tests_by_node(node_kit, file):
    said = node_kit("node", "--test", "--test-reporter=tap", f"test/{file}.test.js")
    if "# SKIP" in said:
        pytest.skip(re.search("# SKIP (.*)", said)[1])


def test_its_tests_by_jest(node_kit):
    node_kit("jest", "--config", "test/jest/jest.config.js")


def test_its_tests_by_vitest(node_kit):
    node_kit("vitest", "run", "--config", "test/vitest/vitest.config.mjs")


@pytest.mark.parametrize("runner", [("jest", "--config"), ("vitest", "run", "--config")], ids=["jest", "vitest"])
def test_files_that_share_an_emulator_do_not_disturb_each_other(node_kit, runner):
    configuration = "jest.config.js" if runner[0] == "jest" else "vitest.config.mjs"
    node_kit(*runner, f"test/shared/{configuration}")


def test_its_code_fits_its_types_and_they_are_those_that_are_kept(node_kit, tmp_path):
    node_kit("tsc", "--project", "tsconfig.types.json", "--outDir", str(tmp_path))
    kept = node_kit.folder / "types"
    names = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.d.ts")}
    assert names == {path.relative_to(kept) for path in kept.rglob("*.d.ts")}
    stale = [str(name) for name in sorted(names) if (kept / name).read_text() != (tmp_path / name).read_text()]
    assert stale == [], "make them anew: npm run types, in kits/node"


def test_its_types_let_users_do_what_works_and_nothing_else(node_kit):
    """What is wrong in ``test/types.*`` is marked there, and has to be refused."""
    node_kit("tsc", "--project", "test/tsconfig.json")


def test_what_npm_installs_of_it_is_whole(node_kit, tmp_path):
    (packed,) = json.loads(node_kit("npm", "pack", "--json", "--offline", "--pack-destination", str(tmp_path)))
    names = {each["path"] for each in packed["files"]}
    assert not [name for name in names if name.startswith("test/")]
    assert {"LICENSE", "README.md", "types/index.d.ts"} <= names
    install(node_kit, tmp_path, f"./{packed['filename']}")
    for how in ("const kit = require('azure-scheduler-emulator')", "import * as kit from 'azure-scheduler-emulator'"):
        script = f"{how}; console.log(typeof kit.start, kit.START)"
        kind = "commonjs" if "require" in how else "module"
        said = node_kit("node", f"--input-type={kind}", "--eval", script, cwd=tmp_path)
        assert said == "function 2015-07-01T00:00:00Z\n"
    assert not (tmp_path / "node_modules" / "testcontainers").exists()


def test_a_project_elsewhere_has_its_own_runner(node_kit, tmp_path):
    """As README.md says it: installed by path, from a checkout that knows nothing of the project's packages."""
    install(node_kit, tmp_path, "--install-links", str(node_kit.folder))
    for name in ("vitest", "testcontainers"):
        (tmp_path / "node_modules" / name).symlink_to((node_kit.folder / "node_modules" / name).resolve())
    (tmp_path / "one.test.mjs").write_text(
        "import { expect, test } from 'vitest';\n"
        "import { useScheduler } from 'azure-scheduler-emulator/vitest';\n"
        "import { SchedulerContainer } from 'azure-scheduler-emulator/testcontainers';\n"
        "const scheduler = useScheduler();\n"
        "test('it', async () => { expect((await scheduler.health()).status).toBe('ok'); new SchedulerContainer(); });\n"
    )
    node_kit("vitest", "run", cwd=tmp_path)


def install(run, project, *what):
    """Install into an empty project, without a network."""
    (project / "package.json").write_text("{}")
    run("npm", "install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", *what, cwd=project)


def test_it_has_the_version_of_the_emulator_and_needs_nothing(repository):
    package = json.loads((repository / KIT / "package.json").read_text())
    assert package["version"] == azure_scheduler_emulator.__version__
    assert "dependencies" not in package
    assert set(package["peerDependencies"]) == set(package["peerDependenciesMeta"])
