"""Domain values survive the way to JSON and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from azure_scheduler_emulator.domain.azure.collection import (
    CloudService,
    CollectionState,
    JobCollection,
    MaxRecurrence,
    Plan,
    Quota,
)
from azure_scheduler_emulator.domain.jobs.action import (
    BrokeredProperties,
    BusMessage,
    BusTransport,
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
)
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth, Basic, ClientCertificate
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt, HistoryEntry, Outcome, Result
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
)
from azure_scheduler_emulator.storage.codec import dump, from_micros, load, to_micros
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2015, 7, 1, 0, 0, 32, 104381, UTC)

texts = st.text(max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=900))
numbers = st.integers(1, 1000)
authentications = (
    st.builds(Basic, username=texts, password=texts)
    | st.builds(ClientCertificate, pfx=texts, password=texts, thumbprint=texts, expires=moments, subject=texts)
    | st.builds(ActiveDirectoryOAuth, tenant=texts, audience=texts, client_id=texts, secret=texts)
)
http = st.builds(
    HttpAction,
    method=texts,
    uri=texts,
    headers=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    body=st.none() | texts,
    authentication=st.none() | authentications,
)
queue = st.builds(
    StorageQueueAction, storage_account=texts, queue_name=texts, sas_token=texts, message=st.none() | texts
)
messages = st.builds(
    BusMessage,
    namespace=texts,
    transport=st.sampled_from(BusTransport),
    sas_key_name=texts,
    sas_key=texts,
    message=st.none() | texts,
    brokered=st.builds(
        BrokeredProperties, label=st.none() | texts, force_persistence=st.none() | st.booleans(), time_to_live=spans
    ),
    custom=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
)
actions = (
    http
    | queue
    | st.builds(ServiceBusQueueAction, queue_name=texts, message=messages)
    | st.builds(ServiceBusTopicAction, topic_path=texts, message=messages)
)
schedules = st.builds(
    Schedule,
    minutes=st.lists(numbers, max_size=3).map(tuple),
    week_days=st.lists(st.sampled_from(WeekDay), max_size=3).map(tuple),
    monthly_occurrences=st.lists(
        st.builds(MonthlyOccurrence, day=st.sampled_from(WeekDay), occurrence=st.none() | numbers), max_size=2
    ).map(tuple),
)
recurrences = st.builds(
    Recurrence,
    frequency=st.sampled_from(Frequency),
    interval=numbers,
    count=st.none() | numbers,
    end_time=st.none() | moments,
    schedule=st.none() | schedules,
)
definitions = st.builds(
    JobDefinition,
    action=actions,
    trigger=st.builds(Once, start=st.none() | moments)
    | st.builds(Recurring, recurrence=recurrences, start=st.none() | moments),
    retry=st.none() | st.builds(RetryPolicy, kind=st.sampled_from(RetryType), interval=spans, count=numbers),
    error_action=st.none() | actions,
    start_text=st.none() | texts,
)


@given(definitions)
def test_a_definition_reads_back_as_it_was(definition):
    assert load(JobDefinition, dump(definition)) == definition


@given(moments)
def test_a_moment_keeps_its_microsecond(moment):
    assert from_micros(to_micros(moment)) == moment


def test_a_collection_reads_back_as_it_was():
    collection = JobCollection(
        id="c",
        cloud_service_id="s",
        subscription="sub",
        name="jc",
        plan=Plan.P10_PREMIUM,
        quota=Quota(max_job_count=3, max_recurrence=MaxRecurrence(frequency="Hour", interval=2)),
        state=CollectionState.STOPPED,
        label="",
        etag="e",
        tags={"a": "b"},
        created_at=NOW,
    )
    assert load(JobCollection, dump(collection)) == collection
    assert load(JobCollection, dump(replace(collection, quota=None, tags=None))).quota is None


def test_a_cloud_service_reads_back_as_it_was():
    service = CloudService(id="s", subscription="sub", name="cs", etag="e", created_at=NOW)
    assert load(CloudService, dump(service)) == service


def test_a_history_entry_reads_back_as_it_was():
    attempt = Attempt(job_id="j", occurrence=1, action=ActionName.ERROR, expected_at=NOW, due_at=NOW)
    result = Result(succeeded=False, message="no", request={"uri": "http://x/"}, response={"status": 500})
    entry = HistoryEntry(
        attempt=attempt, outcome=Outcome(result=result, started_at=NOW, finished_at=NOW), job_state="enabled"
    )
    assert load(HistoryEntry, dump(entry)) == entry
