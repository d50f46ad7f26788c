"""Throttling, lost answers, refused connections: what the code under test has to survive."""

import pytest
import requests


def test_the_service_throttles(scheduler, jobs, scheduler_faults, scheduler_target):
    scheduler_faults.client({"status": 503, "code": "TooManyRequests"}, match={"method": "PUT"}, times=1)
    with pytest.raises(requests.HTTPError, match="503"):
        jobs.put("report", scheduler_target.url)
    jobs.put("report", scheduler_target.url)


def test_the_answer_is_lost_although_the_job_is_there(scheduler, jobs, scheduler_faults, scheduler_target):
    scheduler_faults.client({"reset": True}, match={"method": "PUT"}, times=1)
    with pytest.raises(requests.ConnectionError):
        jobs.put("report", scheduler_target.url)
    assert jobs.get("report")["id"] == "report"


def test_the_target_is_down_for_the_first_call(scheduler, jobs, scheduler_clock, scheduler_faults, scheduler_target):
    scheduler_faults.target({"refuse": True}, match={"job": "report"}, times=1)
    jobs.put("report", scheduler_target.url)
    scheduler_clock.advance(minutes=1)
    first, second = scheduler.executions(job="report")
    assert "ConnectFailure" in first["message"]
    assert second["status"] == "completed"
