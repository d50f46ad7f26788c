"""Jobs and their history, as the recordings and the clients know them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.jobs.history import Attempt, HistoryEntry, Outcome, Result
from azure_scheduler_emulator.faces.azure_arm.history import row_key

PREFIX = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Scheduler"
SDK = "azsdk-python-mgmt-scheduler/7.0.0 Python/3.11.7 (Linux)"
MESSAGE = {
    "queueName": "scheduler-sdk-queue",
    "authentication": {"sasKey": "hidden", "sasKeyName": "RootManageSharedAccessKey", "type": "SharedAccessKey"},
    "brokeredMessageProperties": {"contentType": "Application/Json", "timeToLive": "00:01:30"},
    "customMessageProperties": {"customMessagePropertyName": "customMessagePropertyValue"},
    "message": "Some Message!",
    "namespace": "scheduler-sdk-ns",
    "transportType": "NetMessaging",
}

#: Otherwise a job fires as soon as it is made, and is completed.
LATER = "2016-06-01T00:00:00Z"
OAUTH = {"type": "activedirectoryoauth", "tenant": "t", "audience": "a", "clientId": "c", "secret": "hidden"}


def http(**request):
    return {"type": "Http", "request": {"uri": "http://target/", "method": "GET", **request}}


def test_creating_one_answers_byte_for_byte_as_recorded(jobs):
    queue = {
        "storageAccount": "schedulersdktest",
        "queueName": "queue1",
        "sasToken": "hidden",
        "message": "some message!",
    }
    response = jobs.job(
        "PUT",
        "j17571",
        {
            "properties": {
                "startTime": "2015-07-13T00:00:00Z",
                "action": {
                    "type": "Http",
                    "request": {
                        "authentication": {"username": "username", "password": "hidden", "type": "Basic"},
                        "uri": "http://www.bing.com/",
                        "method": "GET",
                        "body": "some body message!",
                        "headers": {"content-type": "application/xml"},
                    },
                    "retryPolicy": {"retryType": "Fixed", "retryInterval": "00:01:00", "retryCount": 2},
                    "errorAction": {"type": "StorageQueue", "queueMessage": queue},
                },
                "recurrence": {"frequency": "Week", "interval": 1, "count": 10000, "endTime": "2020-10-10T10:10:10Z"},
                "state": "Enabled",
            }
        },
    )
    assert response.status_code == 201
    assert response.data.decode() == (
        f'{{"id":"{PREFIX}/jobCollections/jc/jobs/j17571","type":"Microsoft.Scheduler/jobCollections/jobs",'
        '"name":"jc/j17571","properties":{"startTime":"2015-07-13T00:00:00Z","action":{"request":{'
        '"uri":"http://www.bing.com/","method":"GET","headers":{"content-type":"application/xml"},'
        '"body":"some body message!","authentication":{"username":"username","type":"Basic"}},"type":"Http",'
        '"retryPolicy":{"retryType":"fixed","retryInterval":"00:01:00","retryCount":2},"errorAction":{"queueMessage":{'
        '"storageAccount":"schedulersdktest","queueName":"queue1","message":"some message!"},"type":"StorageQueue"}},'
        '"recurrence":{"frequency":"week","count":10000,"endTime":"2020-10-10T10:10:10Z","interval":1},'
        '"state":"enabled","status":{"nextExecutionTime":"2016-04-04T00:00:00Z","executionCount":0,"failureCount":0,'
        '"faultedCount":0}}}'
    )
    assert jobs.job("GET", "J17571").data == response.data


@pytest.mark.parametrize(
    ("properties", "due"),
    [
        # recorded on 30 March 2016, 19:36 (contract, section 5)
        ({"startTime": "2015-07-13", "recurrence": {"frequency": "Week"}}, "2016-04-04T00:00:00Z"),
        ({"startTime": "2015-07-14T00:00Z", "recurrence": {"frequency": "Day", "interval": 1}}, "2016-03-31T00:00:00Z"),
        (
            {"startTime": "2017-02-09T23:57:47.9949539Z", "recurrence": {"frequency": "Minute"}},
            "2017-02-09T23:57:47.9949539Z",
        ),
        (
            {
                "startTime": "2015-07-13",
                "recurrence": {
                    "frequency": "Week",
                    "schedule": {"weekDays": ["Monday"], "hours": [5], "minutes": [0, 10]},
                },
            },
            "2016-04-04T05:00:00Z",
        ),
        (
            {
                "startTime": "2015-07-13",
                "recurrence": {
                    "frequency": "Month",
                    "schedule": {
                        "monthlyOccurrences": [{"day": "Monday", "Occurrence": 1}, {"day": "Friday", "Occurrence": 1}],
                        "hours": [5, 10],
                        "minutes": [0],
                    },
                },
            },
            "2016-04-01T05:00:00Z",
        ),
    ],
)
def test_the_next_execution_is_the_recorded_one(jobs, properties, due):
    assert jobs.put_job(**properties)["status"]["nextExecutionTime"] == due


class TestRecordedPace:
    """At the pace of the real service."""

    @pytest.fixture
    def settings(self):
        return {"pace": "recorded"}

    @pytest.mark.parametrize("properties", [{}, {"startTime": "2015-07-13T00:00:00Z"}])
    def test_at_once_is_twenty_seconds_ahead(self, jobs, properties):
        assert jobs.put_job(**properties)["status"]["nextExecutionTime"] == "2016-03-30T19:36:54Z"


def test_putting_again_is_a_200_and_replaces_the_whole_definition(jobs, documents):
    jobs.put_job(
        action={**http(), "retryPolicy": {"retryType": "None"}}, recurrence={"frequency": "Day"}, startTime=LATER
    )
    response = jobs.job("PUT", "J", documents.job(state="Disabled"))
    assert response.status_code == 200
    assert response.json["name"] == "jc/j"
    assert response.json["properties"] == {
        "action": {"request": {"uri": "http://target/", "method": "GET"}, "type": "Http"},
        "state": "disabled",
    }


def test_the_clients_own_spelling_is_kept_where_the_service_kept_it(jobs):
    action = {
        "TYPE": "http",
        "Request": {"URI": "http://x/%2d?a=%2f", "Method": "get", "headers": {"ContEnt-TyPe": "a/b"}, "unknown": 1},
        "retryPolicy": {"retryType": "NONE"},
    }
    shown = jobs.put_job(action=action, recurrence={"frequency": "HOUR"}, State="enabled")
    assert json.dumps(shown["action"]) == json.dumps(
        {
            "request": {"uri": "http://x/%2d?a=%2f", "method": "get", "headers": {"ContEnt-TyPe": "a/b"}},
            "type": "http",
            "retryPolicy": {"retryType": "none"},
        }
    )
    assert shown["recurrence"] == {"frequency": "hour", "interval": 1}


@pytest.mark.parametrize(
    ("agent", "given", "shown"),
    [
        ("curl/8", "PT1M", "00:01:00"),
        ("curl/8", "00:01:00", "00:01:00"),
        ("python/3.11 msrest/0.7.1 azure-mgmt-scheduler/2.0.0", "1.00:00:00", "1.00:00:00"),
        ("python/3.11 msrest/0.4.29 schedulermanagementclient/1.1.3 Azure-SDK-For-Python", "PT1M", "00:01:00"),
        # before the correction
        ("python/3.11 msrest/0.4.29 schedulermanagementclient/0.30.0rc5 Azure-SDK-For-Python", "00:01:00", "PT1M"),
        ("python/3.11 msrest/0.4.29 schedulermanagementclient/1.0.0 Azure-SDK-For-Python", "00:01:00", "PT1M"),
        (SDK, "PT1M", "PT1M"),
        (SDK, "1.01:00:00", "P1DT1H"),
    ],
)
def test_durations_are_spelled_as_the_client_can_read_them(jobs, documents, agent, given, shown):
    retry = {"retryType": "Fixed", "retryInterval": given, "retryCount": 2}
    message = {**MESSAGE, "brokeredMessageProperties": {"timeToLive": given}}
    action = {
        **http(),
        "retryPolicy": retry,
        "errorAction": {"type": "ServiceBusQueue", "serviceBusQueueMessage": message},
    }
    for response in (
        jobs.job("PUT", body=documents.job(action=action, startTime=LATER), User_Agent=agent),
        jobs.job("GET", User_Agent=agent),
        jobs.job("PATCH", body={"properties": {"state": "disabled"}}, User_Agent=agent),
    ):
        found = response.json["properties"]["action"]
        assert found["retryPolicy"]["retryInterval"] == shown
        sent = found["errorAction"]["serviceBusQueueMessage"]
        assert sent["brokeredMessageProperties"]["timeToLive"] == shown


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("curl/8", "00:01:00"),
        (SDK, "PT1M"),
        # these read lists otherwise than single jobs
        ("python/3.11 msrest/0.7.1 msrest_azure/0.6.4 azure-mgmt-scheduler/2.0.0 Azure-SDK-For-Python", "PT1M"),
        ("python/3.11 msrest/0.7.1 msrest_azure/0.4.34 schedulermanagementclient/1.1.3 Azure-SDK-For-Python", "PT1M"),
    ],
)
def test_in_lists_they_are_spelled_as_the_client_reads_lists(jobs, agent, shown):
    jobs.put_job(action={**http(), "retryPolicy": {"retryType": "Fixed", "retryInterval": "PT1M", "retryCount": 2}})
    [found] = jobs.collection(rest="/jobs", User_Agent=agent).json["value"]
    assert found["properties"]["action"]["retryPolicy"]["retryInterval"] == shown


class TestServiceBus:
    """Messages for Service Bus."""

    def test_a_queue_message_is_answered_as_recorded(self, jobs):
        action = {"type": "ServiceBusQueue", "serviceBusQueueMessage": MESSAGE}
        assert json.dumps(jobs.put_job(action=action)["action"]) == json.dumps(
            {
                "serviceBusQueueMessage": {
                    "queueName": "scheduler-sdk-queue",
                    "namespace": "scheduler-sdk-ns",
                    "transportType": "netMessaging",
                    "authentication": {"sasKeyName": "RootManageSharedAccessKey", "type": "sharedAccessKey"},
                    "message": "Some Message!",
                    "brokeredMessageProperties": {"contentType": "Application/Json", "timeToLive": "00:01:30"},
                    "customMessageProperties": {"customMessagePropertyName": "customMessagePropertyValue"},
                },
                "type": "ServiceBusQueue",
            }
        )

    def test_a_topic_message_begins_with_its_topic(self, jobs):
        message = {**MESSAGE, "topicPath": "t", "transportType": "amqp"}
        shown = jobs.put_job(action={"type": "ServiceBusTopic", "serviceBusTopicMessage": message})["action"]
        found = shown["serviceBusTopicMessage"]
        assert list(found)[:3] == ["topicPath", "namespace", "transportType"]
        assert found["transportType"] == "AMQP"

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"queueName": None}, "A valid value for QueueName required for ServiceBus Queue action job."),
            ({"namespace": ""}, "Namespace"),
            ({"transportType": "pigeon"}, "pigeon"),
            ({"authentication": None}, "SAS key"),
            ({"authentication": {"sasKeyName": "n", "sasKey": ""}}, "SAS key"),
            ({"authentication": {"sasKeyName": "n", "sasKey": "k", "type": "Basic"}}, "Basic"),
            ({"brokeredMessageProperties": {"timeToLive": "soon"}}, "soon"),
            ({"brokeredMessageProperties": {"scheduledEnqueueTimeUtc": "soon"}}, "soon"),
            ({"brokeredMessageProperties": {"forcePersistence": "maybe"}}, "forcePersistence"),
        ],
    )
    def test_what_is_missing_or_wrong_is_told(self, jobs, documents, is_error, change, words):
        action = {"type": "ServiceBusQueue", "serviceBusQueueMessage": {**MESSAGE, **change}}
        assert is_error(jobs.job("PUT", body=documents.job(action=action)), 400, "BadRequest", words)

    def test_a_topic_needs_its_path(self, jobs, documents, is_error):
        action = {"type": "ServiceBusTopic", "serviceBusTopicMessage": MESSAGE}
        assert is_error(jobs.job("PUT", body=documents.job(action=action)), 400, "BadRequest", "TopicPath")


class TestAuthentication:
    """Of the outgoing call."""

    def test_a_certificate_is_described(self, jobs, pfx):
        given = {"type": "clientcertificate", "pfx": pfx(), "password": "secret"}
        shown = jobs.put_job(action=http(uri="https://x/", authentication=given))
        assert json.dumps(shown["action"]["request"]["authentication"]) == json.dumps(
            {
                "certificateThumbprint": pfx.thumbprint,
                "certificateExpiration": "2021-01-01T07:00:00Z",
                "certificateSubjectName": "CN=jobs, S=Scania, C=SE",
                "type": "ClientCertificate",
            }
        )

    def test_a_wrong_password_or_pfx_is_refused(self, jobs, documents, is_error, pfx):
        wrong = [
            {"pfx": pfx(), "password": "wrong"},
            {"pfx": pfx()},
            {"pfx": "AAAA", "password": "secret"},
            {"pfx": "no base64!", "password": "secret"},
            {"pfx": pfx(with_key=False), "password": "secret"},
            {"password": "secret"},
        ]
        for given in wrong:
            action = http(uri="https://x/", authentication={"type": "ClientCertificate", **given})
            assert is_error(jobs.job("PUT", body=documents.job(action=action)), 400, "BadRequest", "pfx")

    def test_an_application_is_shown_without_its_secret(self, jobs):
        shown = jobs.put_job(action=http(authentication=OAUTH))
        assert json.dumps(shown["action"]["request"]["authentication"]) == json.dumps(
            {"tenant": "t", "audience": "a", "clientId": "c", "type": "ActiveDirectoryOAuth"}
        )

    @pytest.mark.parametrize("left_out", ["tenant", "audience", "clientId", "secret"])
    def test_an_application_needs_every_part(self, jobs, documents, is_error, left_out):
        given = {name: value for name, value in OAUTH.items() if name != left_out}
        body = documents.job(action=http(authentication=given))
        assert is_error(jobs.job("PUT", body=body), 400, "BadRequest", left_out)

    @pytest.mark.parametrize(
        ("given", "kind"),
        [
            # azure-mgmt-scheduler 1.1.3 names no type
            ({"username": "u", "password": "p"}, "Basic"),
            ({"tenant": "t", "audience": "a", "clientId": "c", "secret": "s"}, "ActiveDirectoryOAuth"),
            ({"type": "notSpecified", "username": "u"}, None),
            ({}, None),
        ],
    )
    def test_the_type_may_be_missing(self, jobs, given, kind):
        shown = jobs.put_job(action=http(authentication=given))["action"]["request"]
        assert shown.get("authentication", {}).get("type") == kind

    def test_other_types_are_refused(self, jobs, documents, is_error):
        body = documents.job(action=http(authentication={"type": "Kerberos"}))
        assert is_error(jobs.job("PUT", body=body), 400, "BadRequest", "Kerberos")

    def test_the_free_plan_has_none(self, client, documents, is_error, pfx):
        client.collection("PUT", body=documents.collection(properties={"sku": {"name": "Free"}}))
        for given in (
            {"type": "Basic", "username": "u", "password": "p"},
            {"type": "ClientCertificate", "pfx": pfx(), "password": "secret"},
            OAUTH,
        ):
            body = documents.job(action=http(uri="https://x/", authentication=given))
            assert is_error(client.job("PUT", body=body), 409, "Conflict", "authentication")

    def test_a_secret_that_a_patch_leaves_out_is_kept(self, jobs):
        jobs.put_job(action=http(authentication=OAUTH), state="disabled")
        patch = {"properties": {"action": {"request": {"uri": "http://other/"}}, "state": "enabled"}}
        assert jobs.job("PATCH", body=patch).status_code == 200
        jobs.advance("2016-03-30T20:00:00Z")
        [order] = jobs.performer.orders
        assert (order.action.uri, order.action.authentication.secret) == ("http://other/", "hidden")

    def test_nothing_of_one_kind_is_taken_for_another(self, jobs, is_error, pfx):
        basic = {"type": "Basic", "username": "u", "password": "secret"}
        jobs.put_job(action=http(authentication=basic), startTime=LATER)
        given = {"type": "ClientCertificate", "pfx": pfx()}
        response = jobs.job("PATCH", body={"properties": {"action": {"request": {"authentication": given}}}})
        assert is_error(response, 400, "BadRequest", "password")

    def test_null_takes_it_away(self, jobs):
        jobs.put_job(action=http(authentication=OAUTH), startTime=LATER)
        response = jobs.job("PATCH", body={"properties": {"action": {"request": {"authentication": None}}}})
        assert "authentication" not in response.json["properties"]["action"]["request"]


def test_no_answer_holds_a_secret(jobs, documents, pfx):
    encoded = pfx()
    certificate = {"type": "ClientCertificate", "pfx": encoded, "password": "secret"}
    bus = {"type": "ServiceBusQueue", "serviceBusQueueMessage": MESSAGE}
    actions = [
        {**http(uri="https://x/", authentication=certificate), "errorAction": bus},
        {**bus, "errorAction": http(authentication=OAUTH)},
        {**http(authentication={"type": "Basic", "username": "u", "password": "hidden"}), "errorAction": bus},
    ]
    for action in actions:
        jobs.job("DELETE")
        answers = [jobs.job("PUT", body=documents.job(action=action, state="Disabled"))]
        answers.append(jobs.job("PATCH", body={"properties": {"startTime": "2017-01-01T00:00:00Z"}}))
        answers += [jobs.job(), jobs.collection(rest="/jobs")]
        for answer in answers:
            assert answer.status_code in (200, 201), answer.json
            assert not any(text in answer.data for text in (b"hidden", b'"secret"', encoded.encode()))


def test_a_patch_keeps_what_it_leaves_out(jobs):
    recurrence = {"frequency": "Week", "interval": 1, "count": 10000, "endTime": "2020-10-10T10:10:10Z"}
    jobs.put_job(startTime="2015-07-13T00:00:00Z", recurrence=recurrence)
    patch = {"startTime": "2015-07-14T00:00:00Z", "recurrence": {"frequency": "Day", "interval": 1}}
    response = jobs.job("PATCH", body={"properties": patch})
    assert response.status_code == 200
    assert response.json["properties"]["recurrence"] == {
        "frequency": "day",
        "count": 10000,
        "endTime": "2020-10-10T10:10:10Z",
        "interval": 1,
    }
    assert response.json["properties"]["status"]["nextExecutionTime"] == "2016-03-31T00:00:00Z"


def test_a_missing_one_is_told_in_the_recorded_words(jobs, is_error):
    response = jobs.job("GET", "HttpJobWithStartTime")
    assert response.data == b'{"error":{"code":"NotFound","message":"Job \'HttpJobWithStartTime\' cannot be found."}}'
    assert response.headers["Server"] == "Microsoft-IIS/8.5"
    calls = [("DELETE", "", None), ("PATCH", "", {"properties": {}}), ("POST", "/run", None), ("GET", "/history", None)]
    for method, rest, body in calls:
        assert is_error(jobs.job(method, "none", body, rest), 404, "NotFound", "Job 'none' cannot be found.")


def test_a_deleted_one_is_gone(jobs):
    jobs.put_job()
    response = jobs.job("DELETE")
    assert (response.status_code, response.data) == (200, b"")
    assert jobs.job().status_code == 404


def test_a_document_without_properties_is_refused(jobs, is_error):
    assert is_error(jobs.job("PUT", body={"name": "j"}), 400, "BadRequest", "properties")
    # what azure-mgmt-scheduler 2.0.0 sends when it is given a whole definition
    assert is_error(jobs.job("PUT", body={"properties": {"properties": {}}}), 400, "BadRequest", "action")


class TestList:
    """Lists of jobs."""

    @pytest.fixture
    def three(self, jobs):
        for name, state in (("c", "enabled"), ("a", "disabled"), ("B", "enabled")):
            jobs.put_job(name, startTime="2016-06-01T00:00:00Z", state=state)
        return jobs

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["a", "B", "c"]),
            ("?$top=2", ["a", "B"]),
            ("?$skip=1", ["B", "c"]),
            ("?$top=1&$skip=1", ["B"]),
            ("?$skip=3", []),
            ("?$filter=state%20eq%20Disabled", ["a"]),
            ("?$top=5&$filter=state%20eq%20%27enabled%27", ["B", "c"]),
        ],
    )
    def test_they_are_by_name_and_paged(self, three, query, names):
        response = three.collection(rest=f"/jobs{query}")
        assert [item["name"] for item in response.json["value"]] == [f"jc/{name}" for name in names]
        assert response.data.endswith(b'],"nextLink":null}')

    @pytest.mark.parametrize(
        "query", ["$top=0", "$top=101", "$top=x", "$skip=-1", "$filter=state", "$filter=status eq Failed"]
    )
    def test_what_cannot_be_is_refused(self, three, is_error, query):
        assert is_error(three.collection(rest=f"/jobs?{query}"), 400, "BadRequest")


class TestRun:
    """Running a job beside its schedule."""

    def test_it_fires_at_once_and_keeps_its_schedule(self, jobs):
        jobs.put_job(startTime="2016-04-01T00:00:00Z", recurrence={"frequency": "Day"})
        response = jobs.job("POST", rest="/run")
        assert (response.status_code, response.data) == (200, b"")
        jobs.advance("2016-03-30T19:36:34Z")
        status = jobs.job().json["properties"]["status"]
        assert (status["executionCount"], status["nextExecutionTime"]) == (1, "2016-04-01T00:00:00Z")
        [row] = jobs.job(rest="/history").json["value"]
        assert row["properties"]["expectedExecutionTime"] == "2016-03-30T19:36:34Z"

    def test_a_one_time_job_still_runs_in_its_time(self, jobs):
        jobs.put_job(startTime="2016-04-01T00:00:00Z")
        jobs.job("POST", rest="/run")
        jobs.advance("2016-03-31T00:00:00Z")
        properties = jobs.job().json["properties"]
        assert (properties["state"], properties["status"]["executionCount"]) == ("enabled", 1)
        jobs.advance("2016-04-02T00:00:00Z")
        properties = jobs.job().json["properties"]
        assert (properties["state"], properties["status"]["executionCount"]) == ("completed", 2)

    def test_a_disabled_job_runs_and_stays_disabled(self, jobs):
        jobs.put_job(state="Disabled")
        assert jobs.job("POST", rest="/run").status_code == 200
        jobs.advance("2016-03-30T19:40:00Z")
        properties = jobs.job().json["properties"]
        assert (properties["state"], properties["status"]["executionCount"]) == ("disabled", 1)

    def test_a_finished_job_cannot_run(self, jobs, is_error):
        jobs.put_job()
        jobs.advance("2016-03-30T19:40:00Z")
        assert jobs.job().json["properties"]["state"] == "completed"
        assert is_error(jobs.job("POST", rest="/run"), 400, "BadRequest", "completed")

    def test_nothing_runs_in_a_disabled_collection(self, jobs, is_error):
        jobs.put_job(startTime="2016-04-01T00:00:00Z")
        jobs.collection("POST", rest="/disable")
        assert is_error(jobs.job("POST", rest="/run"), 409, "Conflict", "not enabled")


class TestHistory:
    """Rows of history."""

    def test_they_are_shown_as_recorded(self, jobs):
        jobs.put_job(startTime="2016-03-30T19:37:00Z", recurrence={"frequency": "Minute"})
        jobs.advance("2016-03-30T19:38:00Z")
        response = jobs.job(rest="/history")
        newest, oldest = response.json["value"]
        # 3155378975999999999 less the ticks of 19:37:00, and the number of the first attempt
        key = "02519429341799999999:09223372036854775743"
        assert json.dumps(oldest) == json.dumps(
            {
                "id": f"{PREFIX}/jobCollections/jc/jobs/j/history/{key}",
                "type": "Microsoft.Scheduler/jobCollections/jobs/history",
                "name": f"jc/j/{key}",
                "properties": {
                    "startTime": "2016-03-30T19:37:00Z",
                    "endTime": "2016-03-30T19:37:00Z",
                    "expectedExecutionTime": "2016-03-30T19:37:00Z",
                    "message": "done",
                    "retryCount": 0,
                    "repeatCount": 1,
                    "actionName": "MainAction",
                },
            }
        )
        assert newest["name"] < oldest["name"]
        assert newest["properties"]["repeatCount"] == 2
        assert response.json["nextLink"] is None

    def test_the_key_is_the_recorded_one_but_for_the_digit_that_a_datetime_cannot_hold(self):
        started = datetime(2015, 11, 13, 23, 17, 2, 404790, UTC)
        attempt = Attempt(job_id="j", occurrence=9, expected_at=started, due_at=started)
        outcome = Outcome(result=Result(succeeded=True, message=""), started_at=started, finished_at=started)
        key = row_key(HistoryEntry(attempt=attempt, outcome=outcome, job_state="enabled"))
        # recorded: 02519548441775952091, with 8 ticks more
        assert key.split(":")[0] == "02519548441775952099"

    def test_failed_ones_have_a_status_and_can_be_picked(self, jobs):
        error = {"type": "http", "request": {"uri": "http://error/", "method": "GET"}}
        retry = {"retryType": "fixed", "retryInterval": "00:00:30", "retryCount": 1}
        jobs.performer.succeeds = False
        jobs.put_job(action={**http(), "retryPolicy": retry, "errorAction": error})
        jobs.advance("2016-03-30T19:41:00Z")
        rows = jobs.job(rest="/history?$filter=status%20eq%20Failed").json["value"]
        assert [(row["properties"]["actionName"], row["properties"]["retryCount"]) for row in rows] == [
            ("ErrorAction", 1),
            ("ErrorAction", 0),
            ("MainAction", 1),
            ("MainAction", 0),
        ]
        assert {row["properties"]["status"] for row in rows} == {"failed"}
        assert len({row["name"] for row in rows}) == 4
        assert jobs.job(rest="/history?$filter=status eq 'Completed'").json["value"] == []
        assert len(jobs.job(rest="/history?$top=2&$skip=3").json["value"]) == 1
        properties = jobs.job().json["properties"]
        assert properties["state"] == "faulted"
        assert properties["status"] == {
            "lastExecutionTime": "2016-03-30T19:37:05Z",
            "executionCount": 2,
            "failureCount": 2,
            "faultedCount": 1,
        }

    def test_without_top_there_are_five_hundred(self, jobs):
        jobs.put_job(startTime="2016-03-30T20:00:00Z", recurrence={"frequency": "Minute", "count": 510})
        jobs.advance("2016-03-31T20:00:00Z")
        assert len(jobs.job(rest="/history").json["value"]) == 500


class TestQuota:
    """Limits of a collection."""

    def test_too_many_and_too_frequent_jobs_are_a_conflict(self, client, documents, is_error):
        quota = {"maxJobCount": 1, "maxRecurrence": {"frequency": "Hour", "interval": 1}}
        client.collection("PUT", body=documents.collection(properties={"sku": {"name": "Standard"}, "quota": quota}))
        frequent = documents.job(recurrence={"frequency": "Minute", "interval": 59})
        assert is_error(client.job("PUT", body=frequent), 409, "Conflict")
        client.put_job()
        assert is_error(client.job("PUT", "k", documents.job()), 409, "Conflict", "quota")
        smaller = documents.collection(properties={"sku": {"name": "Standard"}, "quota": {"maxJobCount": 1}})
        client.collection("PUT", body=documents.collection())
        client.put_job("k")
        assert is_error(client.collection("PUT", body=smaller), 409, "Conflict")

    def test_a_job_is_not_too_large(self, jobs, documents, is_error):
        body = documents.job(action=http(body="x" * 16 * 1024))
        assert is_error(jobs.job("PUT", body=body), 400, "BadRequest", "16384")
