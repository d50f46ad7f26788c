"""What is kept of a job in words can be stored, whatever a client sent."""

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import Once
from azure_scheduler_emulator.storage.wording import words


@pytest.mark.parametrize(("uri", "kept"), [("http://a/\ud800", "http://a/?"), ("http://a/\0", "http://a/?")])
def test_case_14_what_no_database_takes_is_not_in_the_words(uri, kept):
    definition = JobDefinition(action=HttpAction(method="POST", uri=uri), trigger=Once())
    target = words(definition, datetime(2015, 7, 1, tzinfo=UTC))["target"]
    assert kept in target
    target.encode()
