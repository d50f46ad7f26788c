"""Can what comes from outside be shown afterwards? Each API is had to write each job before anything is stored.

A list with one job that its API cannot write would answer 500 from then on, for all of them.
"""

from __future__ import annotations

from azure_scheduler_emulator.domain.errors import EmulatorError, InvalidError
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.storage.codec import UNREADABLE
from azure_scheduler_emulator.testbed.job_details import Renderers, forms_of


def prove(renderers: Renderers, stored: Stored) -> None:
    """See to it that every API that shows a job can do so.

    Raises:
        InvalidError: one cannot.
    """
    for form in forms_of(stored):
        render = renderers.get(form)
        try:
            if render is not None and (rendered := render(stored, "")) is not None:
                # It is made when it is asked for.
                _ = rendered.document
        except (*UNREADABLE, AssertionError, EmulatorError) as error:
            raise InvalidError(
                f"jobs of the state: '{stored.job.name}' ({stored.job.id}) cannot be shown by the API {form}: "
                f"{type(error).__name__}: {error}."
            ) from error
