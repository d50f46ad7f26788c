"""The HTTP server, with and without TLS, for any WSGI application."""
