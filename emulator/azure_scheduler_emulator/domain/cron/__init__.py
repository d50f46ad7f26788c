"""When does a job with a cron expression fire?

Three dialects, one evaluator (decision 26: no library reads Quartz fully). This module is the door; behind it each
dialect has a parser of its own, ``cron_expression`` does the arithmetic and ``cron_words`` says it in English.
"""

from __future__ import annotations

from azure_scheduler_emulator.domain.cron import (
    crontab as cron_crontab,
)
from azure_scheduler_emulator.domain.cron import (
    ncrontab as cron_ncrontab,
)
from azure_scheduler_emulator.domain.cron import (
    quartz as cron_quartz,
)
from azure_scheduler_emulator.domain.cron.expression import CronExpression
from azure_scheduler_emulator.domain.cron.fields import CronError, CronFault, CronField, Dialect

__all__ = ["CronError", "CronExpression", "CronFault", "CronField", "Dialect", "parse"]

_PARSERS = {
    Dialect.QUARTZ: cron_quartz.parse,
    Dialect.NCRONTAB: cron_ncrontab.parse,
    Dialect.CRONTAB: cron_crontab.parse,
}


def parse(text: str, dialect: Dialect) -> CronExpression:
    """Read ``text`` as an expression of ``dialect``, or raise CronError.

    An expression that never fires (30 February) is read without complaint: ask ``next_after``.
    """
    return _PARSERS[dialect](text)
