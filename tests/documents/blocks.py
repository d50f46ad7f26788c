"""What is a block of code in a document, and what is to be done with it?

A comment of HTML right above a block says what its text cannot: ``<!-- not run: why -->`` leaves it out,
``<!-- request: POST /_emulator/faults -->`` says where a document of JSON or XML belongs.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from markdown_it import MarkdownIt

#: What the languages of fenced blocks are; all others have to be marked.
KINDS = {
    "sh": "shell",
    "console": "console",
    "python": "python",
    "js": "node",
    "java": "java",
    "csharp": "csharp",
    "json": "request",
    "xml": "request",
    "http": "received",
}
RUN = {"shell", "console", "python", "node", "java", "csharp"}
_REMARK = re.compile(r"<!--\s*(not run|request):\s*(\S.*?)\s*-->", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code: where it stands, what it says, and what is to be done with it.

    ``kind`` is empty for a block that nobody could run, and that nothing marks either.
    """

    line: int
    text: str
    kind: str
    remark: str = ""

    @property
    def file(self) -> str:
        """The file that the block says it is, by a comment in its first line."""
        named = re.match(r"(?:#|//) ([\w.-]+\.(?:py|m?js|java|cs))\b", self.text)
        return named[1] if named else ""


def blocks(document: str) -> list[Block]:
    """Return the blocks of a document of Markdown, in the order in which they stand."""
    found: list[Block] = []
    above, after_run = None, False
    for token in MarkdownIt().parse(document):
        if token.type in {"fence", "code_block"}:
            remark = _REMARK.fullmatch(above.strip()) if above else None
            kind = _kind(token.info.strip() if token.type == "fence" else None, token.content, remark, after_run)
            found.append(Block(token.map[0] + 1, token.content, kind, remark[2] if remark else ""))
            after_run = kind in RUN
        above = token.content if token.type == "html_block" else None
    return found


def _kind(language: str | None, text: str, remark: re.Match[str] | None, after_run: bool) -> str:
    if remark and remark[1] == "not run":
        return "marked"
    if text.startswith("$ ") and not language:
        return "console"
    if language == "" and after_run:
        return "output"
    kind = KINDS.get(language or "", "")
    return "" if kind == "request" and not remark else kind


def exchanges(text: str) -> list[tuple[str, str]]:
    """Return the commands of a session at a prompt, each with what is shown below it."""
    found: list[tuple[str, str]] = []
    lines = text.splitlines()
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        while lines and _unfinished(command):
            command += "\n" + lines.pop(0)
        shown: list[str] = []
        while lines and not lines[0].startswith("$ "):
            shown.append(lines.pop(0))
        found.append((command, "\n".join(shown).strip()))
    return found


def _unfinished(command: str) -> bool:
    """Whether bash would wait for another line."""
    said = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True, timeout=20)
    return command.endswith("\\") or bool(said.stderr)
