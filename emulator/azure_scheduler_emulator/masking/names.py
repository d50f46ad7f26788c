"""What is secret? One table, for headers, members of documents, parameters of forms and addresses alike."""

from __future__ import annotations

import re
from functools import lru_cache

MASK = "***"

#: Names are compared without case, and without what they are put together with: ``auth_token``, ``AuthToken``.
_GLUE = re.compile(r"[\s_.$\-]+")

#: A name that is one of these, or ends with one, holds a secret: ``DB_PASSWORD``, ``x-functions-key``.
_ENDINGS = (
    "accesskey",
    "accesskeyid",
    "accountkey",
    "apikey",
    "authorization",
    "clientassertion",
    "clientkey",
    "connectionstring",
    "cookie",
    "credential",
    "credentials",
    "functionskey",
    "functionkey",
    "hostkey",
    "managementcertificate",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "pfx",
    "primarykey",
    "privatekey",
    "pwd",
    "saskey",
    "sastoken",
    "secondarykey",
    "secret",
    "secretkey",
    "secrets",
    "sharedaccesssignature",
    "sharedkey",
    "subscriptionkey",
    "token",
)
#: Secret only as a whole.
_WHOLE = frozenset({"assertion", "codeverifier", "pin", "samlresponse", "sig", "signature", "wresult"})
#: Secret in forms and addresses only: in documents a code is what kind of error it was, and a key is a name.
_PARAMETERS = frozenset({"code", "key"})
#: End like secrets and are none: where a list goes on, and what names a public key.
_PUBLIC = ("skiptoken", "continuationtoken", "pagetoken", "nexttoken", "publickeytoken", "cancellationtoken")
#: A text without any of these holds no secret, and need not be read: a part of each name above, what a password in an
#: address and a token look like, and what may spell any of that another way.
_HINTS = (
    *("@", "%", "\\u", "key", "auth", "cookie", "cred", "cert", "pass", "pwd", "pfx", "sas", "secret", "token", "sig"),
    *("assert", "code", "pin", "saml", "wresult", "connect", "private", "eyj", "bearer"),
)


def may_hold_secrets(text: str) -> bool:
    """Tell whether a text is worth reading. Many searches for words are faster than one for a pattern."""
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)


@lru_cache(4096)
def is_secret(name: str, *, parameter: bool = False) -> bool:
    """Tell whether what is called ``name`` is a secret; a ``parameter`` is one of a form or of an address."""
    plain = _GLUE.sub("", name[-200:]).lower()
    if plain in _WHOLE or (parameter and plain in _PARAMETERS):
        return True
    return plain.endswith(_ENDINGS) and not plain.endswith(_PUBLIC)
