"""Conversations with the real Resource Manager face, replayed: every exchange has to match.

Left out, or matched but for what is named here:

- Until November 2015 the service showed the secrets of an *error action* in its answers. This emulator never does
  (docs/deviations/azure-arm.md).
- The recordings of ``UNREPEATABLE`` do not hold what an answer of theirs depends on.
"""

from __future__ import annotations

import re
from argparse import Namespace

#: By a part of the file's name, why it cannot be repeated.
UNREPEATABLE = {
    # It was recorded without its beginning: the job that it updates was never made.
    "ps__TestUpdateHttpJob": "begins in the middle",
    # The two requests are for different subscriptions, and yet the second finds what the first made.
    "py__test_scheduler": "mixes two subscriptions",
    # The recorder sorted by verb: the collection is deleted before its jobs are made.
    "ClientCertAuth__2014-08-01-preview__2015-08-04": "is out of order",
}
_SECRET = re.compile(r"body\.properties\.action\.errorAction\.\w+(\.authentication)?\.(sasToken|sasKey): missing")


def complaints(lines):
    """Return what differs, without the secrets that are withheld and without the lines that say where."""
    differences = [line.strip() for line in lines if line.startswith("       ")]
    return [text for text in differences if not _SECRET.fullmatch(text)]


def test_every_recorded_exchange_matches(launch, shared, replay):
    found, compared = {}, 0
    with launch("--pace", "recorded") as process:
        args = Namespace(
            control=f"{process.http}/_emulator", http=process.http, https=process.https, cert=None, ca=None
        )
        for path in sorted((shared / "recordings" / "azure-arm").glob("*.json")):
            if any(part in path.name for part in (*UNREPEATABLE, *replay.NEEDS_STATE)):
                continue
            session = replay.Session(path, args)
            _, exchanges, lines = session.run()
            session.http.close()
            compared += exchanges
            if complaints(lines):
                found[path.stem] = complaints(lines)
    assert compared >= 340
    assert found == {}
