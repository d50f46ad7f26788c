"""Which rules of other schedulers fire when a job does? Pure; nothing in here is sure before ``proof`` has compared."""
