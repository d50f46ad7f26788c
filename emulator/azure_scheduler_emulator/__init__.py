"""An emulator of the retired Azure Scheduler: its REST APIs over an engine that really calls what it schedules."""

__version__ = "0.1.0"
