"""How is the XML of Service Management read and written?

The namespace is ``http://schemas.microsoft.com/windowsazure``; answers have no XML declaration (recorded). Element
names in requests are compared without case: the Python client sends ``<plan>`` and it counts (recorded).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from azure_scheduler_emulator.characters import NOT_XML
from azure_scheduler_emulator.faces.azure_classic.errors import invalid_xml

NAMESPACES = 'xmlns="http://schemas.microsoft.com/windowsazure" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

#: Children of an element: text, a mapping of names to children, a sequence of such pairs where names repeat, or None
#: for an element that is left out.
Content: TypeAlias = "str | int | Mapping[str, Content] | Sequence[tuple[str, Content]] | None"


def write(name: str, content: Content) -> bytes:
    """Return a document whose root element is ``name``."""
    return f"<{name} {NAMESPACES}>{_inner(content)}</{name}>".encode()


def _inner(content: Content) -> str:
    if isinstance(content, str | int):
        return escape(NOT_XML.sub("\ufffd", str(content)))
    pairs = content.items() if isinstance(content, Mapping) else content or ()
    return "".join(_element(name, child) for name, child in pairs if child is not None)


def _element(name: str, content: Content) -> str:
    """Write one element; a name may carry attributes. Empty text keeps both tags, empty lists do not (recorded)."""
    inner = _inner(content)
    if not inner and not isinstance(content, str):
        return f"<{name}/>"
    return f"<{name}>{inner}</{name.split(' ', 1)[0]}>"


class Node:
    """An element of a request, with its children found by name in any casing."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._children = {_local(child): child for child in element}

    def child(self, name: str) -> Node | None:
        """Return the child element of that name, or None."""
        found = self._children.get(name.lower())
        return None if found is None else Node(found)

    def text(self, name: str) -> str | None:
        """Return the text of the child element of that name, None if there is no such element."""
        found = self._children.get(name.lower())
        return None if found is None else (found.text or "").strip()


def read(body: bytes, root: str) -> Node:
    """Return the root element of a request ``body``.

    Raises:
        ClassicError: it is no XML, declares entities or a document type, or has another root.
    """
    try:
        element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise invalid_xml() from error
    if _local(element) != root.lower():
        raise invalid_xml()
    return Node(element)


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1].lower()
