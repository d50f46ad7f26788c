"""How is the XML of jobs read and written? One element a field, in a root called ``job``."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from azure_scheduler_emulator.faces.job_scheduler.errors import invalid


def write(root: str, children: Sequence[tuple[str, str]]) -> bytes:
    """Return a document; a child's name may carry attributes."""
    inner = "".join(f"<{name}>{_escaped(text)}</{name.partition(' ')[0]}>" for name, text in children)
    return f"<{root}>{inner}</{root}>".encode() if children else f"<{root}/>".encode()


def write_text(root: str, text: str) -> bytes:
    """Return a document that holds nothing but text."""
    return f"<{root}>{_escaped(text)}</{root}>".encode()


def read(body: bytes | str) -> dict[str, str]:
    """Return the fields of a job; ``encoding`` is an attribute of its data. In a text no declared encoding counts.

    Raises:
        ApiError: it is no XML, declares a document type, is no job, or names a field twice.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise invalid("The request is not well-formed XML.") from None
    if _name(root) != "job":
        raise invalid("The root element of a job is 'job'.")
    fields: dict[str, str] = {}
    for child in root:
        name = _name(child)
        if name in fields:
            raise invalid(f"The element '{name}' comes twice.")
        if len(child):
            raise invalid(f"The element '{name}' holds elements; escape them.")
        fields[name] = child.text or ""
        if name == "data" and "encoding" in child.attrib:
            fields["encoding"] = child.attrib["encoding"]
    return fields


def _escaped(text: str) -> str:
    # A bare carriage return would be read as a line feed.
    return escape(text, {"\r": "&#13;"})


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
