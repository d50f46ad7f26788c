"""The folder of the certificates: what is missing is made, what is there stays, and who may read it."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import shutil
import stat
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pkcs12 as asn1_pkcs12
from azure_scheduler_emulator.certificates.issuing import Pair, issue_authority, issue_self_signed
from azure_scheduler_emulator.certificates.publishsettings import PublishProfile
from azure_scheduler_emulator.certificates.store import ensure, export, issue_management, publish, show, thumbprint
from azure_scheduler_emulator.domain.errors import InvalidError
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store
from defusedxml import ElementTree

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EVERYTHING = {
    "ca.pem",
    "ca.key",
    "server.pem",
    "server.key",
    "management.pem",
    "management.pfx",
    "management.cer",
    "management.publishsettings",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a complete folder that no test changes."""
    folder = tmp_path_factory.mktemp("certificates") / "certs"
    ensure(folder, ["emulator.test", "192.0.2.1"], now=NOW)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a complete folder of the test's own."""
    copy = tmp_path / "certs"
    copy.mkdir(mode=0o700)
    for path in made.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def read(path: Path) -> x509.Certificate:
    """Return the certificate in a PEM file."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file that is not hidden, with what is in it."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def names_of(certificate: x509.Certificate) -> set[str]:
    """Return the names and addresses that a server certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in found}


class TestANewFolder:
    def test_it_holds_everything(self, made: Path) -> None:
        assert set(contents(made)) == EVERYTHING

    def test_keys_are_for_the_owner_alone(self, made: Path) -> None:
        secret = EVERYTHING - {"ca.pem", "server.pem", "management.cer"}

        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert {name for name in EVERYTHING if stat.S_IMODE((made / name).stat().st_mode) == 0o600} == secret

    def test_clients_can_verify_the_server_by_every_name(self, made: Path) -> None:
        authority, server = read(made / "ca.pem"), read(made / "server.pem")
        policy = PolicyBuilder().store(Store([authority])).time(NOW)

        for host in ("localhost", "host.docker.internal", "emulator.test"):
            assert policy.build_server_verifier(x509.DNSName(host)).verify(server, []) == [server, authority]
        for address in ("127.0.0.1", "::1", "192.0.2.1"):
            name = x509.IPAddress(ipaddress.ip_address(address))
            assert policy.build_server_verifier(name).verify(server, []) == [server, authority]

    def test_certificates_last_for_years(self, made: Path) -> None:
        assert read(made / "ca.pem").not_valid_after_utc >= NOW + timedelta(days=3650)
        assert NOW + timedelta(days=700) < read(made / "server.pem").not_valid_after_utc < NOW + timedelta(days=825)

    def test_the_server_certificate_is_for_servers_and_rsa_2048(self, made: Path) -> None:
        server = read(made / "server.pem")

        usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
        assert server.public_key().key_size == 2048
        assert load_pem_private_key((made / "server.key").read_bytes(), None).public_key() == server.public_key()

    def test_the_management_certificate_signs_itself(self, made: Path) -> None:
        management = read(made / "management.pem")

        assert management.verify_directly_issued_by(management) is None  # or it raises

    def test_every_form_of_the_management_certificate_is_the_same(self, made: Path) -> None:
        pem = (made / "management.pem").read_bytes()
        der = (made / "management.cer").read_bytes()
        key, certificate, others = pkcs12.load_key_and_certificates((made / "management.pfx").read_bytes(), b"")

        assert x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER) == der
        assert certificate.public_bytes(Encoding.DER) == der
        assert key.private_numbers() == load_pem_private_key(pem, None).private_numbers()
        assert others == []

    def test_case_18_the_pfx_is_one_that_old_clients_read(self, made: Path) -> None:
        pfx = asn1_pkcs12.Pfx.load((made / "management.pfx").read_bytes(), strict=True)

        [content] = pfx.authenticated_safe
        bags = asn1_pkcs12.SafeContents.load(content["content"].native)
        shrouded, certificate = (bag["bag_value"] for bag in bags)
        assert [bag["bag_id"].native for bag in bags] == ["pkcs8_shrouded_key_bag", "cert_bag"]
        assert shrouded["encryption_algorithm"]["algorithm"].native == "pkcs12_sha1_tripledes_3key"
        assert certificate["cert_value"].parsed.dump() == (made / "management.cer").read_bytes()
        assert pfx["mac_data"]["mac"]["digest_algorithm"]["algorithm"].native == "sha1"
        # Both say that they belong together.
        assert len({bag["bag_attributes"].dump() for bag in bags}) == 1

    @pytest.mark.parametrize("password", [None, b""])
    def test_case_18_the_null_password_opens_it(self, made: Path, password: bytes | None) -> None:
        key, certificate, _ = pkcs12.load_key_and_certificates((made / "management.pfx").read_bytes(), password)
        assert key.public_key() == certificate.public_key()
        with pytest.raises(ValueError, match="password"):
            pkcs12.load_key_and_certificates((made / "management.pfx").read_bytes(), b"another")

    def test_case_18_openssl_opens_it(self, made: Path) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("openssl is not installed")
        command = [openssl, "pkcs12", "-in", made / "management.pfx", "-passin", "pass:", "-nodes"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "BEGIN PRIVATE KEY" in done.stdout
        assert done.stdout.count("localKeyID") == 2

    def test_case_18b_the_key_in_management_pem_is_pkcs_1(self, made: Path) -> None:
        pem = (made / "management.pem").read_text()
        assert pem.startswith("-----BEGIN CERTIFICATE-----")
        assert "-----BEGIN RSA PRIVATE KEY-----" in pem
        assert "-----BEGIN PRIVATE KEY-----" not in pem

    def test_case_18c_addresses_stand_as_host_names_too(self, made: Path) -> None:
        names = read(made / "server.pem").extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert {"127.0.0.1", "192.0.2.1", "localhost"} <= set(names.get_values_for_type(x509.DNSName))
        assert ipaddress.ip_address("127.0.0.1") in names.get_values_for_type(x509.IPAddress)
        # No client looks for an address of IPv6 there, and it is no host name.
        assert not any(":" in name for name in names.get_values_for_type(x509.DNSName))

    def test_the_publish_settings_hold_the_subscription_and_its_certificate(self, tmp_path: Path) -> None:
        profile = PublishProfile(
            subscription_id="11111111-2222-3333-4444-555555555555",
            subscription_name='Tests & "more"',
            service_url="https://localhost:9443",
        )

        files = ensure(tmp_path / "certs", [], now=NOW, profile=profile)

        root = ElementTree.fromstring(files.publish_settings.read_bytes())
        published = root.find("PublishProfile")
        subscription = published.find("Subscription")
        assert (root.tag, published.attrib) == (
            "PublishData",
            {"SchemaVersion": "2.0", "PublishMethod": "AzureServiceManagementAPI"},
        )
        assert subscription.attrib == {
            "Id": "11111111-2222-3333-4444-555555555555",
            "Name": 'Tests & "more"',
            "ServiceManagementUrl": "https://localhost:9443",
            "ManagementCertificate": base64.b64encode(files.management_pfx.read_bytes()).decode(),
        }

    def test_processes_that_start_together_agree(self, tmp_path: Path) -> None:
        folder = tmp_path / "certs"
        found: list[dict[str, bytes]] = []

        def start() -> None:
            ensure(folder, [], now=NOW)
            found.append(contents(folder))

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert found == [found[0]] * 4


class TestAFolderThatExists:
    def test_nothing_changes_when_everything_is_there(self, folder: Path) -> None:
        before = contents(folder)

        ensure(folder, ["emulator.test"], now=NOW + timedelta(days=600))

        assert contents(folder) == before

    def test_nothing_is_written_when_everything_is_there(self, folder: Path) -> None:
        stamps = {path: path.stat().st_mtime_ns for path in folder.iterdir()}

        ensure(folder, [], now=NOW)

        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == stamps

    def test_its_rights_are_not_touched(self, folder: Path) -> None:
        folder.chmod(0o755)
        (folder / "server.pem").unlink()

        ensure(folder, [], now=NOW)

        assert stat.S_IMODE(folder.stat().st_mode) == 0o755

    @pytest.mark.parametrize(
        ("missing", "made_again"),
        [
            ({"server.pem"}, {"server.pem", "server.key"}),
            ({"server.key"}, {"server.pem", "server.key"}),
            # Nobody can issue under the former authority.
            ({"ca.pem"}, {"ca.pem", "ca.key", "server.pem", "server.key"}),
            ({"ca.key"}, set()),  # It may be kept elsewhere.
            ({"management.pfx"}, {"management.pfx", "management.publishsettings"}),
            ({"management.cer"}, {"management.pfx", "management.publishsettings"}),
            ({"management.publishsettings"}, set()),
            (
                {"management.pem"},
                {"management.pem", "management.pfx", "management.cer", "management.publishsettings"},
            ),
        ],
    )
    def test_what_is_missing_is_made(self, folder: Path, missing: set[str], made_again: set[str]) -> None:
        before = contents(folder)
        for name in missing:
            (folder / name).unlink()

        ensure(folder, ["emulator.test"], now=NOW)

        after = contents(folder)
        assert set(after) == EVERYTHING - ({"ca.key"} & missing)
        assert {name for name in after if after[name] != before[name]} == made_again

    @pytest.mark.parametrize(
        ("names", "now"),
        [
            pytest.param(["emulator.test", "further.test"], NOW, id="a name is new"),
            pytest.param(["2001:db8::1"], NOW, id="an address is new"),
            pytest.param([], NOW + timedelta(days=731), id="it has ended"),
            pytest.param([], NOW + timedelta(days=710), id="it ends soon"),
        ],
    )
    def test_the_server_certificate_is_issued_again(self, folder: Path, names: list[str], now: datetime) -> None:
        before = contents(folder)

        ensure(folder, names, now=now)

        after, server = contents(folder), read(folder / "server.pem")
        assert {name for name in after if after[name] != before[name]} == {"server.pem", "server.key"}
        assert names_of(server) >= {*names, "localhost", "127.0.0.1", "::1", "host.docker.internal"}
        assert server.not_valid_after_utc > now + timedelta(days=700)
        server.verify_directly_issued_by(read(folder / "ca.pem"))

    def test_an_address_is_the_same_however_it_is_written(self, folder: Path) -> None:
        ensure(folder, ["2001:db8::1"], now=NOW)
        before = contents(folder)

        ensure(folder, ["2001:DB8:0:0::1"], now=NOW)

        assert contents(folder) == before

    def test_an_authority_that_ends_is_replaced_with_its_certificates(self, folder: Path) -> None:
        before = contents(folder)

        ensure(folder, [], now=NOW + timedelta(days=3640))

        after = contents(folder)
        changed = {name for name in after if after[name] != before[name]}
        assert changed == {"ca.pem", "ca.key", "server.pem", "server.key"}
        read(folder / "server.pem").verify_directly_issued_by(read(folder / "ca.pem"))

    def test_a_server_certificate_does_not_outlive_its_authority(self, folder: Path) -> None:
        ensure(folder, [], now=NOW + timedelta(days=3500))

        assert read(folder / "server.pem").not_valid_after_utc == read(folder / "ca.pem").not_valid_after_utc

    def test_the_publish_settings_follow_the_port(self, folder: Path) -> None:
        files = ensure(folder, [], now=NOW)
        before = contents(folder)

        publish(files, PublishProfile(service_url="https://127.0.0.1:40001"))

        after = contents(folder)
        assert {name for name in after if after[name] != before[name]} == {"management.publishsettings"}
        assert b'"https://127.0.0.1:40001"' in after["management.publishsettings"]


class TestTheUsersOwn:
    @pytest.mark.parametrize("with_authority", [True, False])
    def test_a_server_certificate_stays_whatever_its_names_and_dates(
        self, tmp_path: Path, with_authority: bool
    ) -> None:
        own = issue_self_signed("my.server", datetime(2010, 1, 1, tzinfo=UTC))
        if with_authority:
            (tmp_path / "ca.pem").write_bytes(issue_self_signed("My authority", NOW).certificate_pem)
        self.place(tmp_path, "server", own)

        ensure(tmp_path, ["further.test"], now=NOW)

        assert (tmp_path / "server.pem").read_bytes() == own.certificate_pem
        assert (tmp_path / "server.key").read_bytes() == own.key_pem
        assert not (tmp_path / "ca.key").exists()

    def test_an_authority_issues_the_server_certificate(self, tmp_path: Path) -> None:
        authority = issue_authority(NOW)
        self.place(tmp_path, "ca", authority)

        ensure(tmp_path, [], now=NOW)

        assert (tmp_path / "ca.key").read_bytes() == authority.key_pem
        read(tmp_path / "server.pem").verify_directly_issued_by(authority.certificate)

    def test_an_authority_without_its_key_cannot(self, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_bytes(issue_authority(NOW).certificate_pem)

        with pytest.raises(InvalidError, match=r"ca\.key is missing"):
            ensure(tmp_path, [], now=NOW)

    def test_an_authority_that_ends_is_not_replaced(self, tmp_path: Path) -> None:
        own = issue_self_signed("My authority", datetime(2010, 1, 1, tzinfo=UTC))
        self.place(tmp_path, "ca", own)

        with pytest.raises(InvalidError, match=r"ca\.pem ends too soon"):
            ensure(tmp_path, [], now=NOW)

        assert (tmp_path / "ca.key").read_bytes() == own.key_pem

    @pytest.mark.parametrize("key_first", [True, False])
    def test_a_management_certificate_stays_and_gets_its_other_forms(self, tmp_path: Path, key_first: bool) -> None:
        own = issue_self_signed("mine", NOW)
        text = own.key_pem + own.certificate_pem if key_first else own.certificate_pem + own.key_pem
        (tmp_path / "management.pem").write_bytes(text)

        files = ensure(tmp_path, [], now=NOW)

        assert files.management.read_bytes() == text
        assert files.management_cer.read_bytes() == own.der

    @pytest.mark.parametrize("name", ["server.pem", "ca.pem", "management.pem"])
    def test_a_file_that_is_no_certificate_is_named(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(b"not a certificate")
        (folder / "management.cer").unlink()

        with pytest.raises(InvalidError, match=name):
            ensure(folder, [], now=NOW)
        with pytest.raises(InvalidError, match=name):
            show(folder)

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(InvalidError, match=r"file.certs"):
            ensure(tmp_path / "file" / "certs", [], now=NOW)

    def test_a_name_that_cannot_stand_in_a_certificate_is_named(self, folder: Path) -> None:
        with pytest.raises(InvalidError, match="ü"):
            ensure(folder, ["ü" * 70], now=NOW)

    def test_a_name_beyond_ascii_is_written_as_in_the_domain_name_system(self, folder: Path) -> None:
        ensure(folder, ["zürich.test"], now=NOW)

        assert "xn--zrich-kva.test" in names_of(read(folder / "server.pem"))

    @staticmethod
    def place(folder: Path, name: str, pair: Pair) -> None:
        """Put a certificate and its key in the folder."""
        (folder / f"{name}.pem").write_bytes(pair.certificate_pem)
        (folder / f"{name}.key").write_bytes(pair.key_pem)


class TestManagementCertificates:
    def test_a_new_one_comes_in_every_form(self) -> None:
        made = issue_management("Tenant 7", now=NOW)

        certificate = x509.load_der_x509_certificate(made.cer)
        key, same, _ = pkcs12.load_key_and_certificates(made.pfx, None)
        assert certificate.subject.rfc4514_string() == "CN=Tenant 7"
        assert same == certificate == x509.load_pem_x509_certificate(made.pem.encode())
        assert key.public_key() == certificate.public_key()
        assert made.pem.index("BEGIN CERTIFICATE") < made.pem.index("BEGIN RSA PRIVATE KEY")
        assert made.thumbprint == hashlib.sha1(made.cer).hexdigest().upper()

    def test_two_differ(self) -> None:
        assert len({issue_management("same", now=NOW).thumbprint for _ in range(2)}) == 2

    def test_a_thumbprint_is_sha1_in_capitals(self) -> None:
        assert thumbprint(b"abc") == "A9993E364706816ABA3E25717850C26C9CD0D89D"


class TestTheCertsCommand:
    def test_it_shows_the_certificates(self, made: Path) -> None:
        shown = show(made)

        assert [(one.file, one.subject) for one in shown] == [
            ("ca.pem", "CN=Azure Scheduler Emulator Authority"),
            ("server.pem", "CN=localhost"),
            ("management.pem", "CN=Azure Scheduler Emulator Management"),
        ]
        assert shown[2].thumbprint == thumbprint((made / "management.cer").read_bytes())
        assert shown[1].not_after == read(made / "server.pem").not_valid_after_utc

    def test_an_empty_folder_has_nothing_to_show(self, tmp_path: Path) -> None:
        assert show(tmp_path / "nowhere") == []

    def test_it_exports_what_clients_need_and_no_other_keys(self, made: Path, tmp_path: Path) -> None:
        copies = export(made, tmp_path / "for clients")

        wanted = EVERYTHING - {"ca.key", "server.pem", "server.key"}
        assert {path.name for path in copies} == wanted
        assert contents(tmp_path / "for clients") == {name: (made / name).read_bytes() for name in wanted}
        assert stat.S_IMODE((tmp_path / "for clients" / "management.pem").stat().st_mode) == 0o600

    def test_case_18_a_password_has_the_pfx_written_by_the_algorithms_of_today(
        self, made: Path, tmp_path: Path
    ) -> None:
        export(made, tmp_path / "for clients", "pässword")

        data = (tmp_path / "for clients" / "management.pfx").read_bytes()
        key, certificate, _ = pkcs12.load_key_and_certificates(data, "pässword".encode())
        assert certificate == read(made / "management.pem")
        assert key.public_key() == certificate.public_key()
        assert asn1_pkcs12.Pfx.load(data)["mac_data"]["mac"]["digest_algorithm"]["algorithm"].native == "sha256"
        # Tools import the settings without asking for a password.
        settings = (tmp_path / "for clients" / "management.publishsettings").read_bytes()
        assert settings == (made / "management.publishsettings").read_bytes()

    def test_an_empty_folder_cannot_be_exported(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidError, match="Cannot export"):
            export(tmp_path / "nowhere", tmp_path / "target")
