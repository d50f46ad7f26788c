"""What the fields of a schedule may hold, beyond what the recordings show."""

import pytest

DATETIME = (
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
)


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        ("endpoint", ["x"], "Not a valid string."),
        ("endpoint", "   ", "This field may not be blank."),
        ("endpoint", "a\0b", "Null characters are not allowed."),
        ("frequency", 2**31, "Ensure this value is less than or equal to 2147483647."),
        ("frequency", -(2**31) - 1, "Ensure this value is greater than or equal to -2147483648."),
        ("frequency", "1" * 1001, "String value too large."),
        ("frequency", [1], "A valid integer is required."),
        ("frequency", "1.5", "A valid integer is required."),
        ("enabled", "maybe", "Must be a valid boolean."),
        ("enabled", {}, "Must be a valid boolean."),
        ("next_send_at", "2030-01-01", DATETIME),
        ("next_send_at", "2030-13-01T00:00:00Z", DATETIME),
        ("next_send_at", "2030-01-01T00:00:00+1", DATETIME),
        ("next_send_at", "0001-01-01T00:00:00+10:00", DATETIME),
        ("interval_definition", "x" * 99 + " y", "Ensure this field has no more than 100 characters."),
        ("auth_token", False, "Not a valid string."),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_the_framework(client, field, given, message):
    answer = client("POST", "/v1/schedule/", {"endpoint": "x", field: given})
    assert answer.status_code == 400
    assert list(answer.json) == [field]
    assert answer.json[field][-1] == message


@pytest.mark.parametrize(
    ("field", "given", "shown"),
    [
        ("frequency", "1.0", 1),
        ("frequency", 2.0, 2),
        ("frequency", -(2**31), -(2**31)),
        ("endpoint", 1.5, "1.5"),
        ("enabled", 0.0, False),
        ("enabled", "T", True),
        ("next_send_at", "2030-01-01T10:00:00+02:00", "2030-01-01T08:00:00Z"),
        ("next_send_at", "2030-1-1 1:2", "2030-01-01T01:02:00Z"),
        ("next_send_at", "2030-01-01T10:00:00.1-0130", "2030-01-01T11:30:00.100000Z"),
        ("next_send_at", "2030-01-01T10:00:00-01", "2030-01-01T11:00:00Z"),
        ("payload", {"b": 1, "a": [None, 1.5, "é"]}, {"b": 1, "a": [None, 1.5, "é"]}),
        ("cron_definition", " 0 12 * * MON ", "0 12 * * MON"),
        ("interval_definition", "+3  days", "+3  days"),
    ],
)
def test_a_value_is_shown_as_the_framework_understands_it(client, field, given, shown):
    schedule = client.create(**{field: given})
    assert schedule[field] == shown
    assert client("GET", f"/v1/schedule/{schedule['id']}/").json == schedule


def test_what_a_client_cannot_set_is_ignored(client):
    schedule = client.create(id="x", url="y", created_by=7, updated_at="z", triggered=5, last_run=6, other=8)
    assert schedule["created_by"] == "http://localhost/api/v1/user/1/"
    assert "other" not in schedule


def test_the_documents_spelling_of_the_interval_is_understood_where_the_other_is_absent(client):
    assert client.create(inteval_definition="1 minutes")["interval_definition"] == "1 minutes"
    both = client.create(inteval_definition="1 minutes", interval_definition=None)
    assert both["interval_definition"] is None
    assert client.change(both, inteval_definition="2 hours")["interval_definition"] == "2 hours"


def test_a_change_tells_who_made_it_and_when(client):
    schedule = client.create(enabled=False)
    client.advance("2026-11-20T15:30:01.5Z")
    answer = client("PATCH", f"/v1/schedule/{schedule['id']}/", {}, token="b" * 40)
    assert answer.json == {
        **schedule,
        "updated_at": "2026-11-20T15:30:01.500000Z",
        "updated_by": "http://localhost/api/v1/user/2/",
    }


def test_a_refused_change_changes_nothing(client):
    schedule = client.create()
    answer = client("PATCH", f"/v1/schedule/{schedule['id']}/", {"endpoint": "y", "frequency": "x"})
    assert answer.status_code == 400
    assert client("GET", f"/v1/schedule/{schedule['id']}/").json == schedule


@pytest.mark.parametrize("interval", ["2147483648 days", "-2147483649 minutes"])
def test_an_interval_that_the_database_of_the_real_server_cannot_count_breaks_it_down(client, interval):
    answer = client("POST", "/v1/schedule/", {"endpoint": "x", "interval_definition": interval})
    assert answer.status_code == 500
