"""How calls travel: connections, redirects, deadlines, and what went wrong on the way."""
