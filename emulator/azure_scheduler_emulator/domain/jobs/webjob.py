"""What is a web job, and what can the engine's clock make one do?"""

from __future__ import annotations

from enum import StrEnum


class WebJobKind(StrEnum):
    """The two kinds, as paths and environment variables spell them."""

    #: Runs when it is asked to, or on a schedule.
    TRIGGERED = "triggered"
    #: Is started again whenever it ends.
    CONTINUOUS = "continuous"


class WebJobTask(StrEnum):
    """What falls due for a web job."""

    #: A triggered job's schedule fires.
    RUN = "run"
    #: A continuous job that went down has waited long enough.
    RESTART = "restart"
    #: The job's files changed a while ago, and nothing has happened to them since.
    REFRESH = "refresh"
    #: A continuous job has been running, or a schedule waiting, for long enough to say so in the job's log.
    REPORT = "report"
