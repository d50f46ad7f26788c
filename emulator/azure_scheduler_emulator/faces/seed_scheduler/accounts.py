"""Who are the users, and which groups and tokens do they have? Kept as documents of this face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.security import check_password_hash, generate_password_hash

from azure_scheduler_emulator.service.documents import Documents

USERS = "seed_scheduler.user"
GROUPS = "seed_scheduler.group"
TOKENS = "seed_scheduler.token"
#: Passwords are not in the clear in a state file. It is no vault either: they are a test's.
_HASH = "pbkdf2:sha256:1000"


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who may log in."""

    id: int
    username: str
    email: str = ""
    #: Hash of the password; None for somebody who has none and cannot log in by one.
    password: str | None = None
    staff: bool = False
    active: bool = True
    #: Numbers of groups.
    groups: list[int] = field(default_factory=list)

    @property
    def document(self) -> dict[str, Any]:
        """Return the user as plain JSON values."""
        return dict(vars(self))


class Accounts:
    """The users, groups and tokens of one emulator."""

    def __init__(self, documents: Documents, new_id: Callable[[], str], populate: Callable[[Accounts], None]) -> None:
        """``populate`` makes the first users; called again when there are none, since the emulator was reset."""
        self._documents = documents
        self._new_id = new_id
        self._populate = populate

    def users(self) -> list[User]:
        """Return every user, the newest first."""
        return [User(**record.document) for record in reversed(self._documents.all_of(USERS))]

    def user(self, user_id: int) -> User | None:
        """Return a user by number, or None."""
        record = self._documents.find(USERS, str(user_id))
        return User(**record.document) if record else None

    def named(self, username: str) -> User | None:
        """Return a user by name, or None."""
        found = self._documents.look_up(USERS, username) or self._looked_up_again(username)
        return User(**found[0].document) if found else None

    def owner(self, token: str) -> User | None:
        """Return the user whose token that is, or None."""
        record = self._documents.find(TOKENS, token)
        if record is None and self.deserted():
            self._populate(self)
            record = self._documents.find(TOKENS, token)
        return self.user(record.document["user"]) if record else None

    def log_in(self, username: str, password: str) -> User | None:
        """Return the user whom name and password fit, or None; somebody inactive cannot log in."""
        user = self.named(username)
        fits = user is not None and user.password is not None and check_password_hash(user.password, password)
        return user if user is not None and fits and user.active else None

    def save(self, username: str, password: str | None = None, **given: Any) -> User:
        """Create a user, or change the one of that name."""
        existing = self._documents.look_up(USERS, username)
        user = User(**existing[0].document) if existing else User(id=self._documents.number(USERS), username=username)
        if password is not None:
            given["password"] = generate_password_hash(password, _HASH)
        user = replace(user, **given)
        self._documents.put(USERS, str(user.id), user.document, username)
        return user

    def token_of(self, user: User) -> str:
        """Return the token of a user, the same one each time; made at the first time."""
        found = self._documents.look_up(TOKENS, str(user.id))
        if found:
            return found[0].key
        digits = (self._new_id() + self._new_id()).replace("-", "")
        self.give_token(user, digits[:40])
        return digits[:40]

    def give_token(self, user: User, token: str) -> None:
        """Give a user a token instead of the one they had."""
        for record in self._documents.look_up(TOKENS, str(user.id)):
            self._documents.delete(TOKENS, record.key)
        self._documents.put(TOKENS, token, {"user": user.id}, str(user.id))

    def groups(self) -> list[dict[str, Any]]:
        """Return every group as ``id`` and ``name``, the newest first."""
        return [record.document for record in reversed(self._documents.all_of(GROUPS))]

    def group(self, group_id: int) -> dict[str, Any] | None:
        """Return a group by number, or None."""
        record = self._documents.find(GROUPS, str(group_id))
        return record.document if record else None

    def save_group(self, name: str) -> int:
        """Return the number of the group of that name; made if there is none."""
        found = self._documents.look_up(GROUPS, name)
        if found:
            return int(found[0].key)
        number = self._documents.number(GROUPS)
        self._documents.put(GROUPS, str(number), {"id": number, "name": name}, name)
        return number

    def deserted(self) -> bool:
        """Tell whether there is nobody: users are never deleted, so the first one is there if anybody is."""
        return self._documents.find(USERS, "1") is None

    def _looked_up_again(self, username: str) -> list[Any]:
        if not self.deserted():
            return []
        self._populate(self)
        return self._documents.look_up(USERS, username)
