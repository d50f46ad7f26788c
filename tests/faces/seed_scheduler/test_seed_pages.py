"""Lists in pages of two: count, next, previous, results."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest


def follow(client, path):
    """Return the pages from ``path`` to the last, as lists of names, and the answers themselves."""
    answers = []
    while path:
        answers.append(client("GET", path.partition("/api")[2]).json)
        path = answers[-1]["next"]
    return answers


def cursor_of(link):
    return base64.b64decode(parse_qs(urlsplit(link).query)["cursor"][0]).decode()


def test_users_and_groups_come_newest_first(client):
    users = follow(client, "/api/v1/user/")
    assert [[user["username"] for user in page["results"]] for page in users] == [["gone", "john"], ["admin"]]
    assert [page["count"] for page in users] == [3, 3]
    assert [group["name"] for group in client("GET", "/v1/group/").json["results"]] == ["Readers", "Admins"]


def test_the_previous_page_is_the_one_before(client):
    first, second = follow(client, "/api/v1/user/")
    assert (first["previous"], second["next"]) == (None, None)
    again = client("GET", second["previous"].partition("/api")[2]).json
    assert again == first


def test_cursors_are_those_of_the_framework(client):
    first, second = follow(client, "/api/v1/user/")
    assert cursor_of(first["next"]) == "p=2"
    assert cursor_of(second["previous"]) == "r=1&p=1"


def test_a_schedule_position_is_a_moment(client):
    for second in range(3):
        client.advance(f"2026-11-20T15:30:0{second}.25Z")
        client.create(enabled=False)
    first, _ = follow(client, "/api/v1/schedule/")
    assert cursor_of(first["next"]) == "p=2026-11-20+15%3A30%3A01.250000%2B00%3A00"


@pytest.mark.parametrize("number", range(8))
def test_schedules_of_one_moment_are_paged_whole_in_both_directions(client, number):
    made = []
    for index in range(number):
        if index == 5:
            client.advance("2026-11-20T15:31:00Z")
        made.append(client.create(enabled=False)["id"])
    pages = follow(client, "/api/v1/schedule/")
    assert [schedule["id"] for page in pages for schedule in page["results"]] == made[::-1]
    assert len(pages) == max(1, (number + 1) // 2)
    back = []
    path = pages[-1]["previous"]
    while path:
        page = client("GET", path.partition("/api")[2]).json
        back.append(page["results"])
        path = page["previous"]
    assert back[::-1] == [page["results"] for page in pages[:-1]]


def test_a_new_schedule_does_not_shift_the_next_page(client):
    made = []
    for second in range(3):
        client.advance(f"2026-11-20T15:30:0{second}Z")
        made.append(client.create(enabled=False)["id"])
    link = client("GET", "/v1/schedule/").json["next"]
    client.advance("2026-11-20T15:30:09Z")
    client.create(enabled=False)
    page = client("GET", link.partition("/api")[2]).json
    assert [schedule["id"] for schedule in page["results"]] == made[:1]


def test_a_link_keeps_the_rest_of_the_query_sorted_and_the_host_of_the_client(client):
    link = client("GET", "/v1/user/?foo=b%20r&a=1", headers={"Host": "seed.example:8"}).json["next"]
    assert link.startswith("http://seed.example:8/api/v1/user/?a=1&cursor=")
    assert link.endswith("&foo=b+r")


def test_a_link_keeps_the_suffix(client):
    assert "/api/v1/user.json?cursor=" in client("GET", "/v1/user.json").json["next"]


@pytest.mark.parametrize("cursor", ["x", "%C3%A9", "bz14", "cD14"])  # the last two: o=x, p=x
def test_a_cursor_that_is_none_is_not_found(client, cursor):
    answer = client("GET", f"/v1/user/?cursor={cursor}")
    assert (answer.status_code, answer.json) == (404, {"detail": "Invalid cursor"})


def test_a_moment_without_a_zone_is_no_position(client):
    cursor = base64.b64encode(b"p=2026-11-20 15:30:00").decode()
    assert client("GET", "/v1/schedule/", query_string={"cursor": cursor}).status_code == 404


def test_an_empty_cursor_is_the_first_page(client):
    assert client("GET", "/v1/user/?cursor=").json["results"] == client("GET", "/v1/user/").json["results"]


def test_a_cursor_beyond_the_end_is_an_empty_page(client):
    cursor = base64.b64encode(b"o=99").decode()
    page = client("GET", "/v1/user/", query_string={"cursor": cursor}).json
    assert (page["results"], page["next"]) == ([], None)
