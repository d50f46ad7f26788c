"""Which APIs are emulated? A new face is one line here."""

from __future__ import annotations

from azure_scheduler_emulator.faces import azure_arm, azure_classic, job_scheduler, kudu, seed_scheduler
from azure_scheduler_emulator.faces.face import Face

#: In the order in which they are asked whether a request is theirs.
FACES: tuple[Face, ...] = (azure_classic.FACE, azure_arm.FACE, seed_scheduler.FACE, job_scheduler.FACE, kudu.FACE)
