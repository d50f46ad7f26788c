"""Who may ask, how a request is read, and what is refused, beyond what the recordings show."""

import base64

import pytest
from azure_scheduler_emulator.faces.seed_scheduler import FACE
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

HIDDEN = {"endpoint": "http://target/", "enabled": False}


def basic(text):
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("", "Authentication credentials were not provided."),
        ("Digest x", "Authentication credentials were not provided."),
        ("Token " + "c" * 40, "User inactive or deleted."),
        ("Token " + "d" * 40, "Invalid token."),
        ("Basic", "Invalid basic header. No credentials provided."),
        ("Basic a b", "Invalid basic header. Credentials string should not contain spaces."),
        ("Basic abc", "Invalid basic header. Credentials not correctly base64 encoded."),
        (basic("john:wrong")["Authorization"], "Invalid username/password."),
        (basic("nobody:johnpw")["Authorization"], "Invalid username/password."),
        (basic("admin:")["Authorization"], "Invalid username/password."),  # has no password at all
        (basic("gone:gonepw")["Authorization"], "Invalid username/password."),  # inactive
    ],
)
@pytest.mark.parametrize("path", ["/v1/", "/v1/schedule/", "/v1/user/token/", "/metrics/", "/health/"])
def test_who_is_not_known_is_challenged_everywhere(client, path, header, detail):
    answer = client("GET", path, token=None, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json) == (401, {"detail": detail})
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="api"'


@pytest.mark.parametrize("keyword", ["Token", "token", "TOKEN"])
def test_the_keyword_of_a_token_may_be_in_any_case(client, keyword):
    headers = {"Authorization": f"{keyword}  {'b' * 40}"}
    assert client("GET", "/v1/user/2/", token=None, headers=headers).status_code == 200


def test_a_malformed_header_is_refused_where_nobody_has_to_log_in(client):
    answer = client("POST", "/token-auth/", {"username": "john", "password": "johnpw"}, token="wrong")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("given", "status", "body"),
    [
        ({"username": "john", "password": "johnpw"}, 200, {"token": "b" * 40}),
        (
            {"username": "john", "password": "x"},
            400,
            {"non_field_errors": ["Unable to log in with provided credentials."]},
        ),
        (
            {"username": "", "password": None},
            400,
            {"username": ["This field may not be blank."], "password": ["This field may not be null."]},
        ),
        ([], 400, {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
    ],
)
def test_a_password_is_exchanged_for_a_token(client, given, status, body):
    answer = client("POST", "/token-auth/", given, token=None)
    assert (answer.status_code, answer.json) == (status, body)


def test_a_token_that_was_made_is_good_and_its_owner_is_no_staff(client):
    made = client("POST", "/v1/user/token/", {"email": "Bob@Example.ORG"}).json["token"]
    assert client("POST", "/v1/user/token/", {"email": "Bob@Example.ORG"}).json["token"] == made
    assert client("GET", "/v1/user/4/", token=made).json == {
        "url": "http://localhost/api/v1/user/4/",
        "username": "Bob@Example.ORG",
        "email": "Bob@example.org",
        "groups": [],
    }
    refused = client("POST", "/v1/user/token/", {"email": "eve@example.org"}, token=made)
    assert (refused.status_code, "WWW-Authenticate" in refused.headers) == (403, False)


@pytest.mark.parametrize("email", ["a@b", "a b@c.de", "@b.co", "a@", "a@b..co", 5, None, "x" * 250 + "@b.co"])
def test_what_is_no_address_gets_no_token(client, email):
    assert list(client("POST", "/v1/user/token/", {"email": email}).json) == ["email"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("path", "query"), [("/v1/schedule", ""), ("/v1/user/1", "?a=b"), ("/health", ""), ("/token-auth", "")]
)
def test_a_missing_slash_is_redirected_whatever_the_method(client, method, path, query):
    answer = client(method, path + query, token=None)
    assert (answer.status_code, answer.data) == (301, b"")
    assert answer.headers["Location"] == f"/api{path}/{query}"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/v1/nothing/", "/v1/nothing", "/v1/schedule/a/b/", "/v1/user/token/x/"])
def test_an_unknown_path_is_a_page_that_asks_for_nobody(client, path):
    answer = client("GET", path, token=None)
    assert (answer.status_code, answer.content_type) == (404, "text/html")
    assert "Allow" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/xml", 406),
        ("image/*", 406),
        ("text/html", 200),  # a browser gets JSON
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200),
        ("application/xml, application/json;q=0.1", 200),
        ("application/*", 200),
        ("", 200),
    ],
)
def test_an_answer_is_json_or_nothing(client, accept, status):
    answer = client("GET", "/v1/user/1/", headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (status, "application/json")
    if status == 406:
        assert answer.json == {"detail": "Could not satisfy the request Accept header."}


def test_the_format_comes_before_the_user(client):
    assert client("GET", "/v1/user/1/", token=None, headers={"Accept": "application/xml"}).status_code == 406
    assert client("POST", "/token-auth/", {}, token=None, headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize("path", ["/v1/user/1/?format=xml", "/v1/user/1.xml", "/v1/user.yaml"])
def test_a_format_that_does_not_exist_is_not_found(client, path):
    answer = client("GET", path)
    assert (answer.status_code, answer.json) == (404, {"detail": "Not found."})


@pytest.mark.parametrize("path", ["/v1/user/1.json", "/v1/user/1.json/", "/v1/user/1/?format=json"])
def test_json_can_be_asked_for_by_the_path(client, path):
    assert client("GET", path).json["username"] == "admin"


@pytest.mark.parametrize(("asked", "indent"), [("4", 4), ("99", 8), ("0", 0)])
def test_an_answer_can_be_indented(client, asked, indent):
    answer = client("GET", "/v1/group/1/", headers={"Accept": f"application/json; indent={asked}"})
    blank = " " * indent
    assert answer.text == f'{{\n{blank}"url": "http://localhost/api/v1/group/1/",\n{blank}"name": "Admins"\n}}'


@pytest.mark.parametrize("body", ["[]", '"x"', "5", "null", "true", "[1]"])
def test_json_that_is_no_object_is_refused_by_its_type(client, body):
    answer = client("POST", "/v1/schedule/", data=body, content_type="application/json")
    [message] = answer.json["non_field_errors"]
    assert message.startswith("Invalid data. Expected a dictionary, but got ")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"a": 1} x', "Extra data: line 1 column 10 (char 9)"),
        (b'{"a": Infinity}', "Out of range float values are not JSON compliant: 'Infinity'"),
    ],
)
def test_malformed_json_is_refused_with_the_reason(client, body, reason):
    answer = client("POST", "/v1/schedule/", data=body, content_type="application/json")
    assert (answer.status_code, answer.json) == (400, {"detail": f"JSON parse error - {reason}"})


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "text/plain; charset=utf-8"])
def test_a_body_of_another_type_is_refused(client, content_type):
    answer = client("POST", "/v1/schedule/", data=b"x", content_type=content_type)
    assert (answer.status_code, answer.json["detail"]) == (
        415,
        f'Unsupported media type "{content_type}" in request.',
    )


def test_an_empty_body_holds_no_fields_whatever_its_type(client):
    answer = client("POST", "/v1/schedule/", data=b"", content_type="text/plain")
    assert answer.json == {"endpoint": ["This field is required."]}


def test_a_multipart_form_is_a_form(client):
    created = client(
        "POST", "/v1/schedule/", data={"endpoint": "x", "enabled": "on"}, content_type="multipart/form-data"
    )
    assert (created.status_code, created.json["enabled"]) == (201, True)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"cron_definition": ""}, {"cron_definition": ""}),  # may be empty, so it is
        ({"frequency": "", "next_send_at": ""}, {"frequency": None, "next_send_at": None}),  # a form cannot say null
        ({"payload": "[1, 2]"}, {"payload": [1, 2]}),
    ],
)
def test_empty_fields_of_a_form_mean_nothing_or_null(client, fields, shown):
    created = client("POST", "/v1/schedule/", data={"endpoint": "x", **fields}).json
    assert {name: created[name] for name in shown} == shown


def test_a_form_can_be_wrong_too(client):
    answer = client("POST", "/v1/schedule/", data={"endpoint": "", "payload": "{"})
    assert answer.json == {
        "endpoint": ["This field may not be blank."],
        "payload": ["Value must be valid JSON."],
    }


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/v1/", "/v1/user/1/", "/v1/group/1/", "/v1/failed-tasks/1/", "/health/"])
def test_what_can_only_be_read_cannot_be_changed(client, method, path):
    answer = client(method, path, {})
    assert (answer.status_code, answer.json) == (405, {"detail": f'Method "{method}" not allowed.'})
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_schedule_is_created_in_the_list(client):
    answer = client("POST", f"/v1/schedule/{client.create()['id']}/", {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, PUT, PATCH, DELETE, HEAD, OPTIONS")


def test_the_root_lists_what_there_is(client):
    assert client("GET", "/v1/").json == {
        kind: f"http://localhost/api/v1/{kind}/" for kind in ("user", "group", "schedule", "webhook", "failed-tasks")
    }


def test_health_and_metrics_do_not_care_about_the_rest_of_the_path(client):
    assert client("GET", "/health/foo/bar").json == client("GET", "/health/").json
    assert client("POST", "/metrics/foo", data=b"{").status_code == 201


@pytest.mark.parametrize(("hops", "status"), [(None, 200), ("10.0.0.1", 200), ("10.0.0.1, 10.0.0.2", 403)])
def test_the_process_tells_about_itself_except_through_two_proxies(client, hops, status):
    answer = client.http.get("/metrics", headers={"X-Forwarded-For": hops} if hops else {})
    assert answer.status_code == status
    assert (b"python_info" in answer.data) is (status == 200)


@pytest.mark.parametrize(
    ("path", "name", "action"),
    [
        ("/v1/", "Api Root", None),
        ("/v1/user/", "User List", None),
        ("/v1/schedule/", "Schedule List", "POST"),
        ("/v1/webhook/", "Hook List", "POST"),
        ("/v1/failed-tasks/1/", "Failed Task Instance", None),
    ],
)
def test_a_path_tells_its_options(client, path, name, action):
    told = client("OPTIONS", path).json
    assert told["name"] == name
    assert list(told.get("actions", {})) == ([action] if action else [])


def test_a_schedule_tells_what_can_be_put(client):
    told = client("OPTIONS", f"/v1/schedule/{client.create()['id']}/").json
    assert told["actions"]["PUT"]["endpoint"]["required"] is True


def test_a_fault_comes_in_the_envelope_of_the_api(client):
    effect = Effect(status=503, message="Try later.", headers={"Retry-After": "3"})
    rule = Rule(
        id="1", where=Where.API, match=Match(face="seed_scheduler", path="*/schedule/*"), effect=effect, times=1
    )
    client.emulator.services.faults.add(rule)
    answer = client("GET", "/v1/schedule/")
    assert (answer.status_code, answer.json, answer.headers["Retry-After"]) == (503, {"detail": "Try later."}, "3")
    assert client("GET", "/v1/schedule/").status_code == 200


def test_a_payload_that_the_database_of_the_real_server_cannot_hold_breaks_it_down(client):
    for payload in ({"a": ["\0"]}, {"\0": 1}, "\ud800"):
        answer = client("POST", "/v1/schedule/", {**HIDDEN, "payload": payload})
        assert (answer.status_code, answer.data) == (500, b"<h1>Server Error (500)</h1>")
    assert client("GET", "/v1/schedule/").json["count"] == 0


@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v1/x", "/api/token-auth/", "/api/metrics", "/api/health/x", "/metrics"]
)
def test_the_face_claims_its_own_paths(path):
    assert FACE.claims("anything", path)


@pytest.mark.parametrize("path", ["/", "/api", "/api/v10", "/api/healthy", "/metrics/", "/api/triggeredwebjobs"])
def test_the_face_claims_no_others(path):
    assert not FACE.claims("anything", path)
