"""A storage queue action against a real Azurite: the message that a consumer reads is the service's envelope.

Azurite is looked for where ``npm install --prefix .node azurite`` puts it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import StorageQueueAction
from azure_scheduler_emulator.domain.jobs.history import Attempt, FireOrder, Result
from defusedxml import ElementTree

from tests.fixtures.calling import dispatcher

ACCOUNT = "acceptance1"
KEY = base64.b64encode(b"a key for this test only").decode()
MAIN = Path(__file__).parents[2] / ".node/node_modules/azurite/dist/src/queue/main.js"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    not (NODE and MAIN.exists()), reason="needs node and Azurite (npm install --prefix .node azurite)"
)


@dataclass(frozen=True)
class Azurite:
    """A running queue service."""

    port: int

    @property
    def account_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{ACCOUNT}"

    def read(self, queue: str) -> list[str]:
        """Take the messages off a queue and return their texts."""
        answer = requests.get(f"{self.account_url}/{queue}/messages?{sas('rp')}", timeout=10)
        answer.raise_for_status()
        messages = ElementTree.fromstring(answer.content).findall("QueueMessage")
        return [message.findtext("MessageText") or "" for message in messages]


def sas(permissions: str, key: str = KEY) -> str:
    """Return an account SAS for queues, signed as the storage service documents it for version 2018-03-28."""
    fields = {
        "sp": permissions,
        "ss": "q",
        "srt": "sco",
        "st": "",
        "se": "2100-01-01T00:00:00Z",
        "sip": "",
        "spr": "https,http",
        "sv": "2018-03-28",
    }
    to_sign = "".join(f"{text}\n" for text in (ACCOUNT, *fields.values()))
    digest = hmac.new(base64.b64decode(key), to_sign.encode(), hashlib.sha256).digest()
    given = {name: text for name, text in fields.items() if text}
    return urlencode({**given, "sig": base64.b64encode(digest).decode()})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return int(reserved.getsockname()[1])


@pytest.fixture(scope="module")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Azurite's queue service with one account and the queue ``tasks``."""
    service = Azurite(_free_port())
    assert NODE
    process = subprocess.Popen(
        [
            *(NODE, str(MAIN), "--queueHost", "127.0.0.1", "--queuePort", str(service.port)),
            *("--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"),
        ],
        cwd=tmp_path_factory.mktemp("azurite"),
        env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # Whatever happens to it, reading its output ends.
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stdout
        said = ""
        while "successfully listen" not in said:
            line = process.stdout.readline()
            assert line, f"Azurite did not start: {said}"
            said += line
        created = requests.put(f"{service.account_url}/tasks?{sas('wc')}", timeout=10)
        assert created.status_code == 201, created.text
        yield service
    finally:
        watchdog.cancel()
        process.terminate()
        process.communicate()


def _perform(maps: dict[str, str], sas_token: str, queue: str = "tasks") -> Result:
    action = StorageQueueAction(storage_account=ACCOUNT, queue_name=queue, sas_token=sas_token, message="<hello & ž>")
    due = datetime(2015, 9, 10, tzinfo=UTC)
    order = FireOrder(
        action=action,
        attempt=Attempt(job_id="j-1", occurrence=1, expected_at=due, due_at=due),
        job_name="nightly",
        collection_name="jobs-west",
        region="West Europe",
        execution_tag="0123456789abcdef0123456789abcdef",
        client_request_id="11111111-2222-3333-4444-555555555555",
    )
    transport = Transport(maps=maps)
    try:
        return dispatcher(transport).perform(order)
    finally:
        transport.close()


@pytest.fixture(params=["with the account in the path", "with the account in the Host header"])
def maps(request: pytest.FixtureRequest, azurite: Azurite) -> dict[str, str]:
    """The two ways to lead an account's calls to Azurite."""
    in_path = request.param == "with the account in the path"
    url = azurite.account_url if in_path else f"http://127.0.0.1:{azurite.port}"
    return {f"{ACCOUNT}.queue.core.windows.net": url}


def test_a_consumer_reads_the_envelope(azurite: Azurite, maps: dict[str, str]) -> None:
    result = _perform(maps, f"?{sas('a')}")
    assert result.succeeded, result
    assert result.message == (
        f"StorageQueue Action - Message to storage account '{ACCOUNT}' for queue 'tasks' succeeded: 'Created'"
    )
    (text,) = azurite.read("tasks")
    assert base64.b64decode(text).decode("utf-8") == (
        '<?xml version="1.0" encoding="utf-16"?><StorageQueueMessage xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><ExecutionTag>0123456789abcdef0123456789abcdef'
        "</ExecutionTag><ClientRequestId>11111111-2222-3333-4444-555555555555</ClientRequestId>"
        "<ExpectedExecutionTime>2015-09-10T00:00:00</ExpectedExecutionTime><SchedulerJobId>nightly</SchedulerJobId>"
        "<SchedulerJobCollectionId>jobs-west</SchedulerJobCollectionId><Region>West Europe</Region>"
        "<Message>&lt;hello &amp; ž&gt;</Message></StorageQueueMessage>"
    )


def test_a_missing_queue_is_told(maps: dict[str, str]) -> None:
    result = _perform(maps, sas("a"), queue="missing")
    assert not result.succeeded
    assert result.message == (
        f"StorageQueue Action - Queue 'missing' could not be found: in storage account '{ACCOUNT}' "
        "a queue 'missing' does not exist: 'NotFound'"
    )


def test_a_wrong_signature_is_refused(azurite: Azurite, maps: dict[str, str]) -> None:
    forged = sas("a", key=base64.b64encode(b"another key").decode())
    result = _perform(maps, forged)
    assert not result.succeeded
    assert result.message.startswith(
        f"StorageQueue Action - Message refused by storage account '{ACCOUNT}' for queue 'tasks': 'Forbidden' Auth"
    )
    assert forged not in repr(result)
    assert azurite.read("tasks") == []
