"""What can be set up? Clients, certificates, who may come in, targets, and what the emulator was started with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.certificates.identity import Identity, identify
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.snippets import SNIPPETS, Connection
from azure_scheduler_emulator.console.views.naming import CHIPS, TITLES
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.testbed.setup import in_force
from azure_scheduler_emulator.testbed.testbed import Testbed


@dataclass(frozen=True, kw_only=True)
class ConnectionView:
    """How to connect."""

    sdk: str
    tabs: Sequence[tuple[str, str]]
    code: str
    needs: str
    https: str
    http: str


def connection(testbed: Testbed, sdk: str, host: str) -> ConnectionView:
    """Return how a client connects; ``host`` is where the page was found, for a server that is not ours."""
    sdk = sdk if sdk in SNIPPETS else "python"
    folder = testbed.registrations.folder
    http = testbed.addresses.http or f"http://{host}"
    at = Connection(
        https=testbed.addresses.https or f"https://{host}",
        http=http,
        subscription=DEFAULT_SUBSCRIPTION,
        management=str(folder.management.absolute()),
        pfx=str(folder.management_pfx.absolute()),
        authority=str(folder.authority.absolute()),
        kudu_user=testbed.settings.kudu_credentials.partition(":")[0],
    )
    chosen = SNIPPETS[sdk]
    tabs = [(name, each.title) for name, each in SNIPPETS.items()]
    return ConnectionView(
        sdk=sdk, tabs=tabs, code=chosen.write(at).rstrip(), needs=chosen.needs, https=at.https, http=http
    )


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """A file that clients use."""

    title: str
    file: str
    says: str


def certificates(testbed: Testbed) -> list[CertificateRow]:
    """Return the files that clients use, as far as they are there."""
    folder = testbed.registrations.folder
    own = _read(folder.management_cer)
    authority = _until(_pem(folder.authority))
    found = (
        ("Authority to trust", folder.authority, authority),
        ("Management, with key", folder.management, _spaced(own.thumbprint) if own else ""),
        ("Management, no password", folder.management_pfx, "The same, for .NET and Windows"),
        ("Management, public part", folder.management_cer, "To register elsewhere"),
        ("Publish settings", folder.publish_settings, "For tools that import them"),
    )
    return [CertificateRow(title=title, file=path.name, says=says) for title, path, says in found if path.exists()]


def _read(path: Path) -> Identity | None:
    return identify(path.read_bytes()) if path.exists() else None


def _pem(path: Path) -> Identity | None:
    import ssl

    try:
        return identify(ssl.PEM_cert_to_DER_cert(path.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return None


def _until(found: Identity | None) -> str:
    return f"Until {found.not_after:%Y-%m-%d}" if found and found.not_after else ""


def _spaced(thumbprint: str) -> str:
    return f"{thumbprint[:4]} {thumbprint[4:8]} … {thumbprint[-4:]}"


@dataclass(frozen=True, kw_only=True)
class OwnerRow:
    """A subscription, or whoever has jobs in a sibling API."""

    api: str
    owner: str
    title: str
    says: str
    certificates: int | None
    jobs: int


def subscriptions(testbed: Testbed) -> list[OwnerRow]:
    """Return everybody who has certificates or jobs, subscriptions first."""
    known, jobs = {each.id: each for each in testbed.registrations.everyone()}, testbed.glances.owners()
    trusted = {name: each.certificates for name, each in known.items()}
    labels = {name: each.label for name, each in known.items()}
    owners = {*(Tenant(AZURE, each) for each in trusted), *jobs}
    ordered = sorted(
        owners, key=lambda each: (each.api != AZURE, each.owner != DEFAULT_SUBSCRIPTION, each.api, each.owner)
    )
    return [
        _owner(each, labels.get(each.owner, ""), len(trusted.get(each.owner, ())), jobs.get(each, 0))
        for each in ordered
    ]


def _owner(tenant: Tenant, label: str, number: int, jobs: int) -> OwnerRow:
    if tenant.api == AZURE:
        usual = "Default subscription" if tenant.owner == DEFAULT_SUBSCRIPTION else "Subscription"
        title = wording.seen(label) or usual
        return OwnerRow(api=AZURE, owner=tenant.owner, title=title, says=tenant.owner, certificates=number, jobs=jobs)
    name = tenant.owner or CHIPS.get(tenant.api, tenant.api)
    return OwnerRow(
        api=tenant.api,
        owner=tenant.owner,
        title=wording.seen(name),
        says=TITLES.get(tenant.api, tenant.api),
        certificates=None,
        jobs=jobs,
    )


@dataclass(frozen=True, kw_only=True)
class SinkRow:
    """A target inside the emulator."""

    name: str
    address: str
    answers: Sequence[int]
    position: int
    calls: int
    newest: datetime | None


def sinks(testbed: Testbed) -> list[SinkRow]:
    """Return the targets inside the emulator by name."""
    return [
        SinkRow(
            name=each.name,
            address=f"{testbed.addresses.http}/_emulator/sink/{each.name}",
            answers=[reply.status for reply in each.script],
            position=each.position,
            calls=each.calls,
            newest=each.newest,
        )
        for each in testbed.sinks.everyone()
    ]


@dataclass(frozen=True, kw_only=True)
class SettingRow:
    """A setting in force."""

    flag: str
    value: str
    origin: str
    help: str


@dataclass(frozen=True, kw_only=True)
class SettingsView:
    """The settings, all of them or those that somebody set."""

    rows: list[SettingRow]
    usual: int
    everything: bool


def settings(testbed: Testbed, *, everything: bool) -> SettingsView:
    """Return the settings that differ from what they are by themselves, or all of them."""
    found = in_force(testbed.settings)
    return SettingsView(
        rows=[
            SettingRow(flag=each.flag, value=_shown(each.value), origin=each.origin, help=each.help)
            for each in found
            if everything or each.origin != "default"
        ],
        usual=sum(each.origin == "default" for each in found),
        everything=everything,
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in ("", None) else "none"
