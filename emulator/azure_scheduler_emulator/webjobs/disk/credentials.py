"""Who may use the Kudu face? One pair of deployment credentials, given or made up (decision 23)."""

from __future__ import annotations

import hmac
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.config import is_loopback
from azure_scheduler_emulator.domain.errors import InvalidError

USER = "$emulator"
FILE = "credentials"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """A user and a password."""

    user: str
    password: str
    #: Where they were made up just now, so that somebody has to be told; None if they were given or known.
    made_in: Path | None = None

    def match(self, user: str, password: str) -> bool:
        """Tell whether these are the ones."""
        right = hmac.compare_digest(self.user.encode(), user.encode("utf-8", "replace"))
        return hmac.compare_digest(self.password.encode(), password.encode("utf-8", "replace")) and right


def read(text: str) -> Credentials:
    """Return the credentials that ``USER:PASSWORD`` stands for.

    Raises:
        InvalidError: a part is missing.
    """
    user, _, password = text.partition(":")
    if not user or not password:
        raise InvalidError("Kudu's credentials are written USER:PASSWORD, and neither may be empty.")
    return Credentials(user=user, password=password)


def keep(folder: Path) -> Credentials:
    """Return the credentials kept in a folder, which are made up if there are none."""
    path = folder / FILE
    if path.is_file():
        return read(path.read_text("utf-8").strip())
    made = Credentials(user=USER, password=secrets.token_urlsafe(24), made_in=path)
    path.touch(0o600)
    path.write_text(f"{made.user}:{made.password}\n", "utf-8")
    return made


def announce(credentials: Credentials | None) -> None:
    """Print credentials that were made up just now: nobody could use the API otherwise."""
    if credentials is not None and credentials.made_in is not None:
        sys.stderr.write(
            f"Kudu deployment credentials: {credentials.user} {credentials.password} (kept in {credentials.made_in})\n"
        )


def check_exposure(host: str, *, guarded: bool) -> None:
    """See to it that a listener that others can reach is ``guarded``: by credentials that somebody chose.

    Raises:
        InvalidError: it is not.
    """
    if not guarded and not is_loopback(host):
        raise InvalidError(
            f"The Kudu API runs what is uploaded to it and would listen on {host or 'every interface'}: name "
            "credentials with --kudu-credentials USER:PASSWORD and leave --kudu-auth strict, or allow it with "
            "--kudu-exposed."
        )
