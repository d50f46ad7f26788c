"""An emulator as the tests of the faces use it: without a network."""

from __future__ import annotations

from azure_scheduler_emulator.assembly import build


class Lent:
    """A running emulator, what its jobs do (what they really do without a performer), and its applications."""

    def __init__(self, settings, performer=None):
        self.performer = performer
        self.emulator = build(settings, performer=performer)
        self.emulator.start()
        self._applications = {}

    def http(self, face):
        """Return a client of a face's application."""
        if face not in self._applications:
            self._applications[face] = face.create_app(self.emulator.services)
        return self._applications[face].test_client()

    def clear(self):
        """Forget what a test did."""
        self.emulator.testbed.resets.everything()
        if self.performer is not None:
            self.performer.reset()

    def stop(self):
        self.emulator.stop()
