"""Resources of providers that are not emulated, as far as templates need them: records that can be put, got and asked.

Whoever deploys jobs by a template deploys what they call beside them: sites, queues, storage accounts. Such a resource
is kept as it was written, gets the members that templates ask for (addresses, keys), and does nothing.
"""
