"""How is the emulator doing, in numbers? Read when they are asked for: nothing is counted twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.engine.alarm import Alarm
from azure_scheduler_emulator.engine.condition import Condition
from azure_scheduler_emulator.engine.outcomes import Outcomes
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.storage import attempts, jobs
from azure_scheduler_emulator.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Vitals:
    """How this process fares."""

    #: What is wrong; nothing if it is well.
    reasons: list[str]
    #: Outcomes that are not stored yet.
    unstored: int
    #: Calls under way in real time.
    running: int
    #: Calls that are due and wait for their turn.
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything that can be counted."""

    now: datetime
    #: Whether that time stands still.
    virtual: bool
    #: Jobs by state.
    jobs: dict[str, int]
    #: Jobs that are due and not claimed yet.
    due: int
    #: Attempts that wait or are being made.
    open: int
    #: Outgoing calls of this process by status.
    executions: dict[str, int]
    #: Requests answered by this process, by face and status.
    requests: dict[tuple[str, int], int]
    #: How often the present rules struck, by seam.
    faults: dict[str, int]
    vitals: Vitals


class Pulse:
    """Tells how this process fares, without asking the database, which may be what it ails from."""

    def __init__(self, condition: Condition, outcomes: Outcomes, alarm: Alarm) -> None:
        self._condition = condition
        self._outcomes = outcomes
        self._alarm = alarm

    def take(self) -> Vitals:
        """Return what is known now."""
        return Vitals(
            reasons=self._condition.reasons(),
            unstored=self._outcomes.kept,
            running=self._alarm.running,
            waiting=self._alarm.waiting,
        )


class Numbers:
    """Counts."""

    def __init__(
        self,
        store: Store,
        clocks: Clocks,
        faults: FaultPlan,
        executions: Counter[str],
        requests: Counter[tuple[str, int]],
        pulse: Pulse,
    ) -> None:
        self._store = store
        self._clocks = clocks
        self._faults = faults
        #: Outgoing calls of this process by status.
        self.executions = executions
        self._requests = requests
        self.pulse = pulse

    def take(self) -> Figures:
        """Return what is known now."""
        now = self._clocks.shared.now()
        with self._store.read() as tx:
            states, waiting, due = (
                jobs.count_states(tx),
                attempts.count(tx),
                sum(jobs.count_due(tx, clock.now(), clock.id) for clock in self._clocks.everyone()),
            )
        struck = Counter({"api": 0, "target": 0})
        for active in self._faults.rules():
            struck[active.rule.where.value] += active.applied
        return Figures(
            now=now,
            virtual=self._clocks.shared.virtual,
            jobs=states,
            due=due,
            open=waiting,
            executions=dict(self.executions),
            requests=dict(self._requests),
            faults=dict(struck),
            vitals=self.pulse.take(),
        )

    def answers(self) -> Counter[int]:
        """Return how many requests to the emulated APIs were answered, by status."""
        found = Counter[int]()
        for (_, status), number in tuple(self._requests.items()):
            found[status] += number
        return found

    @property
    def broken(self) -> list[str]:
        """Return what is stored and cannot be read."""
        return sorted(self._store.broken)
