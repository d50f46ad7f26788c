"""The dashboard: one page, made on the server."""
