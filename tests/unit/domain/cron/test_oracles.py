"""What croniter and cronsim say of the same cron expressions.

croniter fires when both day fields match, as NCRONTAB and Celery do. cronsim reads Quartz' weekdays, ``L`` and ``#``
once they are spelled its way; it has no year, no ``W`` and no ``L-2``. Both get their values one by one: croniter reads
``5-5`` as the whole week, cronsim ``1-1/1`` as the whole year.
"""

from __future__ import annotations

from datetime import datetime

from azure_scheduler_emulator.domain.cron import Dialect, parse
from croniter import CroniterBadDateError, croniter
from cronsim import CronSim, CronSimError
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.cron.expressions import MOMENTS, SIX_FIELDS, Case, Values

#: What Quartz says of days and cronsim can say, too.
KINDS = st.sampled_from(["days", "weekdays", "L", "nL", "n#k"])


@given(SIX_FIELDS, MOMENTS)
def test_it_agrees_with_croniter(case: Case, start: datetime) -> None:
    text, values = case
    every = _one_by_one(values)
    oracle = croniter(" ".join(every), start, day_or=False, second_at_beginning=True)
    assert parse(text, Dialect.NCRONTAB).next_after(start) == _next(oracle)
    oracle = croniter(" ".join(every[1:]), start, day_or=False)
    assert parse(" ".join(text.split()[1:]), Dialect.CRONTAB).next_after(start) == _next(oracle)


@given(SIX_FIELDS, KINDS, st.integers(0, 6), st.integers(1, 5), MOMENTS)
def test_quartz_agrees_with_cronsim(case: Case, kind: str, weekday: int, place: int, start: datetime) -> None:
    text, values = case
    day, month, _ = text.split()[3:]
    *times, days, months, _ = _one_by_one(values)
    quartz, cronsim = {
        "days": (f"{day} {month} ?", f"{days} {months} *"),
        "weekdays": (f"? {month} {weekday + 1}-7", f"* {months} {weekday}-6"),
        "L": (f"L {month} ?", f"L {months} *"),
        "nL": (f"? {month} {weekday + 1}L", f"* {months} {weekday}L"),
        "n#k": (f"? {month} {weekday + 1}#{place}", f"* {months} {weekday}#{place}"),
    }[kind]
    following = parse(" ".join([*text.split()[:3], quartz]), Dialect.QUARTZ).next_after(start)
    assert following == _by_cronsim(" ".join([*times, cronsim]), start)


def _by_cronsim(text: str, start: datetime) -> datetime | None:
    try:
        return next(CronSim(text, start), None)
    except CronSimError:
        # It refuses days that no month of the expression has, such as 30 February; they never fire.
        return None


def _one_by_one(values: tuple[Values, ...]) -> list[str]:
    return [",".join(map(str, sorted(field))) for field in values]


def _next(oracle: croniter) -> datetime | None:
    try:
        return oracle.get_next(datetime)
    except CroniterBadDateError:
        return None
