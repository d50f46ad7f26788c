"""With which users does the Seed Scheduler start?

With those of the seed documents, JSON or YAML files that the setting ``seed`` names::

    {"seed_scheduler": {"groups": [{"name": "Admins"}],
                        "users": [{"username": "john", "email": "john@example.org", "password": "…", "token": "…",
                                   "staff": true, "active": true, "groups": ["Admins"]}]}}

Numbers are given in the order of appearance. If nobody in it is staff, there is a staff user ``admin``.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.seed_scheduler.accounts import Accounts, User
from azure_scheduler_emulator.seed_files import read
from azure_scheduler_emulator.service.services import Services

FIRST_STAFF = "admin"
_USER = {
    "username": str,
    "email": str,
    "password": str,
    "token": str,
    "staff": bool,
    "active": bool,
    "groups": list,
}


class Announcement:
    """What a person has to be told once, when this API is first used; most runs never ask it."""

    def __init__(self, text: str) -> None:
        self._texts = [text] if text else []
        self._lock = threading.Lock()

    def make(self) -> None:
        """Print it on stderr, the first time."""
        if self._texts:
            with self._lock:
                for text in self._texts:
                    sys.stderr.write(text)
                    sys.stderr.flush()
                self._texts.clear()


def prepare(services: Services) -> tuple[Accounts, Announcement]:
    """Return the accounts, with the users of the settings in them, and the first staff token if nobody chose it.

    Raises:
        InvalidError: the seed document makes no sense.
    """
    settings = services.settings
    document = read_documents(settings.seeds)
    lock = threading.Lock()
    #: Whatever is made here stays the same when the emulator is reset.
    made: dict[str, str] = {"token": settings.seed_token} if settings.seed_token else {}

    def populate(accounts: Accounts) -> None:
        with lock:
            _populate(accounts, document, made)

    accounts = Accounts(services.documents, services.new_id, populate)
    populate(accounts)
    if settings.seed_token or not made:
        return accounts, Announcement("")
    return accounts, Announcement(
        f"azure-scheduler-emulator: Seed Scheduler token of the first staff user: {made['token']}\n"
    )


def read_documents(paths: Sequence[str]) -> dict[str, Any]:
    """Return groups and users of seed documents, checked; a later one adds to those before.

    Raises:
        InvalidError: one cannot be read, or is none.
    """
    found = [read_document(Path(path)) for path in paths]
    return {name: [each for document in found for each in document[name]] for name in ("groups", "users")}


def read_document(path: Path) -> dict[str, Any]:
    """Return groups and users of a seed document, checked.

    Raises:
        InvalidError: it cannot be read, or is none.
    """
    section = read(path).data.get("seed_scheduler", {})
    if not isinstance(section, dict):
        raise InvalidError(f"The seed document {path} is no JSON object with a member 'seed_scheduler'.")
    groups, users = section.get("groups", []), section.get("users", [])
    for group in _objects(groups, "groups"):
        _check(group, {"name": str}, required="name")
    for user in _objects(users, "users"):
        _check(user, _USER, required="username")
    return {"groups": groups, "users": users}


def _objects(values: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InvalidError(f"'{name}' in the seed document is no list of objects.")
    return values


def _check(given: dict[str, Any], known: dict[str, type], required: str) -> None:
    if not given.get(required):
        raise InvalidError(f"An entry of the seed document has no '{required}': {given}.")
    for name, value in given.items():
        if name not in known or not isinstance(value, known[name]):
            raise InvalidError(f"'{name}' in the seed document is unknown or of the wrong type: {value!r}.")


def _populate(accounts: Accounts, document: dict[str, Any], made: dict[str, str]) -> None:
    for group in document["groups"]:
        accounts.save_group(group["name"])
    users = [_save(accounts, given) for given in document["users"]]
    staff = next((user for user in users if user.staff), None) or accounts.save(FIRST_STAFF, staff=True)
    if "token" in made:
        accounts.give_token(staff, made["token"])
    elif not any(given.get("token") for given in document["users"] if given["username"] == staff.username):
        made["token"] = accounts.token_of(staff)


def _save(accounts: Accounts, given: dict[str, Any]) -> User:
    user = accounts.save(
        given["username"],
        given.get("password"),
        email=given.get("email", ""),
        staff=given.get("staff", False),
        active=given.get("active", True),
        groups=[accounts.save_group(str(name)) for name in given.get("groups", [])],
    )
    if "token" in given:
        accounts.give_token(user, given["token"])
    return user
