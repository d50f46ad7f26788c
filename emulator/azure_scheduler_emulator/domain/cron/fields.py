"""What are the fields of a cron expression, and how does one get refused?"""

from __future__ import annotations

from enum import StrEnum

from azure_scheduler_emulator.domain.errors import InvalidError


class Dialect(StrEnum):
    """The three ways of writing cron expressions that the emulated services understand."""

    #: Job Scheduler API: six or seven fields, seconds first, Sunday is 1.
    QUARTZ = "quartz"
    #: Kudu WebJobs: six fields, seconds first, Sunday is 0.
    NCRONTAB = "ncrontab"
    #: Seed Scheduler: five to seven fields, Sunday is 0 or 7.
    CRONTAB = "crontab"


class CronField(StrEnum):
    """One field of an expression, in reading order."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY_OF_MONTH = "day of month"
    MONTH = "month"
    DAY_OF_WEEK = "day of week"
    YEAR = "year"


class CronFault(StrEnum):
    """Why an expression is refused."""

    #: Too few or too many fields.
    COUNT = "count"
    #: A piece of a field that the dialect cannot read.
    SYNTAX = "syntax"
    #: A number outside its field.
    RANGE = "range"
    #: A range that starts after its end.
    ORDER = "order"
    #: A step that the dialect does not take.
    STEP = "step"
    #: Pieces that are fine alone and exclude each other.
    COMBINATION = "combination"


class CronError(InvalidError):
    """An expression is no expression of its dialect.

    The message is in the words of the service where those are known (NCRONTAB and crontab); ``field`` is None when the
    expression as a whole is at fault, and ``given`` is the piece of text that is wrong.
    """

    def __init__(self, message: str, *, fault: CronFault, given: str, field: CronField | None = None) -> None:
        super().__init__(message)
        self.fault = fault
        self.given = given
        self.field = field


#: First and last value of the fields that mean the same in every dialect. Years: where the dialects that have them end.
BOUNDS = {
    CronField.SECOND: (0, 59),
    CronField.MINUTE: (0, 59),
    CronField.HOUR: (0, 23),
    CronField.DAY_OF_MONTH: (1, 31),
    CronField.MONTH: (1, 12),
    CronField.YEAR: (1970, 2099),
}

#: Sunday first: its place is its number everywhere in here, whatever a dialect calls it.
WEEK_DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
