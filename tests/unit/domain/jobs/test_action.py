"""What an action does unless it says otherwise."""

from azure_scheduler_emulator.domain.jobs.action import BusMessage, BusTransport, HttpAction


def test_a_call_is_announced_as_the_azure_scheduler_does_and_follows_no_redirect():
    call = HttpAction(method="GET", uri="http://target/")
    assert (call.announce, call.follow_redirects, call.binary) == (True, False, False)
    assert (call.headers, call.body, call.authentication, call.timeout) == ((), None, None, None)


def test_a_message_travels_by_the_rest_interface():
    message = BusMessage(namespace="ns", sas_key_name="name", sas_key="key")
    assert (message.transport, message.message, message.custom) == (BusTransport.NET_MESSAGING, None, ())
