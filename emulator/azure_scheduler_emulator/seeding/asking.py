"""How does a seed reach an API? By its own application, as if a client asked it; assembly hands in who asks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

#: Characters of an answer that a refusal shows.
SHOWN = 300
#: Members of answers in which the APIs say what is wrong.
_SAYING = ("message", "detail", "error", "exceptionmessage")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request to an API."""

    #: Name of the API.
    face: str
    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Headers with which it is asked once more if it is refused: where what exists has to be said to exist.
    otherwise: Mapping[str, str] = field(default_factory=dict)
    #: In whose name it is asked; nobody is asked for credentials.
    acting: str = "seed"


@dataclass(frozen=True)
class Answer:
    """What it answers."""

    status: int
    text: str
    #: Why it was refused, more exactly than the answer says it; empty if nothing more is known.
    reason: str = ""


class Ask(Protocol):
    """Asks an API."""

    def __call__(self, question: Question) -> Answer:
        """Return the answer.

        Raises:
            InvalidError: the settings do not ask for that API.
        """


def json_question(face: str, method: str, path: str, document: Any, **more: Any) -> Question:
    """Return a request that brings a JSON document."""
    headers = {"Content-Type": "application/json", **more.pop("headers", {})}
    return Question(face=face, method=method, path=path, body=json.dumps(document).encode(), headers=headers, **more)


def words(answer: Answer) -> str:
    """Return why an API refuses, in a line: its own words without the envelope, and what more is known."""
    said = _said(answer.text)
    # A document that is the reason is the answer's own.
    more = answer.reason and answer.reason not in said and answer.reason[0] not in "{["
    known = f" ({answer.reason})" if more else ""
    return f"{answer.status} {said}{known}".strip()


def _said(text: str) -> str:
    found = _in_json(text) or _in_xml(text) or text
    return re.sub(r"\s+", " ", found).strip()[:SHOWN]


def _in_json(text: str) -> str:
    try:
        return _message(json.loads(text))
    except (ValueError, RecursionError):
        return ""


def _message(document: Any) -> str:
    """Return what a document says: the member that is there for it, or all its texts (``{"cron": ["Bad."]}``)."""
    if isinstance(document, dict):
        for name in _SAYING:
            for key, value in document.items():
                if key.lower() == name and value:
                    return _message(value)
        return "; ".join(f"{key}: {_message(value)}" for key, value in document.items())
    if isinstance(document, list):
        return " ".join(_message(each) for each in document)
    return str(document)


def _in_xml(text: str) -> str:
    try:
        root = ElementTree.fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        return ""
    found = next((each.text for each in root.iter() if each.tag.rpartition("}")[2] == "Message" and each.text), "")
    return found or ""
