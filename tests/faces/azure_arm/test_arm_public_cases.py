"""What users of the Resource Manager face sent: the cases of the classic API that it shares, and its own."""

import pytest

HTTP = {"type": "Http", "request": {"uri": "http://target/", "method": "GET"}}
QUEUE = {"storageAccount": "sa", "queueName": "q", "sasToken": "?sig=hidden", "message": "m"}


def bus(**brokered):
    authentication = {"type": "sharedAccessKey", "sasKeyName": "n", "sasKey": "k"}
    message = {"queueName": "q", "namespace": "ns", "authentication": authentication}
    return {
        "type": "ServiceBusQueue",
        "serviceBusQueueMessage": {**message, "brokeredMessageProperties": brokered},
    }


def test_case_02_a_life_that_ends_at_a_moment_is_answered_as_given(jobs):
    shown = jobs.put_job(action=bus(timeToLive="2016-07-02T00:00:00Z"))["action"]["serviceBusQueueMessage"]
    assert shown["brokeredMessageProperties"] == {"timeToLive": "2016-07-02T00:00:00Z"}


@pytest.mark.parametrize(
    ("agent", "shown"), [("Go-http-client/1.1", "00:01:30"), ("azsdk-python-mgmt-scheduler/7", "PT1M30S")]
)
def test_other_clients_keep_their_spans(jobs, agent, shown):
    jobs.put_job(action=bus(timeToLive="PT1M30S"))
    found = jobs.job(User_Agent=agent).json["properties"]["action"]["serviceBusQueueMessage"]
    assert found["brokeredMessageProperties"] == {"timeToLive": shown}


def test_case_04_the_password_of_an_address_is_masked_and_kept(jobs):
    request = {"uri": "https://$site:hidden@site.scm.azurewebsites.net/api/triggeredjobs/J/run", "method": "POST"}
    shown = jobs.put_job(startTime="2016-03-31T00:00:00Z", action={"type": "Http", "request": request})
    assert shown["action"]["request"]["uri"].startswith("https://$site:***@site.scm")
    answer = jobs.job("PATCH", body={"properties": {"action": shown["action"]}})
    assert b"hidden" not in answer.data
    jobs.advance("2016-03-31T00:00:00Z")
    assert jobs.performer.orders[0].action.uri == request["uri"]


def test_case_08_a_queue_message_without_a_signature(jobs, documents, is_error):
    message = {name: value for name, value in QUEUE.items() if name != "sasToken"}
    body = documents.job(action={"type": "StorageQueue", "queueMessage": message})
    words = "StorageQueue Action is missing the SAS token. This is required information."
    assert is_error(jobs.job("PUT", body=body), 400, "BadRequest", words)


def test_case_10_terraform_always_sends_a_count(jobs):
    recurrence = {"frequency": "Minute", "interval": 5, "count": 0, "endTime": "2017-01-01T00:00:00Z"}
    shown = jobs.put_job(startTime="2016-03-31T00:00:00Z", recurrence=recurrence)
    assert shown["recurrence"]["count"] == 0
    assert jobs.advance("2016-03-31T00:20:00Z") == 5


@pytest.mark.parametrize("start", ["20180601T100000Z", "6/1/2018 10:00:00", "2018-06-01T24:00:00"])
def test_case_12_moments_as_dotnet_reads_them_still_have_their_limits(jobs, documents, is_error, start):
    assert is_error(jobs.job("PUT", body=documents.job(startTime=start)), 400, "BadRequest", "18 months")


@pytest.mark.parametrize("patch", [{"status": None}, {"state": None}])
def test_case_16_a_patch_takes_neither_status_nor_state_away(jobs, is_error, patch):
    jobs.put_job(startTime="2016-03-31T00:00:00Z")
    assert is_error(jobs.job("PATCH", body={"properties": patch}), 400, "BadRequest")


def test_case_19e_its_answers_show_no_signature(jobs):
    action = {
        "type": "StorageQueue",
        "queueMessage": QUEUE,
        "errorAction": {"type": "StorageQueue", "queueMessage": QUEUE},
    }
    shown = jobs.put_job(startTime="2016-03-31T00:00:00Z", action=action)
    assert "hidden" not in str(shown)


def test_case_19g_the_message_of_an_error_action_decides_its_kind(jobs):
    shown = jobs.put_job(action={**HTTP, "errorAction": {"type": "Http", "queueMessage": QUEUE}})
    assert shown["action"]["errorAction"]["type"] == "storageQueue"


class TestYears:
    """A year is a recurrence on the classic API alone: no Resource Manager library knows it."""

    def test_it_is_refused(self, jobs, documents, is_error):
        body = documents.job(recurrence={"frequency": "Year", "interval": 1})
        assert is_error(jobs.job("PUT", body=body), 400, "BadRequest", "Year")

    def test_what_the_classic_api_made_can_be_seen_and_changed(self, jobs):
        path = "/cloudservices/rg/resources/scheduler/~/jobCollections/jc/jobs/j"
        body = '{"startTime":"2016-04-01","action":{"type":"http","request":{"uri":"http://x/"}},"recurrence":{"frequency":"year"}}'
        assert jobs.classic("PUT", path, body).status_code == 201
        changed = jobs.job("PATCH", body={"properties": {"state": "Disabled"}})
        assert (changed.status_code, changed.json["properties"]["recurrence"]["frequency"]) == (200, "year")


@pytest.mark.parametrize(
    "body",
    ["{properties: {action: {type: 'Http', request: {uri: 'http://x/', method: 'GET'}}},} // as Json.NET takes it"],
)
def test_case_11_a_document_that_json_net_reads(jobs, body):
    assert jobs.job("PUT", body=body).status_code == 201
    collection = "{location: 'West US', /* the plan */ properties: {sku: {name: 'Standard'},},}"
    assert jobs.collection("PUT", body=collection).status_code == 201
