"""Jobs: what they do, when, and every rule of their lives."""
