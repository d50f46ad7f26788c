"""How are spans of time written on a command line? In ISO 8601 (``PT1H``), or as a number with a unit: ``90m``."""

from __future__ import annotations

import re

from azure_scheduler_emulator.domain.time import duration

_SHORT = re.compile(r"(\d+)\s*([smhdw])", re.IGNORECASE)
_SECONDS = re.compile(r"\d+(\.\d+)?")


def iso(text: str) -> str:
    """Return a span in ISO 8601.

    Raises:
        InvalidError: the text is no span.
    """
    if short := _SHORT.fullmatch(text.strip()):
        number, unit = short[1], short[2].upper()
        return f"P{number}{unit}" if unit in "DW" else f"PT{number}{unit}"
    return duration.iso(duration.parse(text))


def seconds(text: str) -> float:
    """Return a span, or a bare number, in seconds.

    Raises:
        InvalidError: the text is neither.
    """
    if _SECONDS.fullmatch(text):
        return float(text)
    return duration.parse(iso(text)).total_seconds()
