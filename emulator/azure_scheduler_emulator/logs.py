"""How is the log written? To stderr, as text for people or one JSON object a line for machines.

What a record tells is its message, a few words that stay the same, and fields given by ``extra``. What comes from
outside cannot end a line or move the cursor: control characters are escaped.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from azure_scheduler_emulator.config import Settings

#: How a line of text begins.
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: The logger above all of ours.
OURS = "azure_scheduler_emulator"

#: What every record has anyway; anything else was given by ``extra`` and is shown.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Control characters, the separators that some readers take for the end of a line, what turns the direction of writing
#: round, and halves of characters, which stderr may not be able to write.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
#: Needs no quotes.
_PLAIN = re.compile(r"[^\s\"'=\\]+")


class TextFormatter(logging.Formatter):
    """One line a record, whatever is in it, with its fields behind it; the lines of a traceback are set off."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """Return the line."""
        said = "".join(f" {name}={_spelled(value)}" for name, value in _fields(record).items())
        return escaped(super().formatMessage(record)) + said

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """Return a traceback, whose messages may have lines of their own."""
        return "\n".join(f"    {escaped(line)}" for line in super().formatException(ei).split("\n"))


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= _fields(record)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        # In ASCII, which leaves no character to do harm but DEL.
        return json.dumps(entry, default=str).replace("\x7f", "\\u007f")


def escaped(text: str) -> str:
    """Return ``text`` with its control characters as Python spells them: ``\\n``, ``\\x1b``."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def configure(settings: Settings) -> None:
    """Send the log to stderr in the form and amount that the settings ask for."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter(FORMAT))
    level = logging.getLevelName(settings.log_level.upper())
    # Libraries tell what is wrong and no more: how they do their work is not the user's business, and some write whole
    # addresses, of which signatures are a part.
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.getLogger(OURS).setLevel(level)
    for name in ("apscheduler", "werkzeug", "urllib3"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was given by ``extra``; what is empty tells nothing."""
    return {name: value for name, value in vars(record).items() if name not in _USUAL and value not in ("", None)}


def _spelled(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    if _PLAIN.fullmatch(text):
        return escaped(text)
    return '"' + escaped(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'
