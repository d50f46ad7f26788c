"""What does the execution journal keep of a call?

Plain JSON values, and no character that a database refuses in a text. What is known to be a secret by its place is
masked at once; the rest when the journal is shown (``masking``), which most entries never are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from azure_scheduler_emulator.actions.wire.errors import CallError
from azure_scheduler_emulator.actions.wire.transport import Answer, Call
from azure_scheduler_emulator.masking import MASK, address, is_secret

_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)

#: Letters and digits of this number or more are no word, with other characters among them of that.
_LONGEST_WORD, _LONGEST_SIGN = 20, 4

#: Rewrites a text for the journal.
Mask = Callable[[str], str]


def plain(text: str) -> str:
    """Replace what no database stores as text: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def body_text(answer: Answer) -> str:
    """Decode a response's body by the charset it names, else as UTF-8; bytes that do not fit become U+FFFD."""
    charset = _CHARSET.search(answer.header("Content-Type"))
    try:
        text = answer.body.decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, UnicodeError):  # Some codecs are none for bodies: idna, undefined.
        text = answer.body.decode("utf-8", "replace")
    return plain(text)


def request_record(call: Call, mask: Mask = plain) -> dict[str, Any]:
    """Return what was sent: method, uri, headers as [name, value] pairs, body as text or None."""
    return {
        "method": plain(call.method),
        "uri": mask(address(plain(call.uri))),
        "headers": [[plain(name), MASK if is_secret(name) else mask(plain(value))] for name, value in call.headers],
        "body": plain(call.body.decode("utf-8", "replace")) if call.body else None,
    }


def response_record(answer: Answer, mask: Mask = plain) -> dict[str, Any]:
    """Return what came back: status, headers as [name, value] pairs, the first 64 KiB of the body as text."""
    return {
        "status": answer.status,
        "headers": [[plain(name), mask(plain(value))] for name, value in answer.headers],
        "body": mask(body_text(answer)),
    }


def quoted(secrets: Iterable[str]) -> Mask:
    """Return a function that blots secrets out of what a target said, where it quotes one whole.

    What may as well be a word, or a part of one, stays: a short key must not eat sentences.
    """
    telling = sorted({secret for secret in secrets if _is_telling(secret)}, key=len, reverse=True)
    pattern = re.compile("|".join(_whole(secret) for secret in telling)) if telling else None

    def mask(text: str) -> str:
        return pattern.sub(MASK, text) if pattern else text

    return mask


def _is_telling(secret: str) -> bool:
    return len(secret) >= (_LONGEST_WORD if secret.isalnum() else _LONGEST_SIGN)


def _whole(secret: str) -> str:
    before = r"(?<!\w)" if secret[0].isalnum() else ""
    after = r"(?!\w)" if secret[-1].isalnum() else ""
    return f"{before}{re.escape(secret)}{after}"


def failure_record(error: Exception) -> dict[str, Any]:
    """Return that nothing came back, and why: ``{"error": "Timeout"}``."""
    return {"error": str(error.status if isinstance(error, CallError) else error)}
