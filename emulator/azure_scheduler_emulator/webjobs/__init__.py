"""Web jobs on the disk: what they are, how their scripts run, and what is written about that. No HTTP, no database."""
