"""What is seen while an operation is in progress, and after it failed: a client that forgets to poll must notice."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

from tests.faces.azure_classic.conftest import Client

PATH = "/cloudservices/cs/resources/scheduler/~/jobcollections/jc"
FAILURE = Failure(http_status=400, code="BadRequest", message="Not today.")


class Progress:
    """A client at the pace of the real service, under a clock that stands."""

    def __init__(self, client, read):
        self.client = client
        self.read = read

    def poll(self, response):
        return dict(self.read(self.client("GET", f"/operations/{response.headers['x-ms-request-id']}")))["Status"]

    def one(self):
        """Return state and operation status as the collection itself shows them."""
        answer = self.client("GET", PATH)
        if answer.status_code == 404:
            return None
        found = dict(self.read(answer))
        return found["State"], dict(found["OperationStatus"])

    def listed(self):
        """Return the same as the list of cloud services shows them."""
        services = self.read(self.client("GET", "/cloudservices"))
        return [
            (dict(resource)["State"], dict(dict(resource)["OperationStatus"]))
            for _, service in services
            for _, resource in dict(service)["Resources"]
        ]

    def fault(self, **verdict):
        rule = Rule(id="r", where=Where.API, match=Match(), effect=Effect(operation=Verdict(**verdict)), times=1)
        self.client.emulator.services.faults.add(rule)

    def advance(self, seconds):
        clock = self.client.emulator.testbed.clock
        self.client.emulator.testbed.timeline.advance(clock.now() + timedelta(seconds=seconds))

    def update(self):
        return self.client.make_collection(settings="<Plan>Free</Plan>", **{"If-Match": "*"})


@pytest.fixture(params=["recorded", "held"])
def slow(request, lend, read):
    """A client whose operations on collections take their time, by the pace or as a fault has it."""
    pace = "recorded" if request.param == "recorded" else "instant"
    client = Client(lend(Settings(auth="loose", clock="2015-07-01T00:00:00Z", pace=pace)))
    assert client.make_service().status_code == 202
    found = Progress(client, read)
    found.settle = lambda response: [found.poll(response) for _ in range(3)]
    found.begin = lambda send: (request.param == "held" and found.fault(hold_polls=3), send())[1]
    if request.param == "recorded":
        found.advance(1)
    return found


@pytest.fixture
def made(slow):
    """The same with a collection that is there."""
    answer = slow.begin(slow.client.make_collection)
    slow.settle(answer)
    assert slow.one() == ("Started", {"Error": [("HttpCode", "200"), ("Message", "OK")], "Result": "Succeeded"})
    return slow


class TestCreating:
    """It is seen, and not there for use."""

    def test_case_06_it_shows_that_it_is_created(self, slow):
        answer = slow.begin(slow.client.make_collection)
        assert answer.status_code == 202
        assert slow.one() == ("Creating", {"Result": "InProgress"})
        assert slow.listed() == [("Creating", {"Type": "Create", "Result": "InProgress"})]

    def test_case_06_there_can_be_no_jobs_in_it(self, slow, document, is_error):
        answer = slow.begin(slow.client.make_collection)
        for method, rest, body in [("PUT", "/j", document()), ("POST", "", document()), ("GET", "", None)]:
            assert is_error(slow.client.jobs(method, rest, body), 404, "ResourceNotFound")
        assert slow.settle(answer) == ["InProgress"] * 3
        assert slow.poll(answer) == "Succeeded"
        assert slow.client.jobs("PUT", "/j", document()).status_code == 201

    def test_it_can_neither_be_made_again_nor_changed(self, slow, is_error):
        slow.begin(slow.client.make_collection)
        assert is_error(slow.client.make_collection(), 400, "BadRequest", "ETag")
        assert is_error(slow.update(), 409, "ConflictError", "in progress")

    def test_a_creation_that_fails_leaves_nothing(self, slow):
        slow.fault(failure=FAILURE, hold_polls=2)
        answer = slow.client.make_collection()
        assert slow.one() == ("Creating", {"Result": "InProgress"})
        assert [slow.poll(answer) for _ in range(3)] == ["InProgress", "InProgress", "Failed"]
        assert (slow.one(), slow.listed()) == (None, [])
        assert slow.client.jobs().status_code == 404
        assert slow.client.make_collection().status_code == 202


class TestUpdating:
    """The old values are shown until the new ones hold."""

    def plan(self, slow):
        return dict(dict(slow.read(slow.client("GET", PATH)))["IntrinsicSettings"])["Plan"]

    def test_case_06_old_values(self, made):
        answer = made.begin(made.update)
        assert made.one() == ("Started", {"Result": "InProgress"})
        assert made.listed() == [("Started", {"Type": "Update", "Result": "InProgress"})]
        assert self.plan(made) == "Standard"
        made.settle(answer)
        assert self.plan(made) == "Free"
        assert made.listed() == [("Started", {"Type": "Update", "Result": "Succeeded"})]

    def test_jobs_go_on_meanwhile(self, made, document):
        made.begin(made.update)
        assert made.client.jobs("PUT", "/j", document()).status_code == 201

    @pytest.mark.parametrize("hold", [0, 1])
    def test_case_06_a_failure_says_why(self, made, hold):
        made.fault(failure=FAILURE, hold_polls=hold, hold_for=timedelta())
        answer = made.update()
        error = [("HttpCode", "400"), ("Message", "Not today.")]
        assert made.one() == ("Started", {"Result": "InProgress"} if hold else {"Error": error, "Result": "Failed"})
        assert [made.poll(answer) for _ in range(hold)] == ["InProgress"] * hold
        assert made.one() == ("Started", {"Error": error, "Result": "Failed"})
        assert made.listed() == [("Started", {"Type": "Update", "Result": "Failed", "Error": error})]
        assert self.plan(made) == "Standard"
        # The next one takes the failure's place.
        made.settle(made.begin(made.update))
        assert made.listed() == [("Started", {"Type": "Update", "Result": "Succeeded"})]

    def test_a_cloud_service_shows_its_old_label_too(self, made, bodies):
        made.fault(hold_polls=1)
        answer = made.client("PUT", "/cloudservices/cs", bodies.cloud_service("new"), {"If-Match": "*"})
        label = lambda: dict(made.read(made.client("GET", "/cloudservices/cs")))["Label"]  # noqa: E731
        assert (label(), made.poll(answer), label()) == ("label", "InProgress", "new")


class TestDeleting:
    """It is still there, and cannot be made again."""

    def delete(self, slow):
        return slow.begin(lambda: slow.client("DELETE", PATH))

    def test_case_06_it_shows_that_it_is_deleted(self, made, document, is_error):
        made.client.jobs("PUT", "/j", document())
        answer = self.delete(made)
        assert answer.status_code == 202
        assert made.one() == ("Deleting", {"Result": "InProgress"})
        assert made.listed() == [("Deleting", {"Type": "Delete", "Result": "InProgress"})]
        assert is_error(made.client.jobs("GET", "/j"), 404, "ResourceNotFound")
        assert is_error(made.client.jobs("PUT", "/k", document()), 404, "ResourceNotFound")
        made.settle(answer)
        assert (made.one(), made.listed()) == (None, [])

    def test_case_06_it_cannot_be_made_again(self, made, is_error):
        answer = self.delete(made)
        assert is_error(made.client.make_collection(), 409, "ConflictError", "is being deleted")
        assert is_error(made.update(), 409, "ConflictError", "is being deleted")
        assert is_error(made.client("DELETE", PATH), 409, "ConflictError", "is being deleted")
        name = "/cloudservices/cs/resources/scheduler/jobcollections?op=checknameavailability&resourceName=jc"
        free = lambda: dict(made.read(made.client("GET", name)))["IsAvailable"]  # noqa: E731
        assert free() == "false"
        made.settle(answer)
        assert free() == "true"
        assert made.client.make_collection().status_code == 202

    def test_a_deletion_that_fails_leaves_everything(self, made, document):
        made.client.jobs("PUT", "/j", document())
        made.fault(failure=FAILURE, hold_polls=1)
        answer = made.client("DELETE", PATH)
        assert made.one()[0] == "Deleting"
        assert [made.poll(answer), made.poll(answer)] == ["InProgress", "Failed"]
        error = [("HttpCode", "400"), ("Message", "Not today.")]
        assert made.listed() == [("Started", {"Type": "Delete", "Result": "Failed", "Error": error})]
        assert made.client.jobs("GET", "/j").status_code == 200

    def test_one_that_is_gone_does_not_count_against_its_plan(self, slow):
        made = slow.begin(lambda: slow.client.make_collection(settings="<Plan>Free</Plan>"))
        slow.settle(made)
        gone = slow.begin(lambda: slow.client("DELETE", PATH))
        other = lambda: slow.client.make_collection("other", settings="<Plan>Free</Plan>").status_code  # noqa: E731
        assert other() == 403
        slow.settle(gone)
        assert other() == 202

    def test_a_cloud_service_takes_its_collections_along(self, made, is_error):
        answer = made.begin(lambda: made.client("DELETE", "/cloudservices/cs"))
        assert made.one() == ("Deleting", {"Result": "InProgress"})
        assert is_error(made.client.make_service(), 409, "ConflictError", "is being deleted")
        assert is_error(made.client.make_collection("new"), 409, "ConflictError", "is being deleted")
        made.settle(answer)
        assert made.client("GET", "/cloudservices/cs").status_code == 404
        assert made.client.make_service().status_code == 202
        assert made.one() is None


def test_at_once_nothing_of_it_is_seen(client, read, document):
    seen = Progress(client, read)
    client.make_service()
    client.make_collection()
    assert seen.one()[0] == "Started"
    assert seen.listed() == [("Started", {"Type": "Create", "Result": "Succeeded"})]
    assert client.jobs("PUT", "/j", document()).status_code == 201
    client("DELETE", PATH)
    assert seen.one() is None
    assert client.make_collection().status_code == 202


class TestStandingClock:
    """At the pace of the real service, while no time passes."""

    @pytest.fixture
    def recorded(self, lend, read):
        client = Client(lend(Settings(auth="loose", clock="2015-07-01T00:00:00Z", pace="recorded")))
        return Progress(client, read)

    def test_case_19d_after_three_polls_it_has_settled(self, recorded):
        answer = recorded.client.make_service()
        assert [recorded.poll(answer) for _ in range(5)] == [*["InProgress"] * 3, "Succeeded", "Succeeded"]

    def test_case_19d_or_when_the_clock_is_moved(self, recorded):
        recorded.client.make_service()
        answer = recorded.client.make_collection()
        assert recorded.poll(answer) == "InProgress"
        recorded.advance(4)
        assert recorded.poll(answer) == "InProgress"
        recorded.advance(1)
        assert (recorded.poll(answer), recorded.one()[0]) == ("Succeeded", "Started")

    def test_a_time_that_a_test_has_set_is_not_polled_away(self, recorded):
        recorded.fault(hold_for=timedelta(minutes=1))
        answer = recorded.client.make_service()
        assert {recorded.poll(answer) for _ in range(6)} == {"InProgress"}
        recorded.advance(60)
        assert recorded.poll(answer) == "Succeeded"

    def test_under_a_running_clock_time_alone_counts(self, recorded):
        recorded.client.emulator.testbed.timeline.follow_system()
        recorded.client.make_service()
        answer = recorded.client.make_collection()
        assert {recorded.poll(answer) for _ in range(6)} == {"InProgress"}
