"""Users and their tokens."""

from __future__ import annotations

import re
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.seed_scheduler import reading, wire
from azure_scheduler_emulator.faces.seed_scheduler.accounts import User
from azure_scheduler_emulator.faces.seed_scheduler.context import accounts, url
from azure_scheduler_emulator.faces.seed_scheduler.errors import invalid, not_found
from azure_scheduler_emulator.faces.seed_scheduler.fields import Text
from azure_scheduler_emulator.faces.seed_scheduler.paging import page
from azure_scheduler_emulator.faces.seed_scheduler.parsing import body

blueprint = Blueprint("users", __name__)

_EMAIL = re.compile(
    r"""[a-z0-9!#$%&'*+/=?^_`{}|~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{}|~-]+)*"""
    r"""@(?:localhost|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])""",
    re.IGNORECASE,
)


def _check_email(text: str) -> str | None:
    return None if _EMAIL.fullmatch(text) and len(text) <= 254 else "Enter a valid email address."


class _Email(Text):
    """An e-mail address. The real server turns whatever it gets into text first (recorded for a list)."""

    def read(self, value: Any) -> str:
        """Return the address."""
        return super().read(value if isinstance(value, str) else str(value))


_EMAIL_FIELDS = (_Email(name="email", required=True, validators=(_check_email,)),)
_CREDENTIALS = (Text(name="username", required=True), Text(name="password", required=True))


@blueprint.get("/api/v1/user/")
def list_users() -> Response:
    """List the users, newest first."""
    size = services().settings.seed_page_size
    return wire.answer(page(accounts().users(), lambda user: user.id, int, size, _user))


@blueprint.get("/api/v1/user/<key:user_id>/")
def get_user(user_id: str) -> Response:
    """Get a user."""
    user = accounts().user(int(user_id)) if user_id.isdecimal() else None
    if user is None:
        raise not_found()
    return wire.answer(_user(user))


@blueprint.post("/api/v1/user/token/")
def create_token() -> Response:
    """Make a user for an e-mail address, if there is none, and return their token: the same one each time."""
    email = reading.read(_EMAIL_FIELDS, body())["email"]
    user = accounts().named(email) or accounts().save(email, email=_normal(email))
    return wire.answer({"token": accounts().token_of(user)}, 201)


@blueprint.post("/api/token-auth/")
def log_in() -> Response:
    """Return the token of a user by name and password."""
    given = reading.read(_CREDENTIALS, body())
    user = accounts().log_in(given["username"], given["password"])
    if user is None:
        raise invalid({"non_field_errors": ["Unable to log in with provided credentials."]})
    return wire.answer({"token": accounts().token_of(user)})


def _user(user: User) -> dict[str, Any]:
    return {
        "url": url("user", user.id),
        "username": user.username,
        "email": user.email,
        "groups": [url("group", number) for number in user.groups],
    }


def _normal(email: str) -> str:
    name, _, domain = email.rpartition("@")
    return f"{name}@{domain.lower()}"
