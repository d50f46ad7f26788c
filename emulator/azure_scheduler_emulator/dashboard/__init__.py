"""The dashboard, for people."""
