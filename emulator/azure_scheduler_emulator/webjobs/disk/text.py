"""Which text do the bytes of a file stand for? As .NET's StreamReader reads them: people write all sorts."""

from __future__ import annotations

import codecs

#: Longer marks first: that of UTF-32 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, charset: str = "utf-8") -> str:
    """Return the text: in the encoding of its byte order mark, or else in ``charset``.

    What is no character in it, such as a stray byte of Latin-1 in UTF-8, becomes a replacement character.

    Raises:
        LookupError: nobody knows the charset.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", charset))
    return data[len(mark) :].decode(encoding, "replace")
