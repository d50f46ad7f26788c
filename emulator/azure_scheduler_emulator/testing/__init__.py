"""The emulator inside a test: LiveEmulator, a pytest plugin, a container."""
