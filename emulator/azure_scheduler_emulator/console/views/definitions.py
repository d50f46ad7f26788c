"""How is a job defined? As its API answers it, as it was first sent, and as code that would make it again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views.naming import CHIPS
from azure_scheduler_emulator.testbed.job_details import JobDetail
from azure_scheduler_emulator.testbed.testbed import Testbed

#: What answers show and nobody sends.
_SHOWN_ONLY = ("status", "id", "type", "created_at", "updated_at", "created_by", "updated_by", "next", "account")
_CODE = {"sent": "As first sent", "curl": "curl", "python": "Python", "template": "ARM template"}


@dataclass(frozen=True, kw_only=True)
class DefinitionView:
    """A definition in one of its forms."""

    chosen: str
    tabs: Sequence[tuple[str, str]]
    code: str
    #: What to know of it.
    says: str


def definition(testbed: Testbed, identity: str, form: str) -> DefinitionView:
    """Return the definition of a job in the form that the address names, by default that of its API."""
    detail = testbed.job_details.get(identity)
    tabs = [(name, CHIPS.get(name, name)) for name in detail.forms]
    tabs += [(name, word) for name, word in _CODE.items() if name != "template" or "azure_arm" in detail.forms]
    chosen = form if form in dict(tabs) else detail.forms[0]
    if chosen in _CODE:
        code, says = _as_code(testbed, detail, chosen)
    else:
        shown = testbed.job_details.get(identity, form=chosen)
        code, says = _json(shown.document), "as the API answers it, secrets masked"
    return DefinitionView(chosen=chosen, tabs=tabs, code=wording.seen(code), says=says)


def _as_code(testbed: Testbed, detail: JobDetail, form: str) -> tuple[str, str]:
    if form == "sent":
        return _first_sent(testbed, detail)
    if form == "template":
        return _template(testbed.job_details.get(detail.stored.job.id, form="azure_arm")), "to be deployed"
    write = _curl if form == "curl" else _python
    return write(testbed, detail), "puts it back as it is; *** stands for what it has already"


def _first_sent(testbed: Testbed, detail: JobDetail) -> tuple[str, str]:
    path = detail.path.partition("?")[0].lower()
    for exchange in testbed.requests.entries():
        if exchange.method in ("PUT", "POST") and exchange.status < 300 and exchange.path.lower() == path:
            text = masking.text(exchange.body.decode("utf-8", "replace"))
            return _pretty(text), f"{exchange.method} at {wording.exact(exchange.at)}, secrets masked"
    return "It is not among the requests that are remembered.", "the journal forgets at a restart"


def _curl(testbed: Testbed, detail: JobDetail) -> str:
    address, flags = _door(testbed, detail)
    lines = [f"curl -X PUT {shlex.quote(address)}", *flags, "-H 'Content-Type: application/json'"]
    return " \\\n  ".join([*lines, f"-d {shlex.quote(json.dumps(_sendable(detail.document), ensure_ascii=False))}"])


def _door(testbed: Testbed, detail: JobDetail) -> tuple[str, list[str]]:
    """Return the address of a job in its API, and what curl needs to be let in."""
    folder, at = testbed.registrations.folder, testbed.addresses
    path = detail.path if detail.path.startswith("/") else f"/{detail.path.partition('://')[2].partition('/')[2]}"
    if detail.form == "azure_classic":
        files = [f"--cacert {shlex.quote(str(folder.authority.absolute()))}"]
        files += [f"--cert {shlex.quote(str(folder.management.absolute()))}", "-H 'x-ms-version: 2014-10-01'"]
        return f"{at.https}{path}", files
    if detail.form == "azure_arm":
        version = "" if "api-version" in path else "?api-version=2016-03-01"
        return f"{at.http}{path}{version}", ["-H 'Authorization: Bearer any'"]
    if detail.form == "seed_scheduler":
        return f"{at.http}{path}", ['-H "Authorization: Token $TOKEN"']
    user = f"{detail.shown.place.group}:" if detail.form == "job_scheduler" else "$mysite"
    return f"{at.http}{path}", [f"-u {shlex.quote(user)}"]


def _python(testbed: Testbed, detail: JobDetail) -> str:
    address, _ = _door(testbed, detail)
    folder = testbed.registrations.folder
    lines = ["import requests", "", "session = requests.Session()"]
    if detail.form == "azure_classic":
        lines += [
            "session.trust_env = False",
            f"session.cert = {json.dumps(str(folder.management.absolute()))}",
            f"session.verify = {json.dumps(str(folder.authority.absolute()))}",
            'session.headers["x-ms-version"] = "2014-10-01"',
        ]
    elif detail.form == "azure_arm":
        lines.append('session.headers["Authorization"] = "Bearer any"')
    elif detail.form == "seed_scheduler":
        lines.append('session.headers["Authorization"] = f"Token {token}"')
    else:
        lines.append(f'session.auth = ({json.dumps(detail.shown.place.group)}, "")')
    document = _python_literal(_sendable(detail.document))
    return "\n".join([*lines, f"document = {document}", f"session.put({json.dumps(address)}, json=document)"])


def _python_literal(value: Mapping[str, Any]) -> str:
    import pprint

    return pprint.pformat(dict(value), width=100, sort_dicts=False)


def _template(detail: JobDetail) -> str:
    place = detail.shown.place
    job = {
        "type": "Microsoft.Scheduler/jobCollections/jobs",
        "apiVersion": "2016-03-01",
        "name": f"{place.collection}/{detail.stored.job.name}",
        "properties": _sendable(detail.document.get("properties", {})),
    }
    schema = "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"
    return _json({"$schema": schema, "contentVersion": "1.0.0.0", "resources": [job]})


def _sendable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without what only answers show."""
    sent = {name: value for name, value in document.items() if name not in _SHOWN_ONLY}
    if isinstance(sent.get("properties"), dict):
        sent["properties"] = _sendable(sent["properties"])
    return sent


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
