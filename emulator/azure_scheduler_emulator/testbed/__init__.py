"""What tests may ask of the emulator: time, faults, targets, what happened, and everything as one document."""
