"""Making and keeping the certificates: the authority's, the server's, and the management certificates."""
