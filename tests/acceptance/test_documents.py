"""What the documents show works."""

import os
import re
import subprocess
import sys

from azure_scheduler_emulator.testing.live import LiveEmulator


def test_the_first_test_of_the_chapter_passes(repository, tmp_path):
    chapter = (repository / "docs" / "testing.md").read_text()
    code = re.search(r"```python\n(# test_report\.py\n.*?)```", chapter, re.DOTALL)[1]
    (tmp_path / "test_report.py").write_text(code)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "azure_scheduler_emulator.testing.plugin",
            "-p",
            "no:cacheprovider",
            ".",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(repository / "emulator")},
        cwd=tmp_path,
        timeout=120,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_list_of_the_control_api_is_complete(repository):
    """Every path of the OpenAPI document has its row, and every row its path."""
    with LiveEmulator() as live:
        paths = set(live.control.call("GET", "/openapi.json")["paths"])
    table = (repository / "docs" / "control-api.md").read_text().split("## Asking")[0]
    rows = re.findall(r"^\|[^|]*`(?:GET|POST|PUT|DELETE)?[^|]*", table, re.MULTILINE)
    shown = {
        path.replace("NAME", "{name}").replace("ID", "{identity}") for path in re.findall(r"/[\w./{}]+", " ".join(rows))
    }
    missing = {path for path in paths if path not in shown and path != "/sink/{name}/{rest}"}
    assert missing == set()
    assert shown - {"/..."} <= paths
