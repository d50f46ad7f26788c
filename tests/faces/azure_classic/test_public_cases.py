"""What users of the classic API sent, as their programs, reports and published samples show it."""

import json
from itertools import pairwise

import pytest

HTTP = {"type": "http", "request": {"uri": "http://target/", "method": "GET"}}
QUEUE = {"storageAccount": "sa", "queueName": "q", "sasToken": "?sv=1&sig=s", "message": "m"}


def bus(**brokered):
    """Return a Service Bus action with brokered properties."""
    message = {
        "queueName": "q",
        "namespace": "ns",
        "authentication": {"type": "sharedAccessKey", "sasKeyName": "n", "sasKey": "hidden"},
        "brokeredMessageProperties": brokered,
    }
    return {"type": "serviceBusQueue", "serviceBusQueueMessage": message}


def http(**request):
    return {"type": "http", "request": {"uri": "http://target/", "method": "GET", **request}}


@pytest.fixture
def put(collection, document):
    """Puts a job and returns the answer."""
    return lambda **members: collection.jobs("PUT", "/j", document(**members))


class TestSpans:
    """Spans of time are answered as .NET's TimeSpan, which is all that the .NET classic libraries read."""

    @pytest.mark.parametrize(
        ("given", "answered"),
        [
            ("00:02:00", "00:02:00"),
            ("PT2M", "00:02:00"),
            ("P1D", "1.00:00:00"),
            ("P2DT3H4M5S", "2.03:04:05"),
            ("PT30.5S", "00:00:30.5000000"),
            ("0:0:30", "00:00:30"),
            ("7", "7.00:00:00"),
            (7, "7.00:00:00"),
        ],
    )
    def test_case_01_a_retry_interval(self, put, collection, given, answered):
        policy = {"retryType": "fixed", "retryInterval": given, "retryCount": 1}
        made = put(action={**HTTP, "retryPolicy": policy})
        assert made.status_code == 201, made.data
        found = [made.json, collection.jobs("GET", "/j").json, *collection.jobs().json]
        assert [job["action"]["retryPolicy"]["retryInterval"] for job in found] == [answered] * 3

    @pytest.mark.parametrize(("given", "answered"), [("PT2M", "00:02:00"), ("P1D", "1.00:00:00"), ("1:2", "01:02:00")])
    def test_the_life_of_a_message_too(self, put, given, answered):
        shown = put(action=bus(timeToLive=given)).json["action"]["serviceBusQueueMessage"]
        assert shown["brokeredMessageProperties"] == {"timeToLive": answered}

    @pytest.mark.parametrize("given", ["2015-07-02T00:00:00Z", "2015-07-02T00:00:00.1234567+02:00", "7/2/2015"])
    def test_case_02_a_life_that_ends_at_a_moment_is_answered_as_given(self, put, collection, given):
        made = put(action=bus(timeToLive=given, label="l"))
        assert made.status_code == 201, made.data
        shown = made.json["action"]["serviceBusQueueMessage"]["brokeredMessageProperties"]
        assert shown == {"label": "l", "timeToLive": given}
        # A PATCH of something else keeps it, a PATCH of it replaces it.
        kept = collection.jobs("PATCH", "/j", {"state": "disabled"}).json["action"]["serviceBusQueueMessage"]
        assert kept["brokeredMessageProperties"] == shown
        patch = {"action": {"serviceBusQueueMessage": {"brokeredMessageProperties": {"timeToLive": "PT1M"}}}}
        other = collection.jobs("PATCH", "/j", patch).json["action"]["serviceBusQueueMessage"]
        assert other["brokeredMessageProperties"]["timeToLive"] == "00:01:00"

    @pytest.mark.parametrize("given", ["soon", "PT0S", "-00:01:00", "2015-13-01"])
    def test_no_life_at_all_is_refused(self, put, is_error, given):
        assert is_error(put(action=bus(timeToLive=given)), 400, "BadRequest", given)


class TestAddresses:
    """Credentials in an address: the published template "web app that uses WebJobs" has a job call such a one."""

    ADDRESS = "http://$site:secret@host/api/triggeredjobs/J/run"

    def test_case_04_the_password_is_masked_and_kept(self, put, collection):
        made = put(startTime="2015-07-01T01:00:00Z", action=http(uri=self.ADDRESS))
        shown = made.json["action"]["request"]["uri"]
        assert shown == "http://$site:***@host/api/triggeredjobs/J/run"
        for answer in (collection.jobs("GET", "/j"), collection.jobs()):
            assert b"secret" not in answer.data
        # What an answer showed may be sent back.
        patch = {"action": {"request": {"uri": shown, "method": "POST"}}}
        assert collection.jobs("PATCH", "/j", patch).json["action"]["request"]["uri"] == shown
        collection.advance("2015-07-01T01:00:00Z")
        [order] = collection.performer.orders
        assert (order.action.uri, order.action.method) == (self.ADDRESS, "POST")

    def test_a_whole_job_may_be_put_back_as_it_was_shown(self, put, collection):
        failing = http(uri="http://a:hidden@other/")
        made = put(startTime="2015-07-01T01:00:00Z", action={**http(uri=self.ADDRESS), "errorAction": failing})
        again = collection.jobs("PUT", "/j", made.json | {"status": None})
        assert (again.status_code, again.json["action"]) == (200, made.json["action"])
        collection.performer.succeeds = False
        collection.advance("2015-07-01T02:00:00Z")
        called = {order.action.uri for order in collection.performer.orders}
        assert called == {self.ADDRESS, "http://a:hidden@other/"}

    def test_another_address_replaces_it(self, put, collection):
        put(action=http(uri=self.ADDRESS), startTime="2015-07-01T01:00:00Z")
        patch = {"action": {"request": {"uri": "http://$site:new@host/"}}}
        collection.jobs("PATCH", "/j", patch)
        collection.advance("2015-07-01T01:00:00Z")
        assert collection.performer.orders[0].action.uri == "http://$site:new@host/"


class TestQueues:
    """Storage queues, as the cmdlets use them."""

    @pytest.mark.parametrize("token", [None, "", "  ", "?", "left out"])
    @pytest.mark.parametrize("kind", ["action", "errorAction"])
    def test_case_08_without_a_signature(self, put, is_error, token, kind):
        message = {**QUEUE, "sasToken": token}
        if token == "left out":
            del message["sasToken"]
        action = {"type": "storageQueue", "queueMessage": message}
        response = put(action=action if kind == "action" else {**HTTP, "errorAction": action})
        words = "StorageQueue Action is missing the SAS token. This is required information."
        assert is_error(response, 400, "BadRequest", words)

    def test_case_19e_the_signature_is_answered(self, put, collection):
        action = {"type": "storageQueue", "queueMessage": QUEUE}
        made = put(action={**action, "errorAction": action})
        for shown in (made.json, collection.jobs("GET", "/j").json, *collection.jobs().json):
            assert shown["action"]["queueMessage"] == QUEUE
            assert shown["action"]["errorAction"]["queueMessage"] == QUEUE
        # So a client may put back what it got.
        again = collection.jobs("PUT", "/j", {**made.json, "status": None})
        assert (again.status_code, again.json["action"]) == (200, made.json["action"])

    @pytest.mark.parametrize(
        ("given", "kind"),
        [
            ({"type": "http", "queueMessage": QUEUE}, "storageQueue"),
            ({"queueMessage": QUEUE}, "storageQueue"),
            ({"type": "https", "queueMessage": QUEUE}, "storageQueue"),
            ({"type": "storageQueue", "request": HTTP["request"]}, "http"),
            ({"type": "http", **{key: bus()[key] for key in ("serviceBusQueueMessage",)}}, "serviceBusQueue"),
            # With both the type decides.
            ({"type": "http", "queueMessage": QUEUE, "request": HTTP["request"]}, "http"),
            ({"type": "https", "request": HTTP["request"]}, "https"),
        ],
    )
    def test_case_19g_the_message_of_an_error_action_decides_its_kind(self, put, given, kind):
        made = put(action={**HTTP, "errorAction": given})
        assert made.status_code == 201, made.data
        assert made.json["action"]["errorAction"]["type"] == kind

    def test_an_error_action_of_an_unknown_type_is_refused(self, put, is_error):
        response = put(action={**HTTP, "errorAction": {"type": "smoke", "queueMessage": QUEUE}})
        assert is_error(response, 400, "BadRequest", "smoke")


class TestRecurrences:
    """What may recur, and how often."""

    @pytest.mark.parametrize(
        ("frequency", "schedule", "words"),
        [
            (
                "week",
                {"weekDays": ["monday"], "monthDays": []},
                "Cannot set days of month with recurrence unit 'Week'.",
            ),
            ("month", {"weekDays": []}, "Cannot set days of week with recurrence unit 'Month'."),
            ("day", {"monthlyOccurrences": []}, "Cannot set monthly occurrences with recurrence unit 'Day'."),
            ("hour", {"months": []}, "Cannot set months with recurrence unit 'Hour'."),
        ],
    )
    def test_case_09_an_empty_list_counts_as_given(self, put, is_error, frequency, schedule, words):
        recurrence = {"frequency": frequency, "interval": 1, "schedule": schedule}
        assert is_error(put(recurrence=recurrence), 400, "BadRequest", words)

    def test_an_empty_list_that_belongs_there_is_as_if_left_out(self, put, collection):
        schedule = {"minutes": [], "hours": [3], "weekDays": []}
        made = put(recurrence={"frequency": "week", "schedule": schedule})
        assert (made.status_code, made.json["recurrence"]["schedule"]) == (201, {"hours": [3]})
        assert collection.jobs("PATCH", "/j", {"recurrence": {"interval": 2}}).status_code == 202

    def test_a_patch_with_an_empty_list_is_refused_too(self, put, collection, is_error):
        put(recurrence={"frequency": "week"})
        patch = {"recurrence": {"schedule": {"monthDays": []}}}
        assert is_error(collection.jobs("PATCH", "/j", patch), 400, "BadRequest", "Cannot set days of month")

    def test_case_10_a_count_of_zero_is_no_count(self, put, collection):
        start = "2015-07-01T01:00:00Z"
        recurrence = {"frequency": "minute", "interval": 5, "count": 0, "endTime": "2015-07-01T01:12:00Z"}
        made = put(startTime=start, recurrence=recurrence)
        assert (made.status_code, made.json["recurrence"]["count"]) == (201, 0)
        assert collection.advance("2015-07-01T02:00:00Z") == 3
        assert collection.jobs("GET", "/j").json["state"] == "completed"

    @pytest.mark.parametrize(
        ("frequency", "interval"), [("minute", 1440), ("minute", 720_000), ("hour", 8760), ("hour", 12_000)]
    )
    def test_case_17_intervals_up_to_500_days(self, put, frequency, interval):
        made = put(startTime="2015-06-30T00:00:00Z", recurrence={"frequency": frequency, "interval": interval})
        assert made.status_code == 201, made.data

    def test_case_17_a_day_told_in_minutes_is_a_day(self, put):
        made = put(startTime="2015-06-30T12:00:00Z", recurrence={"frequency": "minute", "interval": 1440})
        assert made.json["status"]["nextExecutionTime"] == "2015-07-01T12:00:00Z"

    @pytest.mark.parametrize("spelling", ["year", "Year"])
    def test_case_19g_a_year_is_a_recurrence(self, put, collection, spelling):
        made = put(startTime="2015-06-30T12:00:00Z", recurrence={"frequency": spelling, "interval": 1})
        assert (made.status_code, made.json["recurrence"]["frequency"]) == (201, "year")
        assert made.json["status"]["nextExecutionTime"] == "2016-06-30T12:00:00Z"
        assert collection.jobs("PATCH", "/j", {"recurrence": {"count": 2}}).json["recurrence"]["count"] == 2

    def test_two_years_are_too_long(self, put, is_error):
        assert is_error(put(recurrence={"frequency": "year", "interval": 2}), 400, "BadRequest", "'Year'")


class TestMoments:
    """Moments as .NET reads them."""

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("20150801T100000Z", "2015-08-01T10:00:00Z"),
            ("20150801", "2015-08-01T00:00:00Z"),
            ("8/1/2015 10:00:00 PM", "2015-08-01T22:00:00Z"),
            ("Sat, 01 Aug 2015 10:00:00 GMT", "2015-08-01T10:00:00Z"),
        ],
    )
    def test_case_12_a_start_time(self, put, given, shown):
        made = put(startTime=given)
        assert (made.status_code, made.json["startTime"]) == (201, shown)
        assert made.json["status"]["nextExecutionTime"] == shown

    def test_case_12_an_end_beyond_the_calendars(self, put):
        made = put(recurrence={"frequency": "day", "endTime": "9999-12-31T23:59:59-08:00"})
        assert (made.status_code, made.json["recurrence"]["endTime"]) == (201, "9999-12-31T23:59:59.9999999Z")


class TestLeniency:
    """The service read JSON with Json.NET."""

    #: As the documentation of outbound authentication printed it: with a comma too many.
    SAMPLE = """
    {
      "action": {
        "type": "http",
        "request": {
          "uri": "http://target/",
          "method": "GET",
          "authentication": {"type": "Basic", "username": "user", "password": "pass"},
        },
      },
      "state": "disabled",
    }
    """

    @pytest.mark.parametrize(
        "body",
        [
            SAMPLE,
            "{action: {type: 'http', request: {uri: 'http://target/', method: 'GET'}}, state: 'disabled'}",
            json.dumps({"action": HTTP, "state": "disabled"}) + " // done",
            "/* a job */" + json.dumps({"action": HTTP, "state": "disabled"}),
            b"\xef\xbb\xbf" + json.dumps({"action": HTTP, "state": "disabled"}).encode(),
            json.dumps({"action": HTTP, "state": "disabled"}).encode("utf-16"),
        ],
    )
    def test_case_11_a_document_that_json_net_reads(self, collection, body):
        made = collection.jobs("PUT", "/j", body)
        assert made.status_code == 201, made.data
        assert made.json["action"]["request"]["uri"] == "http://target/"

    def test_a_patch_and_the_state_of_all(self, put, collection):
        put()
        assert collection.jobs("PATCH", "/j", "{state: 'disabled',}").json["state"] == "disabled"
        assert [job["state"] for job in collection.jobs("PATCH", "", "{state: 'enabled'} // all").json] == ["enabled"]


class TestRefusals:
    """What passed, and must not."""

    @pytest.mark.parametrize(
        "patch", [{"status": None}, {"state": None}, {"id": None}, {"STATUS": None}, {"state": ""}]
    )
    def test_case_16_a_patch_takes_neither_status_nor_state_nor_id_away(self, put, collection, is_error, patch):
        before = put().data
        assert is_error(collection.jobs("PATCH", "/j", patch), 400, "BadRequest")
        assert is_error(collection.jobs("PATCH", "/j", {**patch, "recurrence": None}), 400, "BadRequest")
        assert collection.jobs("GET", "/j").data == before

    @pytest.mark.parametrize("patch", [{"state": "disabled", "status": None}, {"state": "disabled", "id": None}])
    def test_nor_does_one_of_all_states(self, put, collection, is_error, patch):
        put()
        assert is_error(collection.jobs("PATCH", "", patch), 400, "BadRequest")

    @pytest.mark.parametrize("method", ["G T", "FROB", "GET ", "GET\r\nX: y", "CONNECT", "ÄT"])
    def test_case_16_a_method_that_is_none(self, put, is_error, method):
        assert is_error(put(action=http(method=method)), 400, "BadRequest", "method")

    @pytest.mark.parametrize("method", ["get", "Post", "PUT", "delete", "HEAD", "options", "PATCH", "TRACE"])
    def test_methods_in_any_casing_are_taken(self, put, method):
        assert put(action=http(method=method)).json["action"]["request"]["method"] == method

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-A": "a\r\nX-B: b"},
            {"X-A": "a\nb"},
            {"X-A": "a\0"},
            {"X-A\r\nX-B": "a"},
            {"X A": "a"},
            {"": "a"},
            {"X-A": "1", "x-a": "2"},
        ],
    )
    @pytest.mark.parametrize("kind", ["action", "errorAction"])
    def test_case_16_headers_that_http_cannot_carry_or_that_would_be_lost(self, put, is_error, headers, kind):
        action = http(headers=headers) if kind == "action" else {**HTTP, "errorAction": http(headers=headers)}
        assert is_error(put(action=action), 400, "BadRequest", "header")

    def test_in_a_patch_too(self, put, collection, is_error):
        put()
        for headers in ({"X-A": "1", "x-a": "2"}, {"X-A": "a\rb"}):
            patch = {"action": {"request": {"headers": headers}}}
            assert is_error(collection.jobs("PATCH", "/j", patch), 400, "BadRequest", "header")


@pytest.mark.parametrize(("plan", "minutes"), [("Free", 60), ("Standard", 0.5)])
def test_case_16_a_job_that_names_no_retry_policy_has_that_of_its_plan(client, document, plan, minutes):
    client.make_service()
    client.make_collection(settings=f"<Plan>{plan}</Plan>")
    client.performer.succeeds = False
    made = client.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
    assert "retryPolicy" not in made.json["action"]
    client.advance("2015-07-01T12:00:00Z")
    due = [order.attempt.due_at for order in client.performer.orders]
    assert len(due) == 5
    assert {(later - earlier).total_seconds() / 60 for earlier, later in pairwise(due)} == {minutes}


def test_a_plan_that_changes_changes_the_retries_that_follow(client, document):
    client.make_service()
    etag = client.make_collection(settings="<Plan>Free</Plan>").headers["ETag"]
    client.performer.succeeds = False
    client.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
    client.advance("2015-07-01T02:00:00Z")
    assert client.make_collection(settings="<Plan>Standard</Plan>", **{"If-Match": etag}).status_code == 202
    client.advance("2015-07-01T03:02:00Z")
    assert len(client.performer.orders) == 5
