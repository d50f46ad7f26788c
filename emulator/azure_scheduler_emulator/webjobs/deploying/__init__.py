"""Whole sites that clients push: packages, what becomes of them, and the record of each."""
