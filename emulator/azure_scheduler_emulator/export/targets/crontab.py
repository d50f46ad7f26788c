"""crontab: a line for each rule, a script for each job.

crontab(5) of cronie: five fields, ``CRON_TZ`` for the lines below it, ``%`` in a command ends it. The daemon of Debian
has no ``CRON_TZ``: there the machine's own clock has to be UTC, which the file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.shell import script
from azure_scheduler_emulator.export.target import Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import late, shell_losses, unix_rules

#: Where the scripts are expected; the crontab's first lines can be changed.
FOLDER = "/usr/local/lib/scheduler-jobs"


class Crontab:
    """A crontab and its scripts."""

    name = "crontab"
    title = "crontab"
    longest = 100
    error_actions = True
    ends = False

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return rules in five fields."""
        return unix_rules(timing)

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over."""
        yield from shell_losses(item)
        yield from late(item)
        if any(True for _ in item.call.secrets()):
            yield "secrets: put their values into the file secrets.env beside the scripts, readable by its user only."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return the crontab, and the scripts in ``jobs/``."""
        lines = [
            "# Without CRON_TZ (Debian's cron has none) the clock of the machine has to be UTC.",
            "SHELL=/bin/sh",
            f"SCHEDULER_JOBS={FOLDER}",
        ]
        zone = None
        for item in sorted(items, key=_zone):
            if _zone(item) != zone:
                zone = _zone(item)
                lines += ["", f"CRON_TZ={zone}"]
            off = "" if item.job.enabled else "# disabled: "
            lines += [f"# {_line(item.job.title)}"]
            lines += [f'{off}{rule.text} sh "$SCHEDULER_JOBS/run" {item.slug}' for rule in item.rules]
        scripts = {f"jobs/{item.slug}.sh": script(item) for item in items}
        return {"crontab": "\n".join(lines) + "\n", "run": _RUN, **scripts}


_RUN = """\
# Reads the secrets, if there are any, and runs the script of the job that is named.
if [ -r "$SCHEDULER_JOBS/secrets.env" ]; then
  set -a
  . "$SCHEDULER_JOBS/secrets.env"
  set +a
fi
exec sh "$SCHEDULER_JOBS/jobs/$1.sh"
"""


def _zone(item: Item) -> str:
    return item.rules[0].zone


def _line(text: str) -> str:
    return " ".join(text.split())
