"""``doctor``: is it the port, the certificate, the clock, or the subscription? Looks at each as a client would."""

from __future__ import annotations

from pathlib import Path

import click

from azure_scheduler_emulator.commands.failing import NO
from azure_scheduler_emulator.commands.verbs.server import Server, verb
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION


@click.command(
    help="Look at ports, certificates and clock, and ask the classic API something with the client's certificate; say "
    "what a refusal would be for. Ends with 1 if something is wrong.",
    short_help="Find out why a client is not let in.",
)
@click.option("--https-url", metavar="URL", help="The TLS port; by default as the READY file or the certificates say.")
@click.option("--certs", metavar="DIR", type=click.Path(file_okay=False), help="Folder of the certificates.")
@click.option("--cert", metavar="FILE", type=click.Path(dir_okay=False), help="The client's certificate and key, PEM.")
@click.option("--subscription", metavar="GUID", default=DEFAULT_SUBSCRIPTION, help="Whose resources it asks for.")
@verb
def doctor(server: Server, https_url: str | None, certs: str | None, cert: str | None, subscription: str) -> int:
    """Carry out ``doctor``."""
    from azure_scheduler_emulator.commands.verbs import examining
    from azure_scheduler_emulator.environment import load

    patient = examining.Patient(
        server=server,
        folder=Path(certs or load().certs),
        https_url=https_url or "",
        certificate=Path(cert) if cert else None,
        subscription=subscription,
    )
    found = examining.examine(patient)
    document = [{"check": each.check, "ok": each.ok, "says": each.says} for each in found]
    lines = [f"{'ok  ' if each.ok else 'BAD '} {each.check:12} {each.says}" for each in found]
    server.show(document, "\n".join(lines))
    return 0 if all(each.ok for each in found) else NO
