"""What is on the disk of the site: jobs, settings, logs, uploads."""
