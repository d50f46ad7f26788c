"""May a resource be overwritten? The rule of the classic service for PUT."""

from __future__ import annotations

from azure_scheduler_emulator.domain.errors import PreconditionError


def check_etag(if_match: str | None, current: str | None) -> None:
    """Refuse a PUT whose ``if_match`` is not the ETag of what is stored.

    Without If-Match only a new thing can be made; with it only an existing one can be changed (contract of the classic
    API, sections 3.1 and 4.2: the sentence is from user reports).

    Raises:
        PreconditionError: it does not fit.
    """
    wanted = if_match.strip().strip('"') if if_match else None
    if wanted is None and current is None:
        return
    if current is not None and wanted is not None and (wanted == "*" or wanted.lower() == current.lower()):
        return
    raise PreconditionError("The condition specified by the ETag is not satisfied.")
