"""Which addresses are those of Azure Active Directory? They begin with a tenant, as classic ones with a subscription.

Both are GUIDs, so what follows decides: none of these names is one of Service Management's.
"""

#: Where clients learn how to sign in, where they are given tokens, and the graph of the directory.
SEGMENTS = (".well-known", "discovery", "oauth2", "serviceprincipals", "v2.0")
