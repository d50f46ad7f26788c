"""Where the parts meet, and where they start and stop."""

from azure_scheduler_emulator.assembly.building import build
from azure_scheduler_emulator.assembly.parts import Emulator
from azure_scheduler_emulator.assembly.starting import embedded, prepared, running, seed

__all__ = ["Emulator", "build", "embedded", "prepared", "running", "seed"]
