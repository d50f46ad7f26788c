"""Attempts that are made on other machines, by workers at a broker: docs/scale.md."""
