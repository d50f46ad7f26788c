"""Which parts of what went over the wire are nobody's business? Secrets, before a journal is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "***"

_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-auth-token", "x-api-key"})

#: Members of JSON documents that hold secrets, in any casing: passwords, signatures, certificates with keys, tokens. As
#: leniently as documents are read: with single quotes, or without any at the name.
_MEMBER = re.compile(
    r"""((["']?)\b(?:password|pfx|sastoken|secret|clientsecret|sasconnectionstring|saskey|accountkey|access_?token|token"""
    r"""|publishingpassword)\2\s*:\s*)(?:"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?)""",
    re.IGNORECASE | re.DOTALL,
)
#: The same in a form or a query string, and the signature of a shared access signature.
_PAIR = re.compile(r"((?:^|[?&;\s\"'])(?:sig|password|token|access_token|client_secret)=)[^&;\s\"']*", re.IGNORECASE)
#: The password in an address, anywhere in a text; JSON may escape the slashes.
_PASSWORD = re.compile(r"""(https?:\\?/\\?/[^\s/?#@:"'\\<>]*:)[^\s/?#"'\\<>]+(?=@)""", re.IGNORECASE)
#: The password in the publish settings of a site, which are XML.
_ATTRIBUTE = re.compile(r'(\buserPWD=")[^"]*', re.IGNORECASE)


def text(value: str) -> str:
    """Return a body, an address or a query with its secrets masked."""
    value = _ATTRIBUTE.sub(rf"\1{MASK}", _PAIR.sub(rf"\1{MASK}", _MEMBER.sub(_masked_member, value)))
    return address(value)


def address(value: str) -> str:
    """Return an address with the password masked that it carries (``http://user:password@host/``)."""
    return _PASSWORD.sub(rf"\1{MASK}", value)


def _masked_member(match: re.Match[str]) -> str:
    return f'{match[1]}"{MASK}"'


def headers(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return headers as pairs with their secrets masked."""
    return [[name, MASK if name.lower() in _HEADERS else text(value)] for name, value in pairs]
