"""How is an entry of a journal shown in a line?"""

from __future__ import annotations

from typing import Any

Entry = dict[str, Any]


def execution(entry: Entry) -> str:
    """Return a call that a job made."""
    request, answer = entry["request"], entry["response"]
    which = f"{entry['job']} #{entry['occurrence']}"
    if entry["attempt"]:
        which += f" retry {entry['attempt']}"
    if entry["action"] != "MainAction":
        which += f" ({entry['action']})"
    came = answer.get("status") or answer.get("error") or "-"
    return (
        f"{entry['started']}  {entry['status']:9}  {which}  {request.get('method', '')} {request.get('uri', '')} {came}"
    )


def request(entry: Entry) -> str:
    """Return a request that an emulated API got."""
    query = f"?{entry['query']}" if entry["query"] else ""
    reason = f"  {entry['reason']}" if entry["reason"] else ""
    face = entry["face"] or "-"
    return f"{entry['at']}  {entry['status']}  {face}  {entry['method']} {entry['path']}{query}{reason}"


def call(entry: Entry) -> str:
    """Return a call that a sink got."""
    query = f"?{entry['query']}" if entry["query"] else ""
    return (
        f"{entry['at']}  {entry['status']}  {entry['method']} {entry['path'] or '/'}{query}  {entry['body']}".rstrip()
    )
