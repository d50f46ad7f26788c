"""How is the emulator set up?

Every field of ``Settings`` is a flag of ``serve`` and an ``EMULATOR_...`` variable; docs/settings.md is made from the
fields and their help texts (``python -m azure_scheduler_emulator settings``). What makes sense is said here too: it
holds for flags, variables and programs alike.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.setting import PREFIX as PREFIX
from azure_scheduler_emulator.setting import Bounds, check_bounds, setting
from azure_scheduler_emulator.setting import blaming as blaming
from azure_scheduler_emulator.setting import default_of as default_of
from azure_scheduler_emulator.setting import flag as flag
from azure_scheduler_emulator.setting import named as named
from azure_scheduler_emulator.setting import variable as variable

_PORT: Bounds = (0, 65535)
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set. A tuple is a list: repeat the flag, or separate values by commas in the variable."""

    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 for every interface.")
    https_port: int = setting(
        8443, "Port of the mutual-TLS listener, which serves every API; 0 picks a free one.", bounds=_PORT
    )
    http_port: int = setting(
        8080, "Port of the plain listener: sibling APIs and the control API; 0 picks a free one.", bounds=_PORT
    )
    ready_file: str = setting(
        "", "File that holds the READY line while both ports answer; commands find the emulator by it.", metavar="FILE"
    )
    state: str = setting(
        "",
        "File that keeps what clients made, the history and the clock across restarts; not faults, sinks and journals. "
        "Without it nothing is kept.",
        metavar="PATH",
    )
    seed: tuple[str, ...] | str = setting(
        (),
        "File to start with, several in order: a seed by names (YAML or JSON), or parts of what GET /_emulator/state "
        "returned. A kept state that was begun with seeds is not overwritten.",
        metavar="FILE",
    )
    database_url: str = setting(
        "", "SQLAlchemy URL of a database to use instead of a file, e.g. postgresql+psycopg://…"
    )
    database_connections: int = setting(
        10, "How many connections to a database server this process has at the most.", bounds=(4, None)
    )
    certs: str = setting("certs", "Folder of the certificates; what is missing in it is made.", metavar="DIR")
    server_names: tuple[str, ...] = setting(
        (), "Further names or addresses for the server certificate.", metavar="NAME"
    )
    allow_origin: tuple[str, ...] = setting(
        (),
        "Let pages of this origin (https://app.example:3000) ask from a browser, which are refused otherwise; * lets "
        "all of them in, but not to the control API.",
        metavar="ORIGIN",
    )
    auth: str = setting(
        "strict", "loose lets the classic API in with any client certificate or none.", ("strict", "loose")
    )
    classic_bearer: bool = setting(False, "Let the classic API in with any bearer token, as later clients sent them.")
    client_cert_header: str = setting(
        "", "Trust this header (X-ARR-ClientCert or X-Client-Cert) of a proxy in front for the client's certificate."
    )
    arm_auth: str = setting(
        "any", "strict lets the Resource Manager face in only with one of the tokens below.", ("any", "strict")
    )
    arm_tokens: tuple[str, ...] = setting((), "Bearer tokens that strict lets in.", metavar="TOKEN")
    arm_groups: str = setting(
        "implicit", "strict refuses what is put into a resource group that does not exist.", ("implicit", "strict")
    )
    registration: str = setting(
        "implicit",
        "strict has the classic API refuse job collections until the subscription registers the scheduler.",
        ("implicit", "strict"),
    )
    pace: str = setting(
        "instant",
        "recorded takes the time that the real service took, up to 5 s for operations.",
        ("instant", "recorded"),
    )
    lead: str = setting(
        "",
        "How far ahead 'at once' is for a job without a future start, in seconds or as PT1S; by default 1 s, and 20 s "
        "at the recorded pace.",
        metavar="SPAN",
    )
    clock: str = setting(
        "",
        "Begin a new state with a virtual clock at this moment (ISO 8601); a kept one goes on where it was.",
        metavar="MOMENT",
    )
    map: tuple[str, ...] = setting(
        (), "Send what jobs call on HOST to URL instead; amqp://… for Service Bus by AMQP.", metavar="HOST=URL"
    )
    workers: int = setting(
        16, "Threads that perform the jobs' actions; calls that last get more beside them.", bounds=(1, 1000)
    )
    per_host: int = setting(
        4, "How many calls to one host and port are under way at a time in real time; others wait.", bounds=(1, 1000)
    )
    attempts: str = setting(
        "pool",
        "Who performs the jobs' actions in real time: pool, threads of this process, or celery, workers at a broker.",
        ("pool", "celery"),
    )
    broker: str = setting(
        "", "URL of the broker that carries attempts to workers, amqp://… or redis://…", metavar="URL"
    )
    target_verify: str = setting(
        "yes", "Whether certificates of https targets are verified: yes, no, or a file of authorities."
    )
    control_hosts: tuple[str, ...] = setting(
        ("localhost", "127.0.0.1", "::1", "host.docker.internal"), "Host names that the control API answers to."
    )
    control_token: str = setting(
        "",
        "Token that the control API demands as a bearer; by default none on loopback; elsewhere one is made and "
        "printed.",
    )
    control_open: bool = setting(False, "Let the control API do without a token beyond loopback too.")
    journal: int = setting(10_000, "How many calls, and how many API requests, are remembered.", bounds=(0, None))
    journal_bytes: int = setting(1 << 24, "Bytes that these two journals take, each, roughly.", bounds=(0, None))
    otlp: str = setting(
        "",
        "Send spans of requests, attempts and advances to this collector by OTLP over HTTP (http://127.0.0.1:4318); "
        "needs the extra otel.",
        metavar="URL",
    )
    fault_seed: int = setting(0, "Seed of the faults that happen by chance; the same seed, the same story.")
    job_scheduler_auth: str = setting(
        "basic",
        "How the Job Scheduler API knows an account: by the user name of HTTP Basic, or open: everyone is 'example'.",
        ("basic", "open"),
    )
    job_scheduler_retries: bool = setting(
        False, "Let the Job Scheduler API call a job with a 'when' again, up to three times, until that succeeds."
    )
    seed_token: str = setting(
        "",
        "Token of the Seed Scheduler's first staff user; without it one is made, and printed on stderr when that API "
        "is first used.",
    )
    seed_page_size: int = setting(1000, "How many entries a page of the Seed Scheduler's lists has.", bounds=(1, None))
    kudu: str = setting("", "Folder to be the /home of the Kudu WebJobs API, which is off without one.", metavar="DIR")
    kudu_credentials: str = setting(
        "",
        "Deployment credentials of the Kudu API; made up and printed at the first start otherwise.",
        metavar="USER:PASSWORD",
    )
    kudu_auth: str = setting(
        "strict",
        "any lets the Kudu API in with any bearer token, beside the deployment credentials; strict with those below.",
        ("strict", "any"),
    )
    kudu_tokens: tuple[str, ...] = setting((), "Bearer tokens that let the Kudu API in.", metavar="TOKEN")
    kudu_exposed: bool = setting(
        False, "Let the Kudu API listen beyond loopback with made-up credentials, or with any token."
    )
    kudu_interpreters: tuple[str, ...] = setting(
        (), "Run the WebJobs' scripts of an extension by a command, e.g. .rb=ruby.", metavar=".EXT=COMMAND"
    )
    explain: bool = setting(False, "Tell in the header x-emulator-reason why a request was refused.")
    log_format: str = setting("text", "Form of the log on stderr.", ("text", "json"))
    log_level: str = setting(
        "warning",
        "How much is logged: info tells each request, each attempt, moves of the clock and faults that struck; debug "
        "adds bodies, secrets masked.",
        ("debug", "info", "warning", "error"),
    )

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises:
            InvalidError: a value is out of its bounds, or two contradict each other.
        """
        for each in fields(self):
            check_bounds(each, getattr(self, each.name))
        if self.state and self.database_url:
            raise InvalidError(f"{named('state')} and {named('database_url')} exclude each other.")
        self._check_attempts()
        if self.http_port and self.http_port == self.https_port:
            raise InvalidError(f"{named('https_port')} and {named('http_port')} are both {self.http_port}.")
        if self.clock:
            with blaming("clock"):
                parse(self.clock)
        with blaming("lead"):
            _ = self.at_once

    def _check_attempts(self) -> None:
        if self.attempts != "celery":
            return
        for name, reason in (("broker", "which carries them"), ("database_url", "a server that workers reach too")):
            if not getattr(self, name):
                raise InvalidError(f"{named('attempts')} celery needs {named(name)}, {reason}.")
        if self.kudu:
            raise InvalidError(f"{named('kudu')} runs web jobs in this process; {named('attempts')} celery cannot.")

    @property
    def seeds(self) -> tuple[str, ...]:
        """Return the files to start with; programs may name one as it is."""
        return (self.seed,) if isinstance(self.seed, str) and self.seed else tuple(self.seed)

    @property
    def reachable(self) -> bool:
        """Return whether other machines can reach what listens."""
        return not is_loopback(self.host)

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
            raise InvalidError(f"'{self.lead}' is not between nothing and a day.")
        return span

    @property
    def speed(self) -> Pace:
        """Return the pace of asynchronous work."""
        return Pace(self.pace)


def is_loopback(host: str) -> bool:
    """Tell whether a host that is listened on can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
