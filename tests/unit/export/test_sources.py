"""Where jobs come from, and what each kind of document says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import HttpAction, StorageQueueAction
from azure_scheduler_emulator.domain.jobs.authentication import Basic
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency
from azure_scheduler_emulator.export.sources.reading import jobs_in, load

from tests.fixtures.exporting import NOW, definition

DAILY = {"frequency": "day"}


def read(document, **parameters):
    return list(jobs_in(document, NOW, "file", parameters))


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (definition(DAILY), ["job"]),
        ([definition(DAILY, id="a"), definition(DAILY, id="b")], ["a", "b"]),
        ({"value": [{"name": "rg/jc/a", "properties": definition(DAILY)}]}, ["jc/a"]),
        ({"Properties": {**definition(DAILY)}, "Name": "jc/a"}, ["jc/a"]),
        ({key: value for key, value in definition(DAILY).items() if key != "id"}, ["file"]),
    ],
)
def test_definitions_are_known_by_their_action(document, names):
    assert [job.title for job in read(document)] == names


def test_a_job_without_a_start_begins_at_the_next_whole_minute():
    now = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
    [job] = jobs_in(definition(DAILY, start=None), now, "file", {})
    assert job.timing.first == datetime(2026, 3, 1, 12, 1, tzinfo=UTC)
    assert any("start" in note for note in job.notes)


@pytest.mark.parametrize("state", ["completed", "faulted"])
def test_a_job_that_is_over_has_nothing_left(state):
    [job] = read(definition(DAILY, state=state))
    assert job.timing.first is None


TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"every": {"type": "int", "defaultValue": 2}, "host": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.Scheduler/jobCollections",
            "apiVersion": "2016-03-01",
            "name": "jc",
            "properties": {"sku": {"name": "Standard"}},
            "resources": [
                {
                    "type": "jobs",
                    "apiVersion": "2016-03-01",
                    "name": "nightly",
                    "dependsOn": ["jc"],
                    "properties": {
                        "startTime": "2026-03-02T00:00:00Z",
                        "action": {
                            "type": "https",
                            "request": {"uri": "[concat('https://', parameters('host'), '/x')]", "method": "GET"},
                        },
                        "recurrence": {"frequency": "hour", "interval": "[parameters('every')]"},
                    },
                }
            ],
        }
    ],
}


def test_a_template_is_evaluated_with_its_parameters():
    [job] = read(TEMPLATE, host="example.org", every="3")
    assert job.title == "jc/nightly"
    assert isinstance(job.definition.action, HttpAction)
    assert job.definition.action.uri == "https://example.org/x"
    assert job.definition.trigger.recurrence.interval == 3


def test_a_parameter_without_a_value_is_named():
    with pytest.raises(InvalidError, match="host"):
        read(TEMPLATE)


CLASSIC = {
    "JobCollectionName": "jc",
    "JobName": "nightly",
    "CloudService": "cs",
    "ActionType": "Http",
    "Uri": "http://example.org/x",
    "Method": "POST",
    "Body": "b",
    "Headers": {"X-A": "1"},
    "AuthenticationType": "Basic Authentication",
    "Username": "me",
    "Status": "Enabled",
    "StartTime": "/Date(1772409600000)/",
    "Recurrence": "2 (Hours)",
    "EndSchedule": "None",
}
RESOURCE = {
    "ResourceGroupName": "rg",
    "JobCollectionName": "jc",
    "JobName": "nightly",
    "Status": "Disabled",
    "StartTime": "2026-03-02T00:00:00Z",
    "Recurrence": "Every 3 Days",
    "EndSchedule": "Until 5 executions. Or on 3/9/2026 12:00:00 AM whichever occurs first.",
    "JobAction": {"JobActionType": "Https", "RequestMethod": "GET", "Uri": "https://example.org/x"},
    "JobErrorAction": {"JobActionType": "StorageQueue", "StorageAccount": "a", "StorageQueueName": "q"},
}


def test_what_the_classic_cmdlet_shows_is_understood():
    [job] = read([CLASSIC])
    action, recurrence = job.definition.action, job.definition.trigger.recurrence
    assert (job.title, action.method, action.body, action.headers) == ("cs/jc/nightly", "POST", "b", (("X-A", "1"),))
    assert isinstance(action.authentication, Basic)
    assert (recurrence.frequency, recurrence.interval) == (Frequency.HOUR, 2)
    assert job.timing.first == datetime(2026, 3, 2, tzinfo=UTC)
    assert any("no schedule" in note for note in job.notes)


def test_what_the_cmdlet_of_resource_manager_shows_is_understood():
    [job] = read(RESOURCE)
    recurrence = job.definition.trigger.recurrence
    assert (recurrence.frequency, recurrence.interval, recurrence.count) == (Frequency.DAY, 3, 5)
    assert recurrence.end_time == datetime(2026, 3, 9, tzinfo=UTC)
    assert (job.enabled, isinstance(job.definition.error_action, StorageQueueAction)) == (False, True)


def test_a_cmdlet_shows_a_one_time_job_without_a_recurrence():
    [job] = read(CLASSIC | {"Recurrence": "", "EndSchedule": "Run once"})
    assert isinstance(job.definition.trigger, Once)


@pytest.mark.parametrize(
    "document", [{}, 7, "text", {"jobs": 1}, [{"a": 1}], CLASSIC | {"Recurrence": "now and then"}, {"action": {}}]
)
def test_what_is_no_job_is_refused_in_a_sentence(document):
    with pytest.raises(InvalidError):
        read(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_are_read_as_powershell_writes_them(tmp_path, encoding):
    (tmp_path / "jobs.json").write_text('[{"a": "ü"},]', encoding=encoding)
    assert load(tmp_path / "jobs.json") == [{"a": "ü"}]


def test_a_file_that_is_no_json_is_refused(tmp_path):
    (tmp_path / "jobs.json").write_text("{")
    with pytest.raises(InvalidError, match="no JSON"):
        load(tmp_path / "jobs.json")


def test_a_count_that_has_been_partly_used_is_what_is_left():
    row = {
        "id": "1" * 32,
        "collection_id": "c",
        "name": "job",
        "definition": {
            "action": {"$": "http", "method": "GET", "uri": "https://example.org/"},
            "trigger": {"$": "recurring", "recurrence": {"frequency": "day", "interval": 1, "count": 5}},
        },
        "state": "enabled",
        "suspended": False,
        "anchor": "2026-02-27T00:00:00Z",
        "next_due": "2026-03-02T00:00:00Z",
        "occurrences": 3,
        "occurrences_before": 0,
    }
    state = {
        "jobs": [row],
        "collections": [
            {"id": "c", "cloud_service_id": "s", "subscription": "0-0", "document": {"name": "jc"}},
        ],
        "cloud_services": [{"id": "s", "document": {"name": "cs"}}],
    }
    [job] = read(state)
    assert job.title == "cs/jc/job"
    assert list(job.timing.occurrences()) == [row_first + timedelta(days=n) for n in (0, 1)]


row_first = datetime(2026, 3, 2, tzinfo=UTC)
