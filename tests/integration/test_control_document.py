"""The OpenAPI document of the control API: what every operation has, whichever room of the house it comes from."""

import contextlib
import re
from urllib.parse import urlencode

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.app import create_app

#: Refusals that follow from nothing that a route says.
ALWAYS = {"400", "401", "403", "500", "503"}
JSON = "application/json"
#: What is asked for where one of several parameters is.
ONE_OF = {"/preview": {"job": "x"}}


@pytest.fixture(scope="module")
def app():
    emulator = build(Settings(auth="loose", clock="2015-07-01T00:00:00Z"))
    yield create_app(emulator.testbed)
    emulator.stop()


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


@pytest.fixture(scope="module")
def operations(document):
    """Every operation with its method and path."""
    return [
        (method, path, item[method])
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    ]


def complaints(operations, wrong):
    return [f"{method} {path}" for method, path, operation in operations if wrong(method, path, operation)]


def test_every_operation_says_what_can_always_come_and_never_422(operations):
    def wrong(method, path, operation):
        wanted = ALWAYS - ({"401"} if path == "/health" else set())
        wanted |= {"413"} if "requestBody" in operation else set()
        wanted |= {"404"} if "{" in path and not path.startswith("/sink/") else set()
        return not wanted <= set(operation["responses"]) or "422" in operation["responses"]

    assert complaints(operations, wrong) == []


def test_every_refusal_is_a_problem_document(operations):
    def wrong(_method, _path, operation):
        refused = [answer for status, answer in operation["responses"].items() if status >= "4" and status != "default"]
        return any("example" not in answer["content"]["application/problem+json"] for answer in refused)

    assert complaints(operations, wrong) == []


def test_every_operation_has_a_name_of_its_own_words_and_a_security(operations):
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][a-z_]+", name) for name in names)
    assert complaints(operations, lambda *each: not each[2].get("summary") or "security" not in each[2]) == []
    assert [path for _, path, operation in operations if operation["security"] == []] == ["/health"]


def test_every_answer_that_brings_something_says_what_and_shows_it(operations):
    def wrong(method, _path, operation):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(JSON, {})
            if status in ("200", "201", "202") and not operation.get("x-takes-anything"):
                brings = answer.get("content")
                if not brings or (content and not ({"example", "examples"} & set(content))):
                    return True
        return False

    assert complaints(operations, wrong) == []


def test_every_body_has_a_schema_and_an_example(operations):
    def wrong(_method, _path, operation):
        content = operation.get("requestBody", {}).get("content", {})
        return any("schema" not in kind or not ({"example", "examples"} & set(kind)) for kind in content.values())

    assert complaints(operations, wrong) == []


def examples_of(operation):
    content = operation["requestBody"]["content"][JSON]
    return [content["example"]] if "example" in content else [each["value"] for each in content["examples"].values()]


def test_every_example_of_a_body_is_taken_as_it_is(app, operations):
    taken = 0
    for method, path, operation in operations:
        if "requestBody" not in operation:
            continue
        for example in examples_of(operation):
            place = re.sub(r"\{(\w+)\}", r"my-\1", path)
            answer = app.test_client().open(place, method=method.upper(), json=example)
            # Nothing is due here, and there is no such thing; but the document fits.
            fits = answer.status_code < 300 or answer.status_code in (404, 409)
            assert fits, (method, path, example, answer.get_data(as_text=True))
            taken += 1
    assert taken >= 10


def test_every_example_of_a_parameter_is_taken_as_it_is(app, operations):
    for method, path, operation in operations:
        for parameter in operation.get("parameters", ()):
            example = parameter.get("example", parameter["schema"].get("example"))
            if parameter["in"] == "query" and example is not None and method == "get" and "{" not in path:
                others = dict(ONE_OF.get(path, {}))
                others |= {each["name"]: "x" for each in operation["parameters"] if each.get("required")}
                query = urlencode({**others, parameter["name"]: example})
                answer = app.test_client().get(f"{path}?{query}")
                assert answer.status_code != 400, (path, query, answer.get_data(as_text=True))


def test_what_is_not_known_is_refused_by_every_operation(app, operations):
    """A misspelled parameter, a misspelled member, a body that nobody reads."""
    for method, path, operation in operations:
        if operation.get("x-takes-anything"):
            continue
        place = re.sub(r"\{(\w+)\}", r"my-\1", path)
        client = app.test_client()
        answer = client.open(f"{place}?misspelt=1", method=method.upper())
        assert answer.status_code == 400, (method, path)
        assert "misspelt" in answer.json["detail"]
        assert answer.content_type == "application/problem+json"
        answer = client.open(place, method=method.upper(), json={"misspelt": 1})
        assert answer.status_code == 400, (method, path)


def test_a_parameter_that_is_given_twice_is_refused(app):
    answer = app.test_client().get("/executions?top=1&top=2")
    assert (answer.status_code, answer.json["detail"]) == (400, "The parameter 'top' is given 2 times.")


def test_an_empty_document_is_no_body(app):
    """Clients that always send one send it to what reads none too."""
    assert app.test_client().delete("/faults", json={}).status_code == 204


def test_a_sink_takes_any_parameter_and_any_body(app):
    with contextlib.closing(app.test_client().post("/sink/any/way?misspelt=1&misspelt=2", data="{no json")) as answer:
        assert answer.status_code == 200


def test_faults_come_in_lists_all_or_none(app):
    client = app.test_client()
    client.delete("/faults")
    rules = [{"effect": {"status": 500}}, {"where": "target", "effect": {"reset": True}}]
    added = client.post("/faults", json=rules)
    assert added.status_code == 201
    assert [rule["id"] for rule in added.json] == [rule["id"] for rule in client.get("/faults").json]
    assert [rule["where"] for rule in added.json] == ["api", "target"]
    for bad in ({"effect": {}}, {"effect": {"status": 42}}, {"effekt": {}}, 1):
        refused = client.post("/faults", json=[*rules, bad])
        assert refused.status_code == 400, bad
        assert len(client.get("/faults").json) == 2
    assert client.post("/faults", json=[]).json == []
    assert client.post("/faults", json=rules * 500).status_code == 409
    assert len(client.get("/faults").json) == 2


def test_the_error_in_a_list_says_which_rule(app):
    refused = app.test_client().post("/faults", json=[{"effect": {"status": 500}}, {"effekt": {}}])
    assert list(refused.json["errors"]) == ["1"]


@pytest.mark.parametrize(("query", "n", "count"), [("", None, 5), ("?n=3", None, 3), ("", 2, 2), ("?n=2", 2, 2)])
def test_n_counts_wherever_it_stands(app, query, n, count):
    body = {"cron": "* * * * *"} if n is None else {"cron": "* * * * *", "n": n}
    assert len(app.test_client().post(f"/preview{query}", json=body).json["next"]) == count


@pytest.mark.parametrize("query", ["?n=3", "?n=x", "?n=-1", "?n=1001", "?m=3"])
def test_an_n_that_makes_no_sense_is_refused(app, query):
    assert app.test_client().post(f"/preview{query}", json={"cron": "* * * * *", "n": 4}).status_code == 400


@pytest.mark.parametrize("path", ["/faults", "/state", "/clock", "/reset"])
@pytest.mark.parametrize("text", ["{", "[1,", "nothing"])
def test_a_body_that_is_no_json_is_refused_in_a_sentence(app, path, text):
    method = "PUT" if path in ("/state", "/clock") else "POST"
    answer = app.test_client().open(path, method=method, data=text)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert "JSON" in str(answer.json) or "cannot be read" in answer.json["detail"]
