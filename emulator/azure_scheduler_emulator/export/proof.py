"""Do a job and its rules elsewhere fire at the same times?

The next thousand firing times of both are compared one by one. A rule that fires twice where the job fires once is not
equal; nor is one that goes on after the job has ended, or begins before it does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.export.job import Timing

COMPARED = 1000

#: Yields when a rule fires, from a moment on.
Fires = Callable[[datetime], Iterator[datetime]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What is not the same, and from which moment on."""

    #: ``before``: fires before the job begins; ``after``: goes on when the job has ended; ``seconds``: fires earlier by
    #: less than what the target counts in; ``clock``: a clock is moved; ``times``: other times.
    kind: str
    moment: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What comparing has found."""

    #: How many firing times are equal, one by one, from the job's next one on.
    compared: int
    differences: tuple[Difference, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


@dataclass(kw_only=True)
class _Comparison:
    timing: Timing
    resolution: timedelta
    differences: list[Difference] = field(default_factory=list)

    def note(self, kind: str, moment: datetime, words: str) -> None:
        self.differences.append(Difference(kind=kind, moment=moment, words=words))


def compare(
    timing: Timing, rules: Sequence[Fires], *, resolution: timedelta, zones: Collection[str] = (), ends: bool = False
) -> Verdict:
    """Compare a job with the rules of a target that counts in steps of ``resolution``.

    ``ends`` tells whether the rules end with the job however far that is; they are not followed so far.
    """
    assert timing.first is not None
    case = _Comparison(timing=timing, resolution=resolution)
    ours = list(islice(timing.occurrences(), COMPARED))
    steps = [_floor(moment, resolution) for moment in ours]
    _beginning(case, steps[0], rules)
    fired = list(islice(merge(*(rule(steps[0]) for rule in rules)), len(steps) + 1))
    same = _same(steps, fired)
    if same < len(steps):
        _differs(case, steps, fired, same)
    elif len(steps) < COMPARED and len(fired) > len(steps):
        extra = fired[len(steps)]
        case.note("after", extra, f"The job has ended, and the target goes on: it fires at {_shown(extra)}.")
    elif len(steps) == COMPARED and timing.ends and not ends:
        case.note("after", steps[-1], "The job ends some time after this, and the target never does.")
    _seconds(case, ours, steps)
    for zone in sorted(zones):
        _clock(case, ours, zone)
    return Verdict(compared=same, differences=tuple(case.differences))


def _beginning(case: _Comparison, first: datetime, rules: Sequence[Fires]) -> None:
    """Note what the target fires before the job begins.

    What the job is due at in the middle of a step, the target does at its beginning, be that past by now.
    """
    since = min(case.timing.since, first)
    # What would be fired at the very moment of the export is over when anything has been put anywhere.
    early = next((moment for moment in merge(*(rule(since) for rule in rules)) if moment > since), first)
    if early < first:
        words = f"The job begins at {_shown(first)}, and the target fires from {_shown(early)} on."
        case.note("before", early, words)


def _same(ours: Sequence[datetime], theirs: Sequence[datetime]) -> int:
    for number, moment in enumerate(ours):
        if number >= len(theirs) or theirs[number] != moment:
            return number
    return len(ours)


def _differs(case: _Comparison, ours: Sequence[datetime], theirs: Sequence[datetime], place: int) -> None:
    mine, other = ours[place], theirs[place] if place < len(theirs) else None
    if other is None:
        case.note("times", mine, f"The job fires at {_shown(mine)}, and the target never again.")
    elif other < mine:
        twice = place and theirs[place - 1] == other
        words = f"The target fires {'twice ' if twice else ''}at {_shown(other)}"
        case.note("times", other, f"{words}, and the job {'once' if twice else f'not before {_shown(mine)}'}.")
    else:
        case.note("times", mine, f"The job fires at {_shown(mine)}, and the target not before {_shown(other)}.")


def _seconds(case: _Comparison, ours: Sequence[datetime], steps: Sequence[datetime]) -> None:
    early = max((moment - step for moment, step in zip(ours, steps, strict=True)), default=timedelta(0))
    if early:
        unit = "minutes" if case.resolution == timedelta(minutes=1) else "seconds"
        case.note(
            "seconds",
            steps[0],
            f"The target counts in whole {unit}: it fires up to {early.total_seconds():g} s before the job would.",
        )


def _clock(case: _Comparison, ours: Sequence[datetime], zone: str) -> None:
    """Note the first time that a clock shows twice, or skips: each scheduler has a rule of its own for those."""
    if zone == "UTC":
        return
    clock = ZoneInfo(zone)
    for moment in ours:
        around = {(moment + step).astimezone(clock).utcoffset() for step in (-_HOUR, _HOUR)}
        if len(around) > 1:
            words = f"The clock of {zone} is moved near {_shown(moment)}; what it skips or shows twice, each scheduler"
            case.note("clock", moment, f"{words} treats by a rule of its own.")
            return


_HOUR = timedelta(hours=1)


def _floor(moment: datetime, resolution: timedelta) -> datetime:
    return moment - (moment - datetime(1, 1, 1, tzinfo=UTC)) % resolution


def _shown(moment: datetime) -> str:
    return render(moment)
