"""The rules, in plain Python: no clock, no input or output, no framework. Time is always an argument."""
