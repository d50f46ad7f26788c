"""Moments and spans of time: how they are read and written."""
