"""What the documents show works: every block of code is run, in the order in which it stands, or says why it is not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator

from tests.documents.blocks import Block, blocks, exchanges
from tests.documents.comparing import agrees
from tests.documents.reader import Reader

ROOT = Path(__file__).parent.parent.parent
#: How many blocks are not run, and why: so that nobody leaves one out in passing.
NOT_RUN = {
    "a drawing in text": 2,
    "a drawing of the table below": 1,
    "needs .NET": 2,
    "needs PowerShell": 2,
    "needs a Docker engine": 2,
    "needs a generator; tests/acceptance/test_generated_clients.py runs both": 2,
    "needs the Azure CLI (make az); tests/acceptance/test_az.py gives it the same commands": 3,
    "needs a PostgreSQL server at that address; tests/integration/test_engine.py starts one": 1,
    "needs servers at those addresses; tests/acceptance/test_celery.py starts them": 1,
    "needs terraform init, which fetches the provider": 1,
    "a part of a test": 1,
    "it goes on until the emulator stops": 1,
    "it would wait for what does not come; the story above waits": 1,
    "needs zsh": 1,
    "what a configuration looks like; tests/acceptance/test_kit_node.py has the same": 1,
    "goes on until the emulator stops; tests/acceptance/test_telemetry.py runs it with a collector": 1,
    "what it looks like; lines of the log have their own tests": 1,
    "what it looks like; tests/acceptance/test_seeds.py compares such sentences": 1,
    "what it looks like; tests/acceptance/test_verbs.py runs it with certificates of every kind": 1,
    "what it looks like; the entry of a journal has its own tests": 1,
    "tests/acceptance/test_wheel.py builds them, and installs and runs the wheel": 1,
    "this runs the tests, and changes the checkout": 1,
    "this runs the tests, and this is one": 2,
}
FOLDERS = [ROOT / name for name in ("benchmarks", "certs", "docs", "examples", "kits")]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *(path for folder in FOLDERS for path in sorted(folder.rglob("*.md")))]


def name(document):
    return str(document.relative_to(ROOT))


def runnable(document):
    return [block for block in blocks(document.read_text()) if block.kind != "marked"]


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if runnable(each)], ids=name)
def test_case_31_every_block_works_in_the_order_in_which_it_stands(document, repository, tmp_path, target, package):
    reader = Reader(repository, tmp_path, target, package)
    try:
        for block in runnable(document):
            try:
                reader.read(block)
            except AssertionError as error:
                pytest.fail(f"{name(document)}:{block.line}: {error}", pytrace=False)
    finally:
        reader.close()
    if reader.missing:
        pytest.skip(f"all blocks work but those that need {', '.join(reader.missing)}")


def test_case_31_every_block_is_run_or_says_why_not():
    found = [(document, block) for document in DOCUMENTS for block in blocks(document.read_text())]
    assert [f"{name(document)}:{block.line}" for document, block in found if not block.kind] == []
    assert Counter(block.remark for _, block in found if block.kind == "marked") == NOT_RUN


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_between_documents_lead_somewhere(document):
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    missing = []
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = address.partition("#")
        if "://" in address:
            continue
        there = (document.parent / path).resolve() if path else document
        if not there.exists() or (anchor and anchor not in anchors(there)):
            missing.append(address)
    assert missing == []


def anchors(document):
    """Return the anchors that a document's headings make."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_document():
    index = (ROOT / "docs" / "README.md").read_text()
    assert [path.name for path in (ROOT / "docs").glob("[!R]*.md") if f"]({path.name}" not in index] == []


@pytest.mark.parametrize(
    ("document", "kinds"),
    [
        ("```sh\ntrue\n```", ["shell"]),
        ("```\ntext\n```", [""]),
        ("```ruby\nputs 1\n```", [""]),
        ("    indented\n", [""]),
        ("    $ echo a\n    a\n", ["console"]),
        ("```sh\necho a\n```\n\n```\na\n```", ["shell", "output"]),
        ("```json\n{}\n```", [""]),
        ("<!-- request: POST /x -->\n```json\n{}\n```", ["request"]),
        ("```java\nx\n```\n\n```csharp\nx\n```", ["java", "csharp"]),
        ("<!-- not run: needs ruby -->\n```ruby\nx\n```", ["marked"]),
        ("<!-- not run: -->\n```ruby\nx\n```", [""]),
        ("<!-- not run: x -->\n\nwords\n\n```ruby\nx\n```", [""]),
        ("1. one\n\n   ```sh\n   true\n   ```\n", ["shell"]),
    ],
)
def test_a_block_that_is_neither_run_nor_marked_is_found(document, kinds):
    assert [block.kind for block in blocks(document)] == kinds


@pytest.mark.parametrize(
    ("shown", "got", "agree"),
    [
        ('{"a": 1}', '{"a":1}\n', True),
        ('{"a": 2}', '{"a":1}\n', False),
        ('{"now": "2026-11-20T00:00:00Z"}', '{"now": "2027-01-01T12:00:00Z"}', True),
        ('{"now": "2015-07-02T00:00:00Z"}', '{"now": "2015-07-01T00:00:00Z"}', False),
        ('["d09417e2-81c0-4211-a522-316bd69929b8"]', '["5f8e2af1-b2c3-4366-853e-a27facf9603f"]', True),
        ('{"a": 1, …}', '{"a": 1, "b": 2}', True),
        ("HTTP/1.1 201 Created\nVary: Accept\n\n{}", "HTTP/1.1 201 Created\r\nDate: x\r\nVary: Accept\r\n\r\n{}", True),
        ("HTTP/1.1 201 Created\nAllow: GET", "HTTP/1.1 201 Created\r\nDate: x\r\n\r\n{}", False),
        ("HTTP/1.1 400 Bad Request", "HTTP/1.1 201 Created\r\n\r\n{}", False),
    ],
)
def test_what_is_shown_is_compared(shown, got, agree):
    assert agrees(shown, got) is agree


def test_a_session_is_parted_into_commands_and_what_they_print():
    text = "$ a=1\n$ echo 'x\n  y'\nx\n  y\n$ echo \\\n  z\nz\n"
    assert exchanges(text) == [("a=1", ""), ("echo 'x\n  y'", "x\n  y"), ("echo \\\n  z", "z")]


@pytest.mark.parametrize(
    "block",
    [
        Block(1, "false\ntrue\n", "shell"),
        Block(1, "curl http://127.0.0.1:8080/_emulator/nowhere\n", "shell"),
        Block(1, "$ echo a\nb\n", "console"),
        Block(1, "raise SystemExit(1)\n", "python"),
        Block(1, "def test_it(scheduler):\n    assert not scheduler\n", "python"),
    ],
    ids=lambda block: block.text.splitlines()[0],
)
def test_a_block_that_does_not_work_is_noticed(block, repository, tmp_path, target, package):
    reader = Reader(repository, tmp_path, target, package)
    try:
        with pytest.raises(AssertionError):
            reader.read(block)
    finally:
        reader.close()


def test_what_a_block_that_cannot_run_here_would_print_is_not_asked_of_the_block_before(
    repository, tmp_path, target, package
):
    reader = Reader(repository, tmp_path, target, package)
    reader._modules = tmp_path / "none"
    try:
        for block in (Block(1, "echo a", "shell"), Block(2, "console.log('b')", "node"), Block(3, "b", "output")):
            reader.read(block)
        assert reader.missing == ["node or the npm packages (make node)"]
        reader.read(Block(4, "echo c", "shell"))
        with pytest.raises(AssertionError):
            reader.read(Block(5, "d", "output"))
    finally:
        reader.close()


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
