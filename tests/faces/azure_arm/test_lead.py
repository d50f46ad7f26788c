"""At once is a lead, long enough for a client that makes a job and then sets its state; and counts go on.

Both APIs, by what both can do: the PowerShell cmdlets and a public .NET program do so.
"""

import json

import pytest

NOW = "2016-03-30T20:00:00Z"
#: What is due at the very moment of its creation may have run before anybody moves the clock.
START = "2016-03-30T20:00:01Z"
CLASSIC = "/cloudservices/rg/resources/scheduler/~/jobCollections/jc/jobs/j"


@pytest.fixture
def settings():
    return {"clock": NOW}


class Door:
    """The two APIs, by what both can do."""

    def __init__(self, client, documents, name):
        self.client = client
        self.documents = documents
        self.name = name

    def put(self, **members):
        members = self.documents.job(**members)["properties"]
        if self.name == "arm":
            return self.client.job("PUT", body={"properties": members})
        return self.client.classic("PUT", CLASSIC, json.dumps(members))

    def patch(self, **members):
        if self.name == "arm":
            return self.client.job("PATCH", body={"properties": members})
        return self.client.classic("PATCH", CLASSIC, json.dumps(members))

    def get(self):
        answer = self.client.job() if self.name == "arm" else self.client.classic("GET", CLASSIC)
        return answer.json["properties"] if self.name == "arm" else answer.json

    def calls(self):
        return len(self.client.performer.orders)


@pytest.fixture(params=["arm", "classic"])
def door(request, jobs, documents):
    return Door(jobs, documents, request.param)


class TestLead:
    """A job without a start time."""

    @pytest.mark.parametrize("state", ["disabled", "enabled"])
    def test_case_03_its_state_can_be_set_at_once(self, door, state):
        assert door.put().status_code == 201
        answer = door.patch(state=state)
        assert answer.status_code in (200, 202), answer.data
        assert door.get()["state"].lower() == state
        assert door.calls() == 0

    def test_case_03_nothing_fires_until_somebody_moves_the_clock(self, door):
        door.put()
        assert (door.client.emulator.testbed.timeline.run_due(), door.calls()) == (0, 0)
        assert door.client.advance("2016-03-30T20:00:00.999Z") == 0
        assert door.client.advance("2016-03-30T20:00:01Z") == 1
        assert door.get()["state"] == "completed"

    def test_case_03_one_that_was_disabled_does_not_fire(self, door):
        door.put()
        door.patch(state="disabled")
        assert door.client.advance("2016-03-30T21:00:00Z") == 0
        assert door.patch(state="enabled").status_code in (200, 202)
        # It is due at once, and may run before the clock is moved.
        door.client.advance("2016-03-30T22:00:00Z")
        assert door.calls() == 1


class TestOtherLeads:
    """As the settings have it."""

    @pytest.fixture(params=[("recorded", "", 20), ("instant", "90", 90), ("recorded", "PT0.5S", 0.5)])
    def settings(self, request):
        pace, lead, self.seconds = request.param
        return {"clock": NOW, "pace": pace, "lead": lead}

    def test_case_03_the_lead_is_what_the_settings_say(self, door):
        door.put()
        due = door.get()["status"]["nextExecutionTime"]
        shown = {20: "20:00:20", 90: "20:01:30", 0.5: "20:00:00.5"}[self.seconds]
        assert due.startswith(f"2016-03-30T{shown}")
        assert door.client.emulator.services.settings.at_once.total_seconds() == self.seconds


class TestCounts:
    """A PATCH of the recurrence: what is left out is carried over, and the count counts every occurrence of the job."""

    def upcoming(self, door):
        [preview] = door.client.emulator.testbed.previews.of("j", 10)
        return len(preview.upcoming)

    @pytest.mark.parametrize(
        ("start", "patch", "left"),
        [
            (START, {"endTime": "2016-04-30T00:00:00Z"}, 1),
            (START, {"count": 4}, 2),
            (START, {"count": 3}, 1),
            (START, {"count": 2}, 0),
            (None, {"count": 4}, 2),
            (None, {"endTime": "2016-04-30T00:00:00Z"}, 1),
            (None, {"count": 5, "endTime": "2016-03-30T22:30:00Z"}, 1),
        ],
    )
    def test_case_05_after_two_of_three_runs(self, door, start, patch, left):
        recurrence = {"frequency": "hour", "interval": 1, "count": 3}
        door.put(recurrence=recurrence, **({"startTime": start} if start else {}))
        # The first two, at 20:00:01 and 21:00:01.
        assert door.client.advance("2016-03-30T21:30:00Z") == 2
        before = door.get()["status"]["nextExecutionTime"]
        answer = door.patch(recurrence=patch)
        assert answer.status_code in (200, 202), answer.data
        assert door.calls() == 2
        assert self.upcoming(door) == left
        if left:
            # The phase is what it was.
            assert door.get()["status"]["nextExecutionTime"] == before
        assert door.client.advance("2016-04-02T00:00:00Z") == left

    @pytest.mark.parametrize("patch", [{"interval": 2}, {"frequency": "minute"}])
    def test_case_05_another_grid_starts_anew_and_the_count_goes_on(self, door, patch):
        door.put(startTime=START, recurrence={"frequency": "hour", "interval": 1, "count": 3})
        assert door.client.advance("2016-03-30T21:30:00Z") == 2
        assert door.patch(recurrence=patch).status_code in (200, 202)
        assert self.upcoming(door) == 1
        assert door.client.advance("2016-04-02T00:00:00Z") == 1
