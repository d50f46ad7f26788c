"""Where are the secrets in a text of no known form? In what looks like a header, an element, a member or a parameter.

XML is read so too, and multipart forms, and a message that quotes any of it. Whatever is doubtful is masked.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from azure_scheduler_emulator.masking.names import MASK, is_secret

#: The password in an address, anywhere in a text; JSON may escape the slashes.
_PASSWORD = re.compile(r"""(:\\?/(?:\\?/)?[^\s/?#@:"'\\<>]*:)[^\s/?#"'\\<>]+(?=@)""")
_PEM = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*")
#: A JSON Web Token, and what follows the word that announces a token.
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=\bBearer )[\w.~+/-]{20,}=*", re.IGNORECASE)
_ELEMENT = re.compile(r"(<(?:[\w.\-]+:)?([\w.\-]+)(?:\s[^<>]*)?>)(<!\[CDATA\[[^\]]*|[^<]+)")
_SETTING = re.compile(r"""(\b(?:name|key)="([^"<>]*)"\s+value=")[^"<>]*""", re.IGNORECASE)
_PART = re.compile(r"""(\bname="([^"\r\n]*)"(?:\r?\n[^\r\n]+)*+(?:[^\r\n]*)\r?\n\r?\n)[^\r\n]*""")
#: A name, perhaps quoted and with the quotes escaped, and what tells that its value follows.
_NAME = re.compile(r"""(?<![\w.$%~\-])([\w.$%~\-]{1,200})(\\*["'])?\s{0,20}([=:])\s{0,20}""")
_VALUES = {
    # Up to the next semicolon of a connection string whose passwords have blanks, else up to the next blank.
    "=": re.compile(r"""(?P<quote>["'])(?:(?!(?P=quote)).)*+|[^;&\r\n"'<>]*(?=;)|[^&;\s"'<>]*""", re.DOTALL),
    ":": re.compile(r"""(?P<quote>["'])(?:(?!(?P=quote))[^\\]|\\.)*+|[^\r\n]*""", re.DOTALL),
    "number": re.compile(r"""[^\s,}\]]*"""),
}
#: Those names of which a colon without quotes says enough: a sentence may well go on after "token:".
_LINES = re.compile(r"[\w]*(?:authorization|cookie|-key|-token|-secret|password|pwd)", re.IGNORECASE)


def address(value: str) -> str:
    """Return an address with the password masked that it carries (``http://user:password@host/``)."""
    return _PASSWORD.sub(rf"\1{MASK}", value)


def masked(text: str) -> str:
    """Return ``text`` with its secrets masked."""
    if "<" in text:
        text = _ELEMENT.sub(_named, text)
        text = _SETTING.sub(_named, text)
    if "-----" in text or 'name="' in text:
        text = _PART.sub(_named, _PEM.sub(rf"\1{MASK}", text))
    if "=" in text or ":" in text:
        text = address(_assignments(text))
    return _TOKEN.sub(MASK, text)


def _named(match: re.Match[str]) -> str:
    return f"{match[1]}{MASK}" if is_secret(match[2]) and match[0][len(match[1]) :].strip() else match[0]


def _assignments(text: str) -> str:
    pieces, done, position = [], 0, 0
    while found := _NAME.search(text, position):
        position = found.end()
        end = _end(text, found)
        if end > position:
            quote = text[position] if text[position] in "\"'" else ""
            closed = quote and end < len(text) and text[end] == quote
            pieces += [text[done:position], f'"{MASK}"' if quote and found[3] == ":" else f"{quote}{MASK}{quote}"]
            done = position = end + bool(closed)
    return "".join([*pieces, text[done:]])


def _end(text: str, found: re.Match[str]) -> int:
    """Return where the value ends that follows a name; where it begins if it is no secret."""
    start, name, quoted = found.end(), unquote_plus(found[1]), found[2] or ""
    if not is_secret(name, parameter=found[3] == "="):
        return start
    kind = found[3]
    if kind == ":":
        if quoted.startswith("\\"):
            return _escaped_end(text, start, quoted)
        if text[start : start + 1] not in ("'", '"'):
            kind = "number" if quoted else kind
            if not quoted and not _LINES.search(found[1]):
                return start
    value = _VALUES[kind].match(text, start)
    return value.end() if value else start


def _escaped_end(text: str, start: int, quote: str) -> int:
    """Return where a string ends whose quotes are escaped, as in JSON that a message quotes."""
    if not text.startswith(quote, start):
        value = _VALUES["number"].match(text, start)
        return value.end() if value else start
    end = text.find(quote, start + len(quote))
    return len(text) if end < 0 else end + len(quote)
