"""What an action does unless it says otherwise, and how long its message lives."""

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.jobs.action import BrokeredProperties, BusMessage, BusTransport, HttpAction


def test_a_call_is_announced_as_the_azure_scheduler_does_and_follows_no_redirect():
    call = HttpAction(method="GET", uri="http://target/")
    assert (call.announce, call.follow_redirects, call.binary) == (True, False, False)
    assert (call.headers, call.body, call.authentication, call.timeout) == ((), None, None, None)


def test_a_message_travels_by_the_rest_interface():
    message = BusMessage(namespace="ns", sas_key_name="name", sas_key="key")
    assert (message.transport, message.message, message.custom) == (BusTransport.NET_MESSAGING, None, ())


NOON = datetime(2016, 4, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("properties", "life"),
    [
        ({}, None),
        ({"time_to_live": timedelta(hours=2)}, timedelta(hours=2)),
        ({"life_ends": "2016-04-01T12:00:05Z"}, timedelta(seconds=5)),
        ({"life_ends": "2016-04-01T12:00:00Z"}, timedelta(milliseconds=1)),
        ({"life_ends": "2016-04-01T11:00:00Z"}, timedelta(milliseconds=1)),
    ],
)
def test_a_message_lives_from_when_it_is_sent(properties, life):
    assert BrokeredProperties(**properties).life_from(NOON) == life
