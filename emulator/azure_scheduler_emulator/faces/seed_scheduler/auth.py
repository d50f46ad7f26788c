"""Who is asking? Basic first, then the token; the words for what is wrong are the framework's (recorded)."""

from __future__ import annotations

import base64
import binascii

from azure_scheduler_emulator.faces.seed_scheduler.accounts import Accounts, User
from azure_scheduler_emulator.faces.seed_scheduler.errors import unauthenticated


def authenticate(accounts: Accounts, header: str) -> User | None:
    """Return the user whom an Authorization header names, None if it is no header of ours.

    Raises:
        ApiError: 401, when it is malformed or names nobody.
    """
    scheme, *credentials = header.split() or [""]
    if scheme.lower() == "basic":
        return _by_password(accounts, _only(credentials, "basic", "Credentials"))
    if scheme.lower() == "token":
        return _by_token(accounts, _only(credentials, "token", "Token"))
    return None


def require_user(user: User | None) -> User:
    """Return the user.

    Raises:
        ApiError: 401, when there is none.
    """
    if user is None:
        raise unauthenticated("Authentication credentials were not provided.")
    return user


def _only(credentials: list[str], kind: str, noun: str) -> str:
    if not credentials:
        raise unauthenticated(f"Invalid {kind} header. No credentials provided.")
    if len(credentials) > 1:
        raise unauthenticated(f"Invalid {kind} header. {noun} string should not contain spaces.")
    return credentials[0]


def _by_password(accounts: Accounts, credentials: str) -> User:
    try:
        # Not strict: what is no base64 at all is passed over, and nobody has an empty name (recorded).
        username, _, password = base64.b64decode(credentials).decode("latin-1").partition(":")
    except (binascii.Error, ValueError):
        raise unauthenticated("Invalid basic header. Credentials not correctly base64 encoded.") from None
    user = accounts.log_in(username, password)
    if user is None:
        raise unauthenticated("Invalid username/password.")
    return user


def _by_token(accounts: Accounts, token: str) -> User:
    try:
        # The server hands headers over as ISO 8859-1; the framework reads the token as UTF-8.
        token = token.encode("latin-1").decode()
    except UnicodeError:
        raise unauthenticated("Invalid token header. Token string should not contain invalid characters.") from None
    user = accounts.owner(token)
    if user is None:
        raise unauthenticated("Invalid token.")
    if not user.active:
        raise unauthenticated("User inactive or deleted.")
    return user
