"""``python -m azure_scheduler_emulator``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    # Nothing that is loaded is ever garbage; looking for it took a tenth of the time to READY.
    gc.disable()
    from azure_scheduler_emulator.commands.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
