"""What has an asynchronous operation to do with the resource that it is about? Decision 29.

A client that forgets to poll must notice. What is being created can be seen and not yet used; what is being updated
shows its old values; what is being deleted is still there and cannot be made again. After a failure the resource says
so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from azure_scheduler_emulator.domain.azure.operation import Failure


class Deed(StrEnum):
    """What an operation does, in the words of an operation status."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


@dataclass(frozen=True, kw_only=True)
class Underway:
    """The operation that a resource is, or was last, the subject of: one that takes its time, or has failed."""

    #: The id of its record, which knows whether it has settled.
    operation_id: str
    deed: Deed
    #: Why it will have failed when it has settled; None for one that succeeds.
    failure: Failure | None = None
    #: Whether it goes on; stored so, and worked out anew when it is looked at.
    in_progress: bool = True

    @property
    def creating(self) -> bool:
        """Whether the resource is not there for use yet."""
        return self.in_progress and self.deed is Deed.CREATE

    @property
    def deleting(self) -> bool:
        """Whether the resource is on its way out."""
        return self.in_progress and self.deed is Deed.DELETE

    @property
    def leaves_nothing(self) -> bool:
        """Whether there is no resource once it has settled: a deletion that succeeds, a creation that fails."""
        return self.deed is (Deed.DELETE if self.failure is None else Deed.CREATE)
