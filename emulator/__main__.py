"""``python emulator`` in a checkout that is not installed: the command line of the package beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from azure_scheduler_emulator.__main__ import main

main()
