"""A job, a moved clock, and what the target got."""


def test_a_nightly_report_is_sent_every_night(jobs, scheduler_clock, scheduler_target):
    jobs.put("report", scheduler_target.url, startTime="2015-07-02T03:00:00Z", recurrence={"frequency": "day"})
    scheduler_clock.advance(days=7)
    calls = scheduler_target.calls()
    assert len(calls) == 6
    assert calls[0]["at"] == "2015-07-02T03:00:00Z"
    assert {call["body"] for call in calls} == {"from report"}


def test_the_same_in_real_time(jobs, scheduler, scheduler_clock, scheduler_target):
    scheduler_clock.follow_system()
    jobs.put("now", scheduler_target.url)
    scheduler_target.calls(count=1, timeout="PT10S")
    (done,) = scheduler.executions(job="now", status="completed", count=1, timeout="PT10S")
    assert done["response"]["status"] == 200
