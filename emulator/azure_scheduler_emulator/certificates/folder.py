"""Which file is what? The names in the folder of the certificates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class CertificateFolder:
    """Where each file is, whether it exists or not."""

    path: Path

    @property
    def authority(self) -> Path:
        """Return the certificate that clients trust in order to trust the server (PEM)."""
        return self.path / "ca.pem"

    @property
    def authority_key(self) -> Path:
        """Return the authority's key (PEM): needed only to issue a server certificate."""
        return self.path / "ca.key"

    @property
    def server(self) -> Path:
        """Return the server's certificate (PEM)."""
        return self.path / "server.pem"

    @property
    def server_key(self) -> Path:
        """Return the server's key (PEM)."""
        return self.path / "server.key"

    @property
    def management(self) -> Path:
        """Return the management certificate followed by its key (PEM): what Python, Node and curl clients take."""
        return self.path / "management.pem"

    @property
    def management_pfx(self) -> Path:
        """Return the same as PKCS #12 under the empty password: what .NET and Windows take."""
        return self.path / "management.pfx"

    @property
    def management_cer(self) -> Path:
        """Return the management certificate alone (DER): what is uploaded to a subscription."""
        return self.path / "management.cer"

    @property
    def publish_settings(self) -> Path:
        """Return the file that tools import a subscription from."""
        return self.path / "management.publishsettings"
