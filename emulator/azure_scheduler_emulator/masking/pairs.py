"""Where are the secrets in texts of names and values? Forms, queries, addresses, connection strings, cookies."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from azure_scheduler_emulator.masking.names import MASK, is_secret
from azure_scheduler_emulator.masking.prose import address

Mask = Callable[[str], str]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:/[^\s<>\"]*")
_FORM = re.compile(r"\??[^\s=&;:/<>\"'{]+=[^\s<>]*")
#: A name may be of several words: ``User ID=sa;Password=...``.
_STRING = re.compile(r"\s*\w[\w .\-]*=[^;\r\n]*;[^\r\n]*")


def masked(text: str, deeper: Mask) -> str | None:
    """Return ``text`` with its secrets masked, None if it is no such text."""
    if _ADDRESS.fullmatch(text):
        return _address(text, deeper)
    if _STRING.fullmatch(text) and ("&" not in text or text.index(";") < text.index("&")):
        return ";".join(_assignment(part) for part in text.split(";"))
    if _FORM.fullmatch(text):
        start = text.startswith("?")
        return "?" * start + "&".join(_parameter(part, deeper) for part in text[start:].split("&"))
    return None


def _address(text: str, deeper: Mask) -> str:
    """Mask the password, the parameters, and those in a fragment, where single-page sign-ins put their tokens."""
    rest, sharp, fragment = text.partition("#")
    head, mark, query = rest.partition("?")
    found = address(head) + mark + "&".join(_parameter(part, deeper) for part in query.split("&"))
    return found + sharp + "&".join(_parameter(part, deeper) for part in fragment.split("&"))


def _parameter(part: str, deeper: Mask) -> str:
    name, equals, value = part.partition("=")
    if equals and value and is_secret(unquote_plus(name), parameter=True):
        return f"{name}={MASK}"
    spelled, plain = (value, unquote_plus(value)) if equals else (name, unquote(name))
    shown = deeper(plain)
    if shown == plain:
        return part
    again = (quote_plus if "+" in spelled else quote)(shown, safe="*")
    return f"{name}={again}" if equals else again


def _assignment(part: str) -> str:
    name, equals, value = part.partition("=")
    if equals and value and is_secret(name):
        return f"{name}={MASK}"
    # A connection string may name an address, and its query hold a signature.
    return f"{name}={address(value)}" if equals else part
