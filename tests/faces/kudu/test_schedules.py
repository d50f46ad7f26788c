"""Schedules: behaviours 14-16, 40, and section 7 of the contract. The runs are real, the time is the emulator's."""

import json
import threading

import pytest
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.engine.engine import Engine
from azure_scheduler_emulator.webjobs.running.schedules import Schedules

from tests.fixtures.siblings import Siblings, part

PATH = "/api/vfs/Site/wwwroot/App_Data/jobs/triggered/job1"


def schedule(client, expression, name="job1"):
    response = client("PUT", f"/api/triggeredwebjobs/{name}/settings", {"schedule": expression})
    assert (response.status_code, response.data) == (200, b"")


def lines(client, name="job1"):
    return [line.partition(": ")[2] for line in client.scheduler_log(name).split("\r\n")[:-1]]


class WatchingTimers:
    """Remembers what the log said when a timer was stored or taken away, and rings at once."""

    def __init__(self, client):
        self.client = client
        self.seen = []
        self.ringing = None
        self.schedules = Schedules(client.site.ground, client.site.triggered, self)

    def follow(self, name, *_, **__):
        self.seen.append(lines(self.client, name))
        self.ringing = threading.Thread(target=self.schedules.fire, args=(name, parse("2026-09-04T13:34:00Z")))
        self.ringing.start()

    def cancel(self, _, name, *__):
        self.seen.append(lines(self.client, name))


def note_run(client, start, name="job1"):
    """Leave a run in the history that started at a moment."""
    digits = start.translate(str.maketrans("", "", "-:TZ"))
    folder = client.home / "data/jobs/triggered" / name / f"{digits}0000"
    folder.mkdir(parents=True)
    held = {"Trigger": "x", "Status": "Success", "StartTime": start, "EndTime": start}
    (folder / "status").write_text(json.dumps(held))


def test_a_schedule_runs_its_job_as_the_clock_goes(timed):
    timed.upload("job1", "echo scheduled")
    schedule(timed, "*/10 * * * * *")
    timed.advance("2026-09-04T13:33:09Z")
    assert timed.history("job1") == []
    timed.advance("2026-09-04T13:33:35Z")
    runs = timed.history("job1")
    assert [run["start_time"] for run in runs] == [f"2026-09-04T13:33:{second}Z" for second in (30, 20, 10)]
    assert {run["status"] for run in runs} == {"Success"}
    assert {run["trigger"] for run in runs} == {"Schedule - 0,10,20,30,40,50 * * * * *"}
    assert lines(timed) == [
        "SYS INFO] Scheduling WebJob with 0,10,20,30,40,50 * * * * * next schedule expected in 00:00:10",
        *["SYS INFO] WebJob invoked", "SYS INFO] Next schedule expected in 00:00:10"] * 3,
    ]
    url = timed("GET", "/api/triggeredwebjobs/job1").json["scheduler_logs_url"]
    assert url == "http://localhost/vfs/data/jobs/triggered/job1/job_scheduler.log"
    assert "WebJob invoked" in timed.read(url)


def test_a_schedule_written_by_vfs_runs_in_real_time(client, wait):
    client.upload("job1", "echo scheduled")
    client("PUT", f"{PATH}/settings.job", '{"schedule": "* * * * * *"}')
    wait(lambda: len(client.history("job1")) >= 2)
    newest = client.history("job1")[-1]
    assert (newest["status"], newest["trigger"]) == ("Success", "Schedule - * * * * * *")


def test_a_schedule_written_to_the_disk_is_noticed(timed, wait):
    timed.upload("job1")
    (timed.home / "site/wwwroot/App_Data/jobs/triggered/job1/settings.job").write_text('{"schedule": "0 0 14 * * *"}')
    wait(lambda: lines(timed))
    timed.advance("2026-09-04T14:00:00Z")
    assert len(timed.history("job1")) == 1


def test_case_26_the_log_tells_of_a_schedule_when_its_timer_is_stored(timed):
    timed.upload("job1")
    folder = timed.home / "site/wwwroot/App_Data/jobs/triggered/job1"
    timers = WatchingTimers(timed)
    (folder / "settings.job").write_text('{"schedule": "0 0 14 * * *"}')
    timers.schedules.refresh("job1")
    assert timers.seen == [[]], "whoever read the line could have moved the clock past the timer"
    timers.ringing.join()
    told = ["Scheduling WebJob", "WebJob invoked", "Next schedule"]
    assert [
        line.removeprefix("SYS INFO] ")[: len(words)] for line, words in zip(lines(timed), told, strict=True)
    ] == told
    (folder / "settings.job").write_text("{}")
    timers.schedules.refresh("job1")
    assert timers.seen[1] == timers.seen[0] + lines(timed)[:3], "nor does it tell of a timer that is still there"
    assert lines(timed)[3:] == ["SYS INFO] Removing current schedule from WebJob"]


def test_case_26_looking_again_leaves_the_timer_alone(timed):
    timed.upload("job1")
    timers = WatchingTimers(timed)
    (timed.home / "site/wwwroot/App_Data/jobs/triggered/job1/settings.job").write_text('{"schedule": "0 0 14 * * *"}')
    for _ in range(3):
        timers.schedules.refresh("job1")
        timers.ringing.join()
    assert len(timers.seen) == 1, "no moment without a timer, in which somebody might move the clock"


def test_an_exact_moment_fires_once_and_only_once(timed):
    timed.upload("job1")
    schedule(timed, "10 33 13 4 9 *")
    timed.advance("2026-09-04T13:33:10Z")
    assert len(timed.history("job1")) == 1
    timed.advance("2026-09-05T13:33:10Z")
    assert len(timed.history("job1")) == 1
    timed.advance("2027-09-04T13:33:10Z")
    assert len(timed.history("job1")) == 2


@pytest.mark.parametrize(
    ("last", "expression", "at_once", "log"),
    [
        ("2026-09-04T13:30:00Z", "0 */2 * * * *", True, ["00:00:00"]),
        # Ten minutes late is still in time,
        ("2026-09-04T13:22:30Z", "0 23 13 * * *", True, ["00:00:00"]),
        # and a second more is not.
        ("2026-09-04T13:22:00Z", "59 22 13 * * *", False, ["Missed 1 schedules, most recent at 9/4/2026 1:22:59 PM"]),
        ("2026-09-04T10:00:00Z", "0 0 * * * *", False, ["Missed 3 schedules, most recent at 9/4/2026 1:00:00 PM"]),
        # A run later than the slot settles it.
        ("2026-09-04T13:32:30Z", "0 32 13 * * *", False, ["23:59:00"]),
    ],
)
def test_a_missed_time_runs_at_once_if_it_is_not_too_long_ago(timed, wait, last, expression, at_once, log):
    timed.upload("job1")
    note_run(timed, last)
    schedule(timed, expression)
    if at_once:
        wait(lambda: len(timed.history("job1")) == 2)
        assert timed.history("job1")[0]["start_time"] == "2026-09-04T13:33:00Z"
    assert len(timed.history("job1")) == (2 if at_once else 1)
    for words in log:
        assert words in timed.scheduler_log("job1")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "x",
            (
                "Error: 'x' is an invalid crontab expression. It must contain 6 components of a schedule in the "
                "sequence of seconds, minutes, hours, days, months, and days of week."
            ),
        ),
        (
            "0 0 0 * * 7",
            (
                "Error: 7 is higher than the maximum allowable value for the [DayOfWeek] field. Value must be between "
                "0 and 6 (all inclusive)."
            ),
        ),
        ("0 0 x * * *", "Error: 'x' is not a valid [Hour] crontab field expression."),
    ],
)
def test_a_bad_expression_is_accepted_and_told_of_in_the_log(timed, expression, message):
    timed.upload("job1")
    schedule(timed, expression)
    assert lines(timed) == [f'SYS ERR ] Failed to parse schedule "{expression}". {message}']
    assert part(timed.emulator, Engine).next_due() is None
    assert timed("GET", "/api/triggeredwebjobs/job1/settings").json == {"schedule": expression}


@pytest.mark.parametrize("expression", ["", " ", "*", "0 0 * * *", "\t0 0 0 1 1 *"])
def test_case_25_an_expression_that_is_none_leaves_a_line_even_an_empty_one(timed, expression):
    timed.upload("job1")
    schedule(timed, expression)
    [line] = lines(timed)
    assert line.startswith(f'SYS ERR ] Failed to parse schedule "{expression}". Error: ')
    assert part(timed.emulator, Engine).next_due() is None
    timed("PUT", "/api/triggeredwebjobs/job1/settings", {"schedule": 5})
    assert lines(timed) == [line], "what is no text is no schedule"


@pytest.mark.parametrize("expression", ["0 0 0 31 2 *", "0 0 0 30 2 1"])
def test_case_25_a_schedule_that_never_comes_is_waited_for_forty_days_at_a_time(timed, expression):
    timed.upload("job1")
    schedule(timed, expression)
    assert lines(timed) == [f"SYS INFO] Scheduling WebJob with {expression} next schedule expected in 40.00:00:00"]
    timed.advance("2026-12-01T00:00:00Z")
    assert lines(timed)[1:] == ["SYS INFO] Next schedule expected in 40.00:00:00"] * 2
    assert timed.history("job1") == []
    timed("PUT", "/api/triggeredwebjobs/job1/settings", {})
    assert lines(timed)[-1] == "SYS INFO] Removing current schedule from WebJob"
    assert part(timed.emulator, Engine).next_due() is None


def test_case_25_no_wait_is_longer_than_forty_days_in_the_log(timed):
    timed.upload("job1")
    schedule(timed, "0 0 0 1 1 *")
    assert lines(timed) == ["SYS INFO] Scheduling WebJob with 0 0 0 1 1 * next schedule expected in 40.00:00:00"]
    timed.advance("2026-10-14T13:33:00Z")
    assert lines(timed)[1:] == ["SYS INFO] Next schedule expected in 40.00:00:00"]
    timed.advance("2026-12-31T23:59:59Z")
    assert lines(timed)[2:] == ["SYS INFO] Next schedule expected in 38.10:27:00"]
    timed.advance("2027-01-01T00:00:00Z")
    assert lines(timed)[3:] == ["SYS INFO] WebJob invoked", "SYS INFO] Next schedule expected in 40.00:00:00"]
    assert len(timed.history("job1")) == 1
    schedule(timed, "0 0 0 * * *")
    timed.advance("2027-02-11T00:00:00Z")
    assert "SYS INFO] Next schedule expected in 40.00:00:00" not in lines(timed)[5:], "that wait is over"


@pytest.mark.parametrize("settings", [{}, {"schedule": ""}, {"schedule": 5}, {"schedule": "bad"}])
def test_a_schedule_that_goes_is_removed(timed, settings):
    timed.upload("job1")
    schedule(timed, "* * * * * *")
    timed("PUT", "/api/triggeredwebjobs/job1/settings", settings)
    assert "SYS INFO] Removing current schedule from WebJob" in lines(timed)
    timed.advance("2026-09-04T13:40:00Z")
    assert timed.history("job1") == []


def test_a_setting_disables_every_schedule_and_leaves_runs_by_hand(timed):
    timed.upload("job1")
    schedule(timed, "0 * * * * *")
    timed.set(WEBJOBS_DISABLE_SCHEDULE="1")
    timed.advance("2026-09-04T13:40:00Z")
    assert timed.history("job1") == []
    assert timed.run("job1")["status"] == "Success"
    timed.set(WEBJOBS_DISABLE_SCHEDULE="0")
    timed.advance("2026-09-04T13:41:00Z")
    assert len(timed.history("job1")) == 2


def test_a_schedule_is_read_in_the_site_s_zone(timed):
    timed.set(WEBSITE_TIME_ZONE="Europe/Berlin")
    timed.upload("job1")
    schedule(timed, "0 0 16 * * *")
    timed.advance("2026-09-04T15:00:00Z")
    assert [run["start_time"] for run in timed.history("job1")] == ["2026-09-04T14:00:00Z"]


def test_a_job_that_is_running_is_skipped_without_a_word(client, wait):
    client.upload("job1", 'while [ ! -e "$HOME/go" ]; do :; done')
    schedule(client, "* * * * * *")
    wait(lambda: client.scheduler_log("job1").count("Next schedule expected") >= 3)
    assert len(client.history("job1")) == 1
    assert lines(client).count("SYS INFO] WebJob invoked") == 1
    (client.home / "go").touch()
    wait(lambda: len(client.history("job1")) >= 2)


def test_a_run_since_the_slot_settles_it(timed):
    timed.upload("job1")
    schedule(timed, "0 * * * * *")
    note_run(timed, "2026-09-04T13:34:00Z")
    timed.advance("2026-09-04T13:34:30Z")
    assert len(timed.history("job1")) == 1
    assert lines(timed)[1:] == ["SYS INFO] Next schedule expected in 00:01:00"]
    timed.advance("2026-09-04T13:35:00Z")
    assert len(timed.history("job1")) == 2


def test_a_deleted_job_runs_no_more(timed):
    timed.upload("job1")
    schedule(timed, "* * * * * *")
    timed("DELETE", "/api/triggeredwebjobs/job1")
    assert part(timed.emulator, Engine).next_due() is None
    timed.advance("2026-09-04T13:40:00Z")
    assert not (timed.home / "data/jobs/triggered/job1").exists()


def test_a_continuous_job_has_no_schedule(timed):
    timed.upload("c1", "exec sleep 1000", kind="continuous")
    timed("PUT", "/api/continuouswebjobs/c1/settings", {"schedule": "* * * * * *", "stopping_wait_time": 0})
    assert not (timed.home / "data/jobs/triggered").exists()


def test_a_schedule_is_taken_up_again_by_the_next_emulator(start):
    first = start(clock="2026-09-04T13:33:00Z")
    first.upload("job1")
    schedule(first, "0 */5 * * * *")
    first.advance("2026-09-04T13:35:00Z")
    first.emulator.stop()
    second = start(clock="2026-09-04T13:42:00Z")
    second.advance("2026-09-04T13:44:00Z")
    starts = [run["start_time"] for run in second.history("job1")]
    assert starts == ["2026-09-04T13:42:00Z", "2026-09-04T13:35:00Z"], "13:40 was missed by two minutes only"


def test_a_scheduled_run_is_in_the_history_of_the_engine(timed):
    from azure_scheduler_emulator.service.webjob_timers import SCOPE

    timed.upload("job1", "exit 4")
    schedule(timed, "0 * * * * *")
    timed.advance("2026-09-04T13:34:00Z")
    entry = Siblings(timed.emulator).history(SCOPE, "job1")[0]
    assert (entry.outcome.result.succeeded, entry.outcome.result.message) == (False, "WebJob 'job1' - Failed.")
    assert entry.outcome.result.response["exitCode"] == 4
