"""Azure recurrences: when they fire, what they may say, and their words."""
