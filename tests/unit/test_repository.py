"""What stands beside the code: does it hold?"""

from __future__ import annotations

import configparser
import re


def requirements(repository):
    """Return the names of everything that setup.cfg asks for, spelt as registries compare them."""
    parser = configparser.ConfigParser()
    parser.read(repository / "setup.cfg")
    lists = [parser["options"]["install_requires"], *parser["options.extras_require"].values()]
    lines = [line for text in lists for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {spelt(re.match(r"[\w.-]+", line)[0]) for line in lines}


def spelt(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_case_07_every_requirement_has_an_exact_version_and_none_has_an_address(repository):
    lines = [line for line in (repository / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    pinned = {spelt(line.partition("==")[0]) for line in lines if re.fullmatch(r"[\w.-]+==[\w.!+-]+", line)}
    assert len(pinned) == len(lines)
    assert requirements(repository) - pinned == set(), "add them to constraints.txt (make constraints takes newer ones)"


def test_case_07_the_guide_for_contributors_names_what_is_there(repository):
    package = repository / "emulator" / "azure_scheduler_emulator"
    text = (repository / "CONTRIBUTING.md").read_text()
    named = {path for path in re.findall(r"`([\w./-]+/|[\w./-]+\.\w+)`", text) if "/" in path or path.endswith(".py")}
    within_a_face = {"app.py", "auth.py", "errors.py", "routes/", "wire.py", "reading.py"}
    missing = {
        path for path in named - within_a_face if not (repository / path).exists() and not (package / path).exists()
    }
    assert missing - {"emulator/azure_scheduler_emulator/"} == set()
    targets = set(re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text(), re.MULTILINE))
    asked = {word for words in re.findall(r"(?:`|^)make ([a-z ]+)", text, re.MULTILINE) for word in words.split()}
    assert asked <= targets, asked - targets
