"""What a job does when it fires, one module per kind of action."""
