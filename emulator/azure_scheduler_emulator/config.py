"""How is the emulator set up? The only reader of the environment.

Every field of ``Settings`` is a flag of ``serve`` and an ``EMULATOR_...`` variable; the README's table is made from the
fields and their help texts (``python -m azure_scheduler_emulator settings``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration

PREFIX = "EMULATOR_"
_NUMBER = re.compile(r"\d+(\.\d+)?")


def _setting(default: Any, help: str, choices: tuple[str, ...] = (), metavar: str = "") -> Any:  # noqa: A002 - argparse's word
    factory = (lambda: default) if not callable(default) else default
    return field(default_factory=factory, metadata={"help": help, "choices": choices, "metavar": metavar})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set. A tuple is a list: repeat the flag, or separate values by commas in the variable."""

    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 for every interface.")
    https_port: int = _setting(8443, "Port of the mutual-TLS listener, which serves every API; 0 picks a free one.")
    http_port: int = _setting(8080, "Port of the plain listener: sibling APIs and the control API; 0 picks a free one.")
    state: str = _setting("", "File that keeps everything across restarts. Without it nothing is kept.", metavar="PATH")
    seed: str = _setting(
        "",
        "JSON file to start with: parts of what GET /_emulator/state returned (a kept state is not overwritten), and "
        "users, groups and tokens of the Seed Scheduler.",
        metavar="FILE",
    )
    database_url: str = _setting(
        "", "SQLAlchemy URL of a database to use instead of a file, e.g. postgresql+psycopg://…"
    )
    certs: str = _setting("certs", "Folder of the certificates; what is missing in it is made.", metavar="DIR")
    server_names: tuple[str, ...] = _setting(
        (), "Further names or addresses for the server certificate.", metavar="NAME"
    )
    auth: str = _setting(
        "strict", "loose lets the classic API in with any client certificate or none.", ("strict", "loose")
    )
    classic_bearer: bool = _setting(False, "Let the classic API in with any bearer token, as later clients sent them.")
    client_cert_header: str = _setting(
        "", "Trust this header (X-ARR-ClientCert or X-Client-Cert) of a proxy in front for the client's certificate."
    )
    arm_auth: str = _setting(
        "any", "strict lets the Resource Manager face in only with one of the tokens below.", ("any", "strict")
    )
    arm_tokens: tuple[str, ...] = _setting((), "Bearer tokens that strict lets in.", metavar="TOKEN")
    arm_groups: str = _setting(
        "implicit", "strict refuses what is put into a resource group that does not exist.", ("implicit", "strict")
    )
    registration: str = _setting(
        "implicit",
        "strict has the classic API refuse job collections until the subscription registers the scheduler.",
        ("implicit", "strict"),
    )
    pace: str = _setting(
        "instant",
        "recorded takes the time that the real service took, up to 5 s for operations.",
        ("instant", "recorded"),
    )
    lead: str = _setting(
        "",
        "How far ahead 'at once' is for a job without a future start, in seconds or as PT1S; by default 1 s, and 20 s "
        "at the recorded pace.",
        metavar="SPAN",
    )
    clock: str = _setting("", "Start with a virtual clock that stands at this ISO 8601 moment.", metavar="MOMENT")
    map: tuple[str, ...] = _setting(
        (), "Send what jobs call on HOST to URL instead; amqp://… for Service Bus by AMQP.", metavar="HOST=URL"
    )
    workers: int = _setting(16, "Threads that perform the jobs' actions.")
    target_verify: str = _setting(
        "yes", "Whether certificates of https targets are verified: yes, no, or a file of authorities."
    )
    control_hosts: tuple[str, ...] = _setting(
        ("localhost", "127.0.0.1", "::1", "host.docker.internal"), "Host names that the control API answers to."
    )
    control_token: str = _setting("", "Token that the control API demands as a bearer; none by default.")
    journal: int = _setting(10_000, "How many calls and how many API requests are remembered; the oldest make room.")
    fault_seed: int = _setting(0, "Seed of the faults that happen by chance; the same seed, the same story.")
    job_scheduler_auth: str = _setting(
        "basic",
        "How the Job Scheduler API knows an account: by the user name of HTTP Basic, or open: everyone is 'example'.",
        ("basic", "open"),
    )
    seed_token: str = _setting(
        "", "Token of the Seed Scheduler's first staff user; without it one is made and printed on stderr."
    )
    seed_page_size: int = _setting(1000, "How many entries a page of the Seed Scheduler's lists has.")
    kudu: str = _setting(
        "", "Folder to be the /home of the Kudu WebJobs API, which is off without one.", metavar="PATH"
    )
    kudu_credentials: str = _setting(
        "",
        "Deployment credentials of the Kudu API; made up and printed at the first start otherwise.",
        metavar="USER:PASSWORD",
    )
    kudu_exposed: bool = _setting(False, "Let the Kudu API listen beyond loopback with made-up credentials.")
    kudu_interpreters: tuple[str, ...] = _setting(
        (), "Run the WebJobs' scripts of an extension by a command, e.g. .rb=ruby.", metavar=".EXT=COMMAND"
    )
    log_format: str = _setting("text", "Form of the log on stderr.", ("text", "json"))
    log_level: str = _setting("warning", "How much is logged.", ("debug", "info", "warning", "error"))

    @property
    def url(self) -> str | None:
        """Return the SQLAlchemy URL of the database, or None for a temporary one."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{Path(self.state).absolute()}" if self.state else None

    @property
    def at_once(self) -> timedelta:
        """Return how far ahead "at once" is.

        Raises:
            InvalidError: the setting is no span of time.
        """
        if not self.lead:
            return self.speed.lead
        span = duration.parse(f"PT{self.lead}S" if _NUMBER.fullmatch(self.lead) else self.lead)
        if not timedelta() <= span <= timedelta(days=1):
            raise InvalidError(f"The lead '{self.lead}' is not between nothing and a day.")
        return span

    @property
    def speed(self) -> Pace:
        """Return the pace of asynchronous work."""
        return Pace(self.pace)


def variable(name: str) -> str:
    """Return the environment variable of the setting ``name``."""
    return PREFIX + name.upper()


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings: a flag beats its variable, and that beats the default. Flags that are None were not given.

    Raises:
        InvalidError: a variable's value does not fit.
    """
    environ = os.environ if environ is None else environ
    values = {f.name: read(f.name, environ[variable(f.name)]) for f in fields(Settings) if variable(f.name) in environ}
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    return Settings(**values)


def job_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that web jobs inherit: this process's, without the emulator's own settings."""
    environ = os.environ if environ is None else environ
    return {name: value for name, value in environ.items() if not name.startswith(PREFIX)}


def read(name: str, text: str) -> Any:
    """Return the value of the setting ``name`` that ``text`` stands for.

    Raises:
        InvalidError: it stands for none.
    """
    setting = next(f for f in fields(Settings) if f.name == name)
    default = setting.default_factory() if callable(setting.default_factory) else None
    if isinstance(default, bool):
        return _switch(name, text)
    if isinstance(default, int):
        return _number(name, text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    choices = setting.metadata["choices"]
    if choices and text not in choices:
        raise InvalidError(f"{variable(name)} is '{text}'; it must be one of {', '.join(choices)}.")
    return text


def _switch(name: str, text: str) -> bool:
    if text.strip().lower() in ("1", "true", "yes", "on"):
        return True
    if text.strip().lower() in ("", "0", "false", "no", "off"):
        return False
    raise InvalidError(f"{variable(name)} is '{text}'; it must be yes or no.")


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidError(f"{variable(name)} is '{text}'; it must be a number.") from None
