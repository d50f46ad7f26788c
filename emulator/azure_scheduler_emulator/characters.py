"""Which characters may a text hold that goes over HTTP, into XML or into a database? One place for each alphabet."""

from __future__ import annotations

import re

#: A token of HTTP: methods, names of headers and of parameters (RFC 9110, 5.6.2). A pattern to build others of.
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's word
#: What a request or an answer cannot carry as one token.
IS_TOKEN = re.compile(TOKEN)
#: What XML 1.0 has no character for (section 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def can_be_stored(text: str) -> bool:
    """Tell whether every database can keep a text: no NUL, and no half of a pair of surrogates, which JSON can name."""
    return "\0" not in text and (text.isascii() or not _SURROGATE.search(text))
