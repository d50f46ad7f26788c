"""What runs: triggered and continuous jobs, their processes and schedules."""
