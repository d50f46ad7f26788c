"""A target that fails twice, and one that never recovers."""


def test_a_failing_target_is_called_again(jobs, scheduler_clock, scheduler_target):
    scheduler_target.answer(500, 500, 200)
    jobs.put("report", scheduler_target.url)
    scheduler_clock.advance(minutes=5)
    assert [call["status"] for call in scheduler_target.calls()] == [500, 500, 200]
    assert jobs.get("report")["status"]["failureCount"] == 2


def test_somebody_is_told_in_the_end(jobs, scheduler, scheduler_clock, scheduler_target):
    alarm = scheduler.sink("alarm")
    scheduler_target.answer(500)
    action = {
        "type": "http",
        "request": {"uri": scheduler_target.url, "method": "GET"},
        "retryPolicy": {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 2},
        "errorAction": {"type": "http", "request": {"uri": alarm.url, "method": "POST"}},
    }
    jobs.put("report", "", action=action)
    scheduler_clock.advance(hours=1)
    assert len(scheduler_target.calls()) == 3
    assert len(alarm.calls()) == 1
