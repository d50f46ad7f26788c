"""The console: what people see of the emulator, and steer it by, in a browser."""
