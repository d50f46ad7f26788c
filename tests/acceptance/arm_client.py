"""Runs every method of an unmodified azure-mgmt-scheduler against an emulator, and prints what came back as JSON.

Arguments: version of the client, base URL, file with the authority to trust, URL of a target.
"""

import json
import sys
import threading
from datetime import datetime, timedelta, timezone

from azure.mgmt.scheduler import SchedulerManagementClient, models

VERSION, BASE, AUTHORITY, TARGET = sys.argv[1:5]
NEW = VERSION.startswith("7")
OLD = VERSION in {"0.30.0rc5", "1.0.0"}
WRAPPED = NEW or OLD  # the others take a job's properties alone
SUBSCRIPTION, PLACE = "5ec4e7c6-0000-0000-0000-000000000000", ("rg", "jc")
START = datetime(2015, 7, 13, tzinfo=timezone.utc)  # noqa: UP017 - as old clients were used


def connect():
    if NEW:
        from azure.core.credentials import AccessToken

        class Credential:
            def get_token(self, *_scopes, **_options):
                return AccessToken("dummy", 4102444800)

        return SchedulerManagementClient(Credential(), SUBSCRIPTION, base_url=BASE, connection_verify=AUTHORITY)
    from msrest.authentication import BasicTokenAuthentication

    client = SchedulerManagementClient(BasicTokenAuthentication({"access_token": "dummy"}), SUBSCRIPTION, base_url=BASE)
    client.config.connection.verify = AUTHORITY
    return client


client = connect()
collections, jobs = client.job_collections, client.jobs


def finish(name):
    """Run a long-running method to its end; the oldest version knows of no end and waits for none."""
    poller = getattr(collections, f"begin_{name}" if NEW else name)(*PLACE)
    return poller and poller.result()


def put(name, **properties):
    given = models.JobProperties(**properties)
    return jobs.create_or_update(*PLACE, name, models.JobDefinition(properties=given) if WRAPPED else given)


def patch(name, **properties):
    given = models.JobProperties(**properties)
    return jobs.patch(*PLACE, name, models.JobDefinition(properties=given) if WRAPPED else given)


def text(value):
    """Return an enumeration's member as its value, a moment and a span as their text."""
    value = getattr(value, "value", value)
    return value if isinstance(value, (int, str, list, dict, type(None))) else str(value)


def http(path="/ok", **members):
    return models.HttpRequest(uri=TARGET + path, method="POST", **members)


def collection(found):
    quota = found.properties.quota
    return [
        found.name,
        found.location,
        found.tags,
        text(found.properties.sku.name),
        text(found.properties.state),
        quota and [quota.max_job_count, text(quota.max_recurrence.frequency), quota.max_recurrence.interval],
    ]


def action(found):
    retry = found.properties.action.retry_policy
    return [
        found.name,
        text(found.properties.state),
        text(retry.retry_type),
        text(retry.retry_interval),
        retry.retry_count,
    ]


def expect_missing(call):
    try:
        call()
    except Exception as error:  # noqa: BLE001 - each version has its own
        status = getattr(error, "status_code", None)
        return [status, str(error)]
    return None


seen = {}
given = models.JobCollectionDefinition(
    location="South Central US",
    tags={"a": "b"},
    properties=models.JobCollectionProperties(
        sku=models.Sku(name="Standard"),
        state="Enabled",
        quota=models.JobCollectionQuota(
            max_job_count=20, max_recurrence=models.JobMaxRecurrence(frequency="Minute", interval=1)
        ),
    ),
)
seen["create collection"] = collection(collections.create_or_update(*PLACE, given))
seen["get collection"] = collection(collections.get(*PLACE))
patched = collections.patch(*PLACE, models.JobCollectionDefinition(tags={"a": "c"}))
seen["patch collection"] = patched.tags
seen["by subscription"] = [item.name for item in collections.list_by_subscription()]
seen["by group"] = [item.name for item in collections.list_by_resource_group("rg")]
finish("disable")
seen["disabled"] = text(collections.get(*PLACE).properties.state)
finish("enable")
seen["enabled"] = text(collections.get(*PLACE).properties.state)

retry = models.RetryPolicy(retry_type="Fixed", retry_interval=timedelta(minutes=1, seconds=30), retry_count=2)
queue = models.StorageQueueMessage(storage_account="sa", queue_name="q", sas_token="t", message="m")
created = put(
    "every",
    start_time=START,
    action=models.JobAction(
        type="Http",
        request=http(
            body="b",
            headers={"a": "b"},
            # 1.1.3 sends no type of its own for it
            authentication=models.BasicAuthentication(username="u", password="p"),
        ),
        retry_policy=retry,
        error_action=models.JobErrorAction(type="StorageQueue", queue_message=queue),
    ),
    recurrence=models.JobRecurrence(
        frequency="Month",
        interval=1,
        count=10,
        end_time=datetime(2090, 1, 1, tzinfo=timezone.utc),  # noqa: UP017
        schedule=models.JobRecurrenceSchedule(
            hours=[5],
            minutes=[0],
            monthly_occurrences=[models.JobRecurrenceScheduleMonthlyOccurrence(day="Monday", occurrence=1)],
        ),
    ),
    state="Enabled",
)
seen["create job"] = action(created)
seen["get job"] = action(jobs.get(*PLACE, "every"))
message = models.ServiceBusQueueMessage(
    authentication=models.ServiceBusAuthentication(sas_key="k", sas_key_name="n", type="SharedAccessKey"),
    brokered_message_properties=models.ServiceBusBrokeredMessageProperties(
        content_type="a/b",
        # the oldest take it for a moment
        time_to_live=datetime(2090, 1, 1, tzinfo=timezone.utc) if OLD else timedelta(seconds=90),  # noqa: UP017
    ),
    custom_message_properties={"c": "d"},
    message="M",
    namespace="ns",
    transport_type="NetMessaging",
    queue_name="q",
)
bus = put(
    "bus",
    start_time=START,
    action=models.JobAction(type="ServiceBusQueue", service_bus_queue_message=message),
    recurrence=models.JobRecurrence(frequency="Day", interval=1),
)
found = bus.properties.action.service_bus_queue_message
seen["service bus"] = [
    text(found.transport_type),
    found.authentication.sas_key_name,
    found.authentication.sas_key,
    text(found.brokered_message_properties.time_to_live),
    found.custom_message_properties,
]
seen["patch job"] = action(patch("every", state="Disabled"))
seen["list"] = [item.name for item in jobs.list(*PLACE)]
seen["page"] = [item.name for item in jobs.list(*PLACE, top=1, skip=1)]
seen["filtered"] = [item.name for item in jobs.list(*PLACE, filter="state eq 'Disabled'")]
seen["run"] = jobs.run(*PLACE, "every")
tick = threading.Event()
history = []
while not history:
    tick.wait(0.05)
    history = list(jobs.list_job_history(*PLACE, "every", top=5))
row = history[0].properties
seen["history"] = [text(row.status), text(row.action_name), row.retry_count, row.repeat_count, row.message[:40]]
seen["failed"] = [item.name for item in jobs.list_job_history(*PLACE, "every", filter="status eq 'Failed'")]
seen["status"] = jobs.get(*PLACE, "every").properties.status.execution_count
seen["delete job"] = jobs.delete(*PLACE, "every")
seen["missing job"] = expect_missing(lambda: jobs.get(*PLACE, "every"))
finish("delete")
seen["missing collection"] = expect_missing(lambda: collections.get(*PLACE))
sys.stdout.write(json.dumps(seen))
