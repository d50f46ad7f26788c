"""How HTTP actions say who they are: a TLS server that demands a certificate, and an authority that gives tokens."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from azure_scheduler_emulator.actions.http import HttpPerformer
from azure_scheduler_emulator.actions.oauth import AUTHORITY, Tokens
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth, ClientCertificate
from azure_scheduler_emulator.faces.azure.certificates import read_pfx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.fixtures.calling import Calling
from tests.fixtures.identities import self_signed

APPLICATION = ActiveDirectoryOAuth(tenant="te nant/..", audience="https://audience/", client_id="c", secret="s3cr&t")


@pytest.fixture(scope="module")
def identity() -> tuple[ClientCertificate, bytes]:
    """A client certificate as a job has it, and the PEM of its authority, which is itself."""
    key, made = self_signed("jobs")
    encryption = serialization.BestAvailableEncryption(b"pfx password")
    pfx = pkcs12.serialize_key_and_certificates(b"jobs", key, made, None, encryption)
    shown = read_pfx(base64.b64encode(pfx).decode(), "pfx password")
    return shown, made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def demanding(identity: tuple[ClientCertificate, bytes], certificate: Path, make_target: Callable[..., Any]) -> Any:
    """A local HTTPS server that lets in nobody but that client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=identity[1].decode())
    return make_target(context)


class TestClientCertificate:
    """Mutual TLS."""

    @pytest.fixture
    def call(self, demanding: Any, certificate: Path, make_order: Any, make_transport: Any) -> Any:
        performer = Calling(HttpPerformer(), make_transport(verify=str(certificate)))

        def call(authentication: ClientCertificate | None) -> Any:
            action = HttpAction(method="GET", uri=f"{demanding.url}/", authentication=authentication)
            return performer.perform(make_order(action))

        return call

    def test_the_target_is_shown_the_certificate(self, call: Any, demanding: Any, identity: Any) -> None:
        result = call(identity[0])
        assert result.succeeded, result.message
        [request] = demanding.received
        assert request.values("Authorization") == []
        assert "pfx password" not in repr(result)
        assert identity[0].pfx not in repr(result)

    def test_without_it_nobody_gets_in(self, call: Any, demanding: Any, identity: Any) -> None:
        assert call(identity[0]).succeeded
        # not even over a connection that has shown it before
        result = call(None)
        assert not result.succeeded
        assert result.message.startswith("Http Action - Request to host '127.0.0.1' failed: ")
        assert len(demanding.received) == 1

    def test_each_call_has_a_connection_of_its_own(self, call: Any, demanding: Any, identity: Any) -> None:
        assert [call(identity[0]).succeeded for _ in range(2)] == [True, True]
        assert demanding.connections == 2

    def test_a_target_that_does_not_ask_is_called_all_the_same(
        self, target: Any, identity: Any, make_order: Any, make_transport: Any
    ) -> None:
        action = HttpAction(method="GET", uri=f"{target.url}/", authentication=identity[0])
        assert Calling(HttpPerformer(), make_transport()).perform(make_order(action)).succeeded


def token_answer(token: str = "t0ken", **members: Any) -> bytes:
    body = json.dumps({"token_type": "Bearer", "access_token": token, **members})
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def refusal(status: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()


class TestActiveDirectory:
    """Client credentials."""

    @pytest.fixture
    def authority(self, make_target: Callable[..., Any]) -> Any:
        return make_target()

    @pytest.fixture
    def call(self, authority: Any, target: Any, make_order: Any, make_transport: Any) -> Any:
        performer = Calling(HttpPerformer(), make_transport(maps={AUTHORITY: authority.url}))
        action = HttpAction(
            method="GET",
            uri=f"{target.url}/",
            headers=(("authorization", "mine"),),
            authentication=APPLICATION,
        )
        return lambda: performer.perform(make_order(action))

    def test_a_token_is_got_with_the_credentials_and_shown_to_the_target(
        self, call: Any, authority: Any, target: Any
    ) -> None:
        authority.answer(token_answer(expires_in="3599"))
        result = call()
        assert result.succeeded, result.message
        [asked] = authority.received
        assert (asked.method, asked.target) == ("POST", "/te%20nant%2F../oauth2/token")
        assert asked.values("Content-Type") == ["application/x-www-form-urlencoded"]
        assert parse_qs(asked.body.decode()) == {
            "grant_type": ["client_credentials"],
            "client_id": ["c"],
            "client_secret": ["s3cr&t"],
            "resource": ["https://audience/"],
        }
        [request] = target.received
        assert request.values("Authorization") == ["Bearer t0ken"]
        assert not {"t0ken", "s3cr&t"} & set(repr(result).split("'"))
        assert "t0ken" not in repr(result)

    def test_it_is_used_again(self, call: Any, authority: Any, target: Any) -> None:
        authority.answer(token_answer(expires_in=3600))
        assert [call().succeeded for _ in range(3)] == [True, True, True]
        assert (len(authority.received), len(target.received)) == (1, 3)

    def test_a_target_that_refuses_it_gets_another_one(self, call: Any, authority: Any, target: Any) -> None:
        authority.answer(token_answer("old"), token_answer("new"))
        target.answer(refusal("401 Unauthorized"))
        assert [call().succeeded for _ in range(2)] == [False, True]
        assert [request.values("Authorization") for request in target.received] == [["Bearer old"], ["Bearer new"]]

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (
                refusal("401 Unauthorized"),
                "ProtocolError '{}' gave no access token: The remote server returned an error: (401)",
            ),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "ServerProtocolViolation '{}' gave no access token:"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull", "ServerProtocolViolation '{}' gave no access token:"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n<", "ServerProtocolViolation '{}' gave no access token:"),
        ],
    )
    def test_without_a_token_the_target_is_not_called(
        self, call: Any, authority: Any, target: Any, answer: bytes, words: str
    ) -> None:
        authority.answer(answer)
        result = call()
        assert not result.succeeded
        expected = f"Http Action - Request to host '127.0.0.1' failed: {words.format(AUTHORITY)}"
        assert result.message.startswith(expected)
        assert target.received == []


@pytest.mark.parametrize(
    ("life", "good_for"),
    [
        # five minutes before it expires
        (3600, 3300),
        # half of a life that is shorter than that
        (400, 200),
        (60, 30),
    ],
)
def test_a_token_is_kept_until_shortly_before_it_expires(
    life: int, good_for: int, target: Any, make_transport: Any
) -> None:
    seconds = [100.0]
    tokens, transport = Tokens(now=lambda: seconds[0]), make_transport(maps={AUTHORITY: target.url})
    target.answer(token_answer("first", expires_in=life), token_answer("second", expires_in=life))
    assert tokens.get(APPLICATION, transport) == "first"
    seconds[0] += good_for - 1
    assert tokens.get(APPLICATION, transport) == "first"
    seconds[0] += 1
    assert tokens.get(APPLICATION, transport) == "second"
