"""What can be asked of a running emulator on the command line: a module for each noun."""
