"""Listeners, TLS, routing between the faces, and the command line."""
