"""The unmodified Python client of the classic API: host, authority and certificate are all that it needs."""

import pytest

azure = pytest.importorskip("azure.servicemanagement", reason="azure-servicemanagement-legacy is not installed")


def test_a_job_by_the_sdk(scheduler, scheduler_clock, scheduler_target):
    client = azure.SchedulerManagementService(
        scheduler.subscription, request_session=scheduler.session(), host=scheduler.host
    )
    client.create_cloud_service("example", "label", "description", "West Europe")
    client.create_job_collection("example", "jobs")
    action = {"type": "http", "request": {"uri": scheduler_target.url, "method": "GET"}}
    client.create_job("example", "jobs", "hourly", {"action": action, "recurrence": {"frequency": "hour"}})
    scheduler_clock.advance(hours=3)
    assert client.get_job("example", "jobs", "hourly")["status"]["executionCount"] == len(scheduler_target.calls())
