"""The emulator's own API for tests: clock, faults, reset."""
