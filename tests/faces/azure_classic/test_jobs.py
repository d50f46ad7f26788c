"""Jobs and their history, as the recordings and the clients know them."""

import json

import pytest

RECORDED = {
    "startTime": "2015-07-01T00:01:54.344507",
    "action": {
        "type": "http",
        "request": {"uri": "http://bing.com/", "headers": {"Content-Type": "text/plain"}, "method": "GET"},
    },
    "recurrence": {"frequency": "minute", "count": 10, "interval": 30},
    "state": "enabled",
}


def test_creating_one_answers_byte_for_byte_as_recorded(collection):
    collection.advance("2015-07-01T00:01:55Z")
    response = collection.jobs("PUT", "/job_id?api-version=2014-04-01", RECORDED)
    assert response.status_code == 201
    assert response.data.decode() == (
        r'{"id":"job_id","startTime":"2015-07-01T00:01:54.344507Z","action":{"request":{"uri":"http:\/\/bing.com\/",'
        r'"method":"GET","headers":{"content-Type":"text\/plain"}},"type":"http"},"recurrence":{"frequency":"minute",'
        r'"count":10,"interval":30},"state":"enabled","status":{"nextExecutionTime":"2015-07-01T00:31:54.344507Z",'
        r'"executionCount":0,"failureCount":0,"faultedCount":0}}'
    )
    assert collection.jobs("GET", "/job_id?api-version=2014-04-01").data == response.data
    assert collection.jobs("GET", "/?api-version=2014-04-01").data == b"[" + response.data + b"]"


def test_every_member_comes_back_in_its_place_and_secrets_do_not(collection):
    request = {
        "uri": "https://x/",
        "method": "POST",
        "headers": {"Content-Type": "text/plain"},
        "body": "b",
        "authentication": {"type": "basic", "username": "u", "password": "hidden"},
    }
    message = {"storageAccount": "sa", "queueName": "q", "sasToken": "?sig=s", "message": "m"}
    action = {
        "type": "HTTPS",
        "retryPolicy": {"retryType": "Fixed", "retryInterval": "PT1M30S", "retryCount": 3},
        "errorAction": {"type": "StorageQueue", "queueMessage": message},
        "request": request,
    }
    schedule = {"minutes": [1], "hours": [2], "monthlyOccurrences": [{"Day": "Monday", "occurrence": -1}]}
    recurrence = {"frequency": "Month", "count": 3, "endTime": "2025-09-09T01:46:40.000Z", "schedule": schedule}
    response = collection.jobs(
        "PUT", "/j", {"startTime": "2015-08-01T00:00:00.1234567Z", "action": action, "recurrence": recurrence}
    )
    assert response.status_code == 201, response.data
    assert b"hidden" not in response.data
    assert json.dumps(response.json["action"]) == json.dumps(
        {
            "request": {
                "uri": "https://x/",
                "method": "POST",
                "headers": {"content-Type": "text/plain"},
                "body": "b",
                "authentication": {"username": "u", "type": "Basic"},
            },
            "type": "https",
            "retryPolicy": {"retryType": "fixed", "retryInterval": "00:01:30", "retryCount": 3},
            "errorAction": {
                "queueMessage": {"storageAccount": "sa", "queueName": "q", "sasToken": "?sig=s", "message": "m"},
                "type": "storageQueue",
            },
        }
    )
    assert response.json["startTime"] == "2015-08-01T00:00:00.1234567Z"
    assert json.dumps(response.json["recurrence"]) == json.dumps(
        {
            "frequency": "month",
            "count": 3,
            "endTime": "2025-09-09T01:46:40Z",
            "interval": 1,
            "schedule": {"minutes": [1], "hours": [2], "monthlyOccurrences": [{"day": "monday", "occurrence": -1}]},
        }
    )


def test_a_posted_job_gets_an_id(collection, document):
    response = collection.jobs("POST", "", document())
    assert response.status_code == 201
    assert collection.jobs("GET", f"/{response.json['id']}").json["id"] == response.json["id"]


def test_putting_again_replaces_the_whole_definition(collection, document):
    collection.jobs("PUT", "/j", RECORDED)
    response = collection.jobs("PUT", "/J", document(state="disabled"))
    assert response.status_code == 200
    assert response.json == {
        "id": "j",
        "startTime": "2015-07-02T00:00:00Z",
        "action": {"request": {"uri": "http://target/", "method": "GET"}, "type": "http"},
        "state": "disabled",
    }


def test_a_missing_job_or_collection_is_404(collection, document, is_error):
    for method in ("GET", "DELETE"):
        assert is_error(collection.jobs(method, "/none"), 404, "ResourceNotFound")
    assert is_error(collection.jobs("PATCH", "/none", {"state": "disabled"}), 404, "ResourceNotFound")
    assert is_error(collection.jobs("GET", "/none/history"), 404, "ResourceNotFound")
    assert is_error(collection.jobs("PUT", "/j", document(), collection="nowhere"), 404, "ResourceNotFound")


class TestUpdate:
    """PATCH of one job: document of Update Job."""

    @pytest.mark.parametrize(
        ("version", "status"),
        # The node and .NET clients send the first and accept only 200; the document's 202 is for later versions.
        [("2013-03-01", 200), ("2013-06-01", 202), ("2014-10-01", 202)],
    )
    def test_its_status_goes_by_the_version(self, collection, document, version, status):
        collection.jobs("PUT", "/j", document())
        response = collection.jobs("PATCH", "/j", {"state": "disabled"}, headers={"x-ms-version": version})
        assert response.status_code == status
        assert response.json["state"] == "disabled"

    def test_what_is_left_out_keeps_its_value_at_every_depth(self, collection):
        collection.jobs("PUT", "/j", RECORDED)
        patch = {"recurrence": {"interval": 60}, "action": {"request": {"headers": {"X-More": "1"}}}}
        changed = collection.jobs("PATCH", "/j", patch).json
        assert changed["recurrence"] == {"frequency": "minute", "count": 10, "interval": 60}
        assert changed["action"]["request"] == {
            "uri": "http://bing.com/",
            "method": "GET",
            "headers": {"content-Type": "text/plain", "x-More": "1"},
        }
        assert changed["startTime"] == "2015-07-01T00:01:54.344507Z"

    def test_it_keeps_secrets_that_no_answer_shows(self, collection):
        auth = {"type": "Basic", "username": "u", "password": "p"}
        request = {"uri": "http://target/", "method": "GET", "authentication": auth}
        start = "2015-07-01T01:00:00Z"
        collection.jobs("PUT", "/j", {"startTime": start, "action": {"type": "http", "request": request}})
        collection.jobs("PATCH", "/j", {"action": {"request": {"uri": "http://other/"}}})
        collection.advance(start)
        [order] = collection.performer.orders[-1:]
        assert (order.action.uri, order.action.authentication.password) == ("http://other/", "p")

    def test_null_takes_the_authentication_away(self, collection):
        auth = {"type": "Basic", "username": "u", "password": "p"}
        request = {"uri": "http://target/", "method": "GET", "authentication": auth}
        collection.jobs("PUT", "/j", {"action": {"type": "http", "request": request}, "state": "disabled"})
        patch = {"action": {"request": {"authentication": None}}}
        assert "authentication" not in collection.jobs("PATCH", "/j", patch).json["action"]["request"]

    @pytest.mark.parametrize(
        "patch",
        [
            {"status": {"executionCount": 1}},
            {"id": "other"},
            {"state": "completed"},
            {"state": "Faulted"},
            {"state": "asleep"},
            {"recurrence": {"frequency": "week", "schedule": {"monthDays": [1]}}},
            [],
            "x",
        ],
    )
    def test_what_may_not_be_changed_is_refused_and_nothing_changes(self, collection, is_error, patch):
        before = collection.jobs("PUT", "/j", RECORDED).data
        assert is_error(collection.jobs("PATCH", "/j", patch), 400, "BadRequest")
        assert collection.jobs("GET", "/j").data == before

    def test_its_own_id_is_no_change(self, collection, document):
        collection.jobs("PUT", "/j", document())
        assert collection.jobs("PATCH", "/j", {"id": "J", "state": "disabled"}).status_code == 202

    def test_a_completed_job_is_not_updated(self, collection, document, is_error):
        collection.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
        collection.advance("2015-07-01T01:00:00Z")
        assert collection.jobs("GET", "/j").json["state"] == "completed"
        assert is_error(collection.jobs("PATCH", "/j", {"state": "disabled"}), 400, "BadRequest", "only be deleted")
        assert collection.jobs("DELETE", "/j").status_code == 200

    @pytest.mark.parametrize(("succeeds", "final"), [(True, "completed"), (False, "faulted")])
    def test_case_14b_a_put_over_a_final_job_starts_it_afresh(self, collection, document, succeeds, final):
        collection.performer.succeeds = succeeds
        collection.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
        collection.advance("2015-07-01T01:10:00Z")
        assert collection.jobs("GET", "/j").json["state"] == final
        made = len(collection.performer.orders)
        put = collection.jobs("PUT", "/j", document(state="enabled"))
        assert (put.status_code, put.json["state"]) == (200, "enabled")
        collection.performer.succeeds = True
        collection.advance("2015-07-02T01:00:00Z")
        assert len(collection.performer.orders) == made + 1
        assert collection.jobs("GET", "/j").json["state"] == "completed"

    def test_case_14b_a_put_with_the_final_state_that_was_read_keeps_it(self, collection, document, is_error):
        collection.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
        collection.advance("2015-07-01T01:00:00Z")
        put = collection.jobs("PUT", "/j", document(state="completed"))
        assert (put.status_code, put.json["state"]) == (200, "completed")
        assert collection.advance("2015-07-03T00:00:00Z") == 0
        other = collection.jobs("PUT", "/j", document(state="faulted"))
        assert is_error(other, 400, "BadRequest", "cannot be set to 'faulted'")
        assert is_error(collection.jobs("PUT", "/k", document(state="completed")), 400, "BadRequest", "cannot be set")

    def test_the_seventh_digit_of_the_start_survives(self, collection, document):
        start = "2015-07-02T00:00:00.1234567Z"
        collection.jobs("PUT", "/j", document(startTime=start, recurrence={"frequency": "hour"}))
        changed = collection.jobs("PATCH", "/j", {"recurrence": {"count": 5}}).json
        assert (changed["startTime"], changed["status"]["nextExecutionTime"]) == (start, start)


class TestBulkUpdate:
    """PATCH of all jobs: with and without the tilde, and never an api-version (node client)."""

    @pytest.mark.parametrize("tilde", ["~/", ""])
    def test_it_changes_every_job_that_can_be_changed(self, collection, document, tilde):
        collection.jobs("PUT", "/done", document(startTime="2015-07-01T00:30:00Z"))
        collection.jobs("PUT", "/later", document(startTime="2015-07-01T02:00:00Z"))
        collection.advance("2015-07-01T01:00:00Z")
        path = f"/cloudservices/cs/resources/scheduler/{tilde}JobCollections/jc/jobs"
        response = collection("PATCH", path, {"state": "disabled"})
        assert response.status_code == 200
        assert [(job["id"], job["state"]) for job in response.json] == [("done", "completed"), ("later", "disabled")]
        assert collection.advance("2015-07-01T03:00:00Z") == 0

    @pytest.mark.parametrize("body", [{}, {"state": "completed"}, {"state": "enabled", "startTime": "2015-01-01"}, []])
    def test_it_takes_a_state_and_nothing_else(self, collection, is_error, body):
        assert is_error(collection.jobs("PATCH", "", body), 400, "BadRequest")


class TestDelete:
    """DELETE of one job, and of all."""

    def test_it_answers_200_chunked_and_empty_as_recorded(self, collection, document):
        collection.jobs("PUT", "/j", document())
        response = collection.jobs("DELETE", "/j")
        assert (response.status_code, response.data) == (200, b"")
        assert "Content-Length" not in response.headers
        assert "Content-Type" not in response.headers

    def test_a_second_time_it_is_404(self, collection, document, is_error):
        collection.jobs("PUT", "/j", document())
        collection.jobs("DELETE", "/j")
        assert is_error(collection.jobs("DELETE", "/j"), 404, "ResourceNotFound")

    def test_the_history_goes_with_the_job(self, collection, document):
        hourly = document(recurrence={"frequency": "hour"}, startTime="2015-07-01T01:00:00Z")
        collection.jobs("PUT", "/j", hourly)
        collection.advance("2015-07-01T03:30:00Z")
        collection.jobs("DELETE", "/j")
        collection.jobs("PUT", "/j", hourly)
        assert collection.jobs("GET", "/j/history").json == []

    def test_all_jobs_can_be_deleted_at_once(self, collection, document):
        for name in ("a", "b"):
            collection.jobs("PUT", f"/{name}", document(state="disabled"))
        assert collection.jobs("DELETE").status_code == 200
        assert collection.jobs().json == []


class TestList:
    """Get All Jobs."""

    @pytest.fixture
    def three(self, collection, document):
        for name, state in (("b", "enabled"), ("a", "disabled"), ("C", "enabled")):
            collection.jobs("PUT", f"/{name}", document(state=state, startTime="2015-07-02T00:00:00Z"))
        return collection

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ("", ["a", "b", "C"]),
            ("?$top=2", ["a", "b"]),
            ("?$skip=1&$top=1", ["b"]),
            ("?api-version=2014-04-01%20&$skip=0&$top=2", ["a", "b"]),  # the trailing space of a legacy client
            ("?$filter=state%20eq%20enabled", ["b", "C"]),
            ("?$filter=state%20eq%20Disabled&$skip=0", ["a"]),
            ("?$FILTER=STATE%20EQ%20'enabled'&$TOP=1", ["b"]),
            ("?$filter=state%20eq%20completed", []),
        ],
    )
    def test_it_answers_the_page_asked_for(self, three, query, ids):
        assert [job["id"] for job in three.jobs("GET", query).json] == ids

    @pytest.mark.parametrize(
        "query", ["?$top=0", "?$top=101", "?$top=x", "?$skip=-1", "?$filter=state", "?$filter=name%20eq%20a"]
    )
    def test_it_refuses_a_page_that_cannot_be(self, three, is_error, query):
        assert is_error(three.jobs("GET", query), 400, "BadRequest")


class TestHistory:
    """Get Job History."""

    @pytest.fixture
    def failing(self, collection):
        collection.performer.succeeds = False
        recurrence = {"frequency": "hour", "count": 2}
        retry = {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 1}
        request = {"uri": "http://target/", "method": "GET"}
        action = {"type": "http", "request": request, "retryPolicy": retry}
        collection.jobs("PUT", "/j", {"startTime": "2015-07-01T01:00:00Z", "action": action, "recurrence": recurrence})
        collection.advance("2015-07-01T01:30:00Z")
        collection.performer.succeeds = True
        collection.advance("2015-07-01T03:00:00Z")
        return collection

    def test_it_is_newest_first_with_the_members_in_order(self, failing):
        entries = failing.jobs("GET", "/j/history").json
        assert json.dumps(entries[0]) == json.dumps(
            {
                "jobId": "j",
                "timestamp": "2015-07-01T02:00:00Z",
                "startTime": "2015-07-01T02:00:00Z",
                "endTime": "2015-07-01T02:00:00Z",
                "state": "completed",
                "message": "done",
                "status": "completed",
                "actionName": "MainAction",
                "repeatCount": 2,
                "retryCount": 0,
            }
        )
        assert [(entry["repeatCount"], entry["retryCount"]) for entry in entries] == [(2, 0), (1, 1), (1, 0)]

    @pytest.mark.parametrize(
        ("query", "retries"),
        [
            ("?$filter=status%20eq%20Failed", [1, 0]),
            ("?$filter=status%20eq%20completed", [0]),
            ("?$top=10&filter=status%20eq%20failed", [1, 0]),  # spelled so in the documents' own examples
            ("?$filter=state%20eq%20completed", [0]),
            ("?$filter=status%20eq%20Postponed", []),
            ("?$skip=1&$top=1", [1]),
        ],
    )
    def test_it_answers_the_page_asked_for(self, failing, query, retries):
        assert [entry["retryCount"] for entry in failing.jobs("GET", f"/j/history{query}").json] == retries

    def test_the_counters_agree_with_it(self, failing):
        assert failing.jobs("GET", "/j").json["status"] == {
            "lastExecutionTime": "2015-07-01T02:00:00Z",
            "executionCount": 3,
            "failureCount": 2,
            "faultedCount": 1,
        }


HTTP = {"type": "http", "request": {"uri": "http://target/", "method": "GET"}}


class TestRefusals:
    """What a job may not be; nothing of it is stored."""

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("", "Malformed Job Object"),
            ("{", "Malformed Job Object"),
            ("[]", "Malformed Job Object"),
            ("null", "Malformed Job Object"),
            ('{"action": NaN}', "Malformed Job Object"),
            ('{action: {type: "http"}', "Malformed Job Object"),
            ("{action: " + "[" * 5000, "Malformed Job Object"),
            ("[" * 5000, "Malformed Job Object"),
            ({}, "no action"),
            ({"action": {"type": "smoke"}}, "action type 'smoke'"),
            ({"action": {"type": "http"}}, "needs a request"),
            ({"action": {"type": "http", "request": {"uri": "ftp://x/"}}}, "URI"),
            ({"action": {"type": "http", "request": {"uri": "/relative"}}}, "URI"),
            ({"action": {"type": "http", "request": {"uri": "http://[::1"}}}, "URI"),
            ({"action": {"type": "storageQueue", "queueMessage": {"queueName": "q"}}}, "queue message"),
            ({"action": "http"}, "Malformed Job Object"),
            ({"action": HTTP, "startTime": "yesterday"}, "date and time"),
            ({"action": HTTP, "startTime": "2017-02-01T00:00:00Z"}, "18 months"),
            ({"action": HTTP, "state": "completed"}, "completed"),
            ({"action": HTTP, "recurrence": {"frequency": "second"}}, "second"),
            ({"action": HTTP, "recurrence": {}}, "frequency"),
            ({"action": HTTP, "recurrence": {"frequency": "minute", "interval": 0}}, ""),
            ({"action": HTTP, "recurrence": {"frequency": "minute", "interval": 720_001}}, "720000"),
            ({"action": HTTP, "recurrence": {"frequency": "hour", "interval": 12_001}}, "12000"),
            ({"action": HTTP, "recurrence": {"frequency": "month", "interval": 19}}, ""),
            ({"action": HTTP, "recurrence": {"frequency": "week", "interval": 79}}, ""),
            ({"action": HTTP, "recurrence": {"frequency": "day", "interval": 549}}, ""),
            ({"action": HTTP, "recurrence": {"frequency": "minute", "count": -1}}, ""),
            ({"action": HTTP, "recurrence": {"frequency": "minute", "interval": "often"}}, "interval"),
            (
                {"action": HTTP, "recurrence": {"frequency": "week", "schedule": {"monthDays": [1]}}},
                "Cannot set days of month with recurrence unit 'Week'.",
            ),
            ({"action": HTTP, "recurrence": {"frequency": "day", "schedule": {"hours": [24]}}}, ""),
            ({"action": {**HTTP, "retryPolicy": {"retryInterval": "PT1M"}}}, "retryType"),
            ({"action": {**HTTP, "retryPolicy": {"retryType": "fixed", "retryInterval": "PT14S"}}}, "retry interval"),
            ({"action": {**HTTP, "retryPolicy": {"retryType": "fixed", "retryCount": 21}}}, "retry count"),
            ({"action": {**HTTP, "request": {"uri": "http://x/" + "y" * 2048}}}, "2048"),
            ({"action": {**HTTP, "request": {"uri": "http://x/", "headers": {str(n): "" for n in range(51)}}}}, "50"),
            ({"action": {**HTTP, "request": {"uri": "http://x/", "headers": {"a": "b" * 4096}}}}, "4096"),
            ({"action": {**HTTP, "request": {"uri": "http://x/", "body": "b" * 8193}}}, "8192"),
            ({"action": HTTP, "padding": "x" * 16384}, "16384"),
            ({"action": HTTP, "id": "other"}, "id"),
        ],
    )
    def test_it_is_a_bad_request(self, collection, is_error, body, words):
        assert is_error(collection.jobs("PUT", "/j", body), 400, "BadRequest", words)
        assert collection.jobs().json == []

    def test_a_full_collection_takes_no_more(self, client, document, is_error):
        client.make_service()
        client.make_collection(settings="<Plan>Free</Plan>")
        for number in range(5):
            assert client.jobs("PUT", f"/{number}", document(state="disabled")).status_code == 201
        assert is_error(client.jobs("POST", "", document()), 409, "ConflictError", "quota")
        # Replacing one of them needs no room.
        assert client.jobs("PUT", "/0", document(state="disabled")).status_code == 200

    @pytest.mark.parametrize(
        ("plan", "recurrence", "status"),
        [
            ("Free", {"frequency": "minute", "interval": 59}, 409),
            ("Free", {"frequency": "minute", "interval": 60}, 201),
            ("Free", {"frequency": "day", "schedule": {"minutes": [0, 30]}}, 409),
            ("Standard", {"frequency": "minute", "interval": 1}, 201),
        ],
    )
    def test_the_plan_limits_how_often(self, client, document, plan, recurrence, status):
        client.make_service()
        client.make_collection(settings=f"<Plan>{plan}</Plan>")
        assert client.jobs("PUT", "/j", document(recurrence=recurrence)).status_code == status

    def test_the_free_plan_has_no_outbound_authentication(self, client, is_error):
        client.make_service()
        client.make_collection(settings="<Plan>Free</Plan>")
        auth = {"type": "Basic", "username": "u", "password": "p"}
        body = {"action": {"type": "http", "request": {"uri": "http://x/", "authentication": auth}}}
        assert is_error(client.jobs("PUT", "/j", body), 409, "ConflictError", "authentication")

    def test_an_id_that_no_path_can_hold_is_refused(self, collection, document, is_error):
        assert is_error(collection.jobs("PUT", f"/{'x' * 101}", document()), 400, "BadRequest", "id")

    @pytest.mark.parametrize(("text", "shown"), [(r"\u0000 \u00e9", "\0 é"), (r"a\ud800", "a?")])
    def test_a_nul_and_half_a_character_are_kept_out_of_harms_way(self, collection, text, shown):
        request = f'{{"uri":"http://x/","body":"{text}"}}'
        body = f'{{"startTime":"2015-07-02","action":{{"type":"http","request":{request}}}}}'
        assert collection.jobs("PUT", "/j", body).status_code == 201
        assert [job["action"]["request"]["body"] for job in collection.jobs().json] == [shown]
