"""Which request is written down, and what of it is a secret?"""

from __future__ import annotations

import json

import pytest
from azure_scheduler_emulator.export.running import Status
from azure_scheduler_emulator.export.targets.registry import BY_NAME

from tests.fixtures.exporting import definition, exported, outcome

DAILY = {"frequency": "day"}
HTTPS = {"uri": "https://example.org/x", "method": "GET"}
BUS = {
    "type": "serviceBusQueue",
    "serviceBusQueueMessage": {
        "queueName": "q",
        "namespace": "ns",
        "transportType": "netMessaging",
        "authentication": {"type": "sharedAccessKey", "sasKeyName": "k", "sasKey": "s"},
        "message": "m",
    },
}


def with_request(**members):
    return definition(DAILY, action={"type": "https", "request": HTTPS | members})


@pytest.mark.parametrize(
    ("members", "secrets"),
    [
        ({}, {}),
        ({"uri": "https://example.org/x?code=abc&page=2"}, {"JOB_CODE": "abc"}),
        ({"uri": "https://example.org/x?sig=a&sig=b"}, {"JOB_SIG": "a", "JOB_SIG_2": "b"}),
        ({"uri": "https://me:pw@example.org/x"}, {"JOB_URI_PASSWORD": "pw"}),
        ({"headers": {"Authorization": "Bearer abc", "Accept": "*/*"}}, {"JOB_AUTHORIZATION": "Bearer abc"}),
        ({"body": '{"password": "x"}', "method": "POST"}, {"JOB_BODY": '{"password": "x"}'}),
        ({"body": '{"colour": "red"}', "method": "POST"}, {}),
        ({"authentication": {"type": "Basic", "username": "u", "password": "p"}}, {"JOB_PASSWORD": "p"}),
        (
            {
                "authentication": {
                    "type": "ActiveDirectoryOAuth",
                    "tenant": "t",
                    "audience": "a",
                    "clientId": "c",
                    "secret": "s",
                }
            },
            {"JOB_CLIENT_SECRET": "s"},
        ),
    ],
)
@pytest.mark.parametrize("target", ["logic-apps-arm", "logic-apps-bicep", "azure-functions", "kubernetes", "crontab"])
def test_secrets_have_names_and_stand_nowhere(target, members, secrets):
    made = exported(with_request(**members), to=[target])
    [found] = made.outcomes
    assert {secret.name: secret.value for secret in found.secrets} == secrets
    text = "".join(made.documents.values())
    assert [value for value in secrets.values() if len(value) > 1 and json.dumps(value)[1:-1] in text] == []
    assert [name for name in secrets if name not in text] == []


def test_a_secret_that_the_source_does_not_show_has_a_name_all_the_same():
    shown = with_request(authentication={"type": "Basic", "username": "u"})
    assert [(secret.name, secret.value) for secret in outcome(shown, "kubernetes").secrets] == [("JOB_PASSWORD", None)]


@pytest.mark.parametrize("target", BY_NAME)
def test_service_bus_is_refused_with_its_reason(target):
    found = outcome(definition(DAILY, action=BUS), target)
    assert (found.status, "Service Bus" in found.reason) == (Status.REFUSED, True)


@pytest.mark.parametrize("target", BY_NAME)
def test_a_message_for_a_storage_queue_is_put_by_its_rest_interface(target):
    message = {"storageAccount": "acc", "queueName": "q", "sasToken": "?sv=1&sig=z", "message": "<hello>"}
    made = exported(definition(DAILY, action={"type": "storageQueue", "queueMessage": message}), to=[target])
    [found] = made.outcomes
    assert [(secret.name, secret.value) for secret in found.secrets] == [("JOB_SAS_TOKEN", "sv=1&sig=z")]
    assert any("envelope" in loss for loss in found.losses)
    assert "https://acc.queue.core.windows.net/q/messages?" in "".join(made.documents.values())


@pytest.mark.parametrize(
    ("target", "takes"),
    [(name, name not in ("eventbridge", "cloud-scheduler")) for name in BY_NAME],
)
def test_a_job_is_not_carried_to_where_it_could_not_say_who_it_is(target, takes):
    found = outcome(with_request(authentication={"type": "ClientCertificate", "certificateThumbprint": "AB"}), target)
    assert (found.status is not Status.REFUSED) is takes
    assert takes or "client certificates" in found.reason


@pytest.mark.parametrize(("target", "takes"), [(name, name != "eventbridge") for name in BY_NAME])
def test_plain_http_is_no_address_for_an_api_destination(target, takes):
    assert (outcome(with_request(uri="http://example.org/"), target).status is not Status.REFUSED) is takes


@pytest.mark.parametrize("target", BY_NAME)
def test_an_error_action_is_carried_over_or_said_to_be_lost(target):
    alarm = {"type": "https", "request": {"uri": "https://example.org/alarm", "method": "GET"}}
    made = exported(definition(DAILY, action={"type": "https", "request": HTTPS, "errorAction": alarm}), to=[target])
    lost = any(loss.startswith("errorAction") for loss in made.outcomes[0].losses)
    assert lost is not ("https://example.org/alarm" in "".join(made.documents.values()))


@pytest.mark.parametrize("target", BY_NAME)
def test_an_error_action_that_cannot_be_written_down_is_said_to_be_lost(target):
    found = outcome(definition(DAILY, action={"type": "https", "request": HTTPS, "errorAction": BUS}), target)
    assert any(loss.startswith("errorAction") for loss in found.losses)


@pytest.mark.parametrize("target", BY_NAME)
def test_a_disabled_job_stays_so(target):
    found = outcome(definition(DAILY, state="disabled"), target)
    assert any("disabled" in loss for loss in found.losses)


def test_names_are_told_apart():
    jobs = [{**definition(DAILY), "id": name} for name in ("a b", "a-b", "A.B", "7")]
    made = exported(*jobs, to=["kubernetes"])
    assert set(made.documents) == {f"kubernetes/{name}.yaml" for name in ("a-b", "a-b-2", "a-b-3", "job-7")}
