"""Job collections, as the recordings and the clients know them."""

import base64

import pytest

PATH = "/cloudservices/cs/resources/scheduler/jobCollections"
QUOTA = (
    "<Plan>Standard</Plan><Quota><MaxJobCount>10</MaxJobCount><MaxJobOccurrence>5</MaxJobOccurrence>"
    "<MaxRecurrence><Frequency>Minute</Frequency><Interval>5</Interval></MaxRecurrence></Quota>"
)


@pytest.fixture
def service(client):
    client.make_service()
    return client


def get(client, name="jc"):
    return client("GET", f"/cloudservices/cs/resources/scheduler/~/jobCollections/{name}")


def test_it_reads_back_byte_for_byte_as_recorded(service):
    etag = service.make_collection("job_collection_b011479", settings="<plan>Standard</plan>").headers["ETag"]
    assert get(service, "job_collection_b011479").data.decode() == (
        '<Resource xmlns="http://schemas.microsoft.com/windowsazure" '
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        "<CloudServiceSettings><GeoRegion>West Europe</GeoRegion></CloudServiceSettings>"
        f"<ETag>{etag}</ETag><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings>"
        "<Name>job_collection_b011479</Name><OperationStatus><Error><HttpCode>200</HttpCode><Message>OK</Message></Error>"
        "<Result>Succeeded</Result></OperationStatus><PromotionCode></PromotionCode><SchemaVersion>1.1</SchemaVersion>"
        '<State>Started</State><SubState i:nil="true"/><Type>jobcollections</Type></Resource>'
    )


def test_it_has_the_pass_through_headers_and_no_etag_header(collection):
    headers = get(collection).headers
    assert headers["X-AspNet-Version"] == "4.0.30319"
    assert (headers["Expires"], headers["Pragma"], headers["X-Powered-By"]) == ("-1", "no-cache", "ASP.NET")
    assert "ETag" not in headers


def test_quota_and_label_come_back_as_the_node_client_sent_them(service, bodies, read):
    label = base64.b64encode(b"hi").decode()
    service("PUT", f"{PATH}/jc", bodies.resource(QUOTA, f"<Label>{label}</Label>"))
    found = dict(read(get(service)))
    assert dict(found["IntrinsicSettings"])["Quota"] == [
        ("MaxJobCount", "10"),
        ("MaxJobOccurrence", "5"),
        ("MaxRecurrence", [("Frequency", "Minute"), ("Interval", "5")]),
    ]
    assert found["Label"] == label
    services = read(service("GET", "/cloudservices"))
    listed = dict(dict(services[0][1])["Resources"][0][1])
    assert listed["Label"] == "hi"  # plain text in the list


def test_the_plan_is_standard_when_none_is_named(service, read):
    body = '<Resource xmlns="http://schemas.microsoft.com/windowsazure"/>'
    assert service("PUT", f"{PATH}/jc", body).status_code == 202
    assert dict(read(get(service)))["IntrinsicSettings"] == [("Plan", "Standard")]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("free", "Free"),
        ("STANDARD", "Standard"),
        ("P10", "P10Premium"),
        ("p20premium", "P20Premium"),
        ("Premium", "Premium"),
    ],
)
def test_plans_are_read_in_any_casing(service, read, given, shown):
    service.make_collection(settings=f"<Plan>{given}</Plan>")
    assert dict(read(get(service)))["IntrinsicSettings"] == [("Plan", shown)]


def test_an_update_needs_the_etag(collection, is_error):
    response = collection.make_collection()
    assert is_error(response, 400, "BadRequest", "The condition specified by the ETag is not satisfied.")
    response = collection.make_collection(**{"If-Match": "00000000-0000-0000-0000-000000000001"})
    assert is_error(response, 400, "BadRequest", "ETag")


def test_an_update_keeps_what_it_leaves_out_and_gives_a_new_etag(service, bodies, read):
    etag = service.make_collection(settings=QUOTA).headers["ETag"]
    body = bodies.resource("<Plan>P10Premium</Plan>", "<ETag/>")
    response = service("PUT", f"{PATH}/jc", body, {"If-Match": etag})
    assert response.status_code == 202
    found = dict(read(get(service)))
    assert found["ETag"] == response.headers["ETag"] != etag
    assert [name for name, _ in found["IntrinsicSettings"]] == ["Plan", "Quota"]


def test_stopping_disables_the_jobs_and_starting_enables_those_that_were(collection, bodies, document):
    collection.jobs("PUT", "/on", document(recurrence={"frequency": "hour"}))
    collection.jobs("PUT", "/off", document(state="disabled"))
    for state, shown in (("Stopped", ["disabled", "disabled"]), ("Started", ["disabled", "enabled"])):
        body = bodies.resource("", f"<State>{state}</State>")
        assert collection("PUT", f"{PATH}/jc", body, {"If-Match": "*"}).status_code == 202
        assert [job["state"] for job in collection.jobs().json] == shown


def test_a_stopped_collection_does_not_fire(collection, bodies, document):
    collection.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z"))
    collection("PUT", f"{PATH}/jc", bodies.resource("", "<State>Stopped</State>"), {"If-Match": "*"})
    assert collection.advance("2015-07-01T02:00:00Z") == 0
    collection("PUT", f"{PATH}/jc", bodies.resource("", "<State>Started</State>"), {"If-Match": "*"})
    # It is due at once, and may run before the clock is moved.
    collection.advance("2015-07-01T02:00:01Z")
    assert len(collection.performer.orders) == 1


def test_stopping_gives_up_pending_retries(collection, bodies, document):
    collection.performer.succeeds = False
    retry = {"retryType": "fixed", "retryInterval": "PT1H", "retryCount": 3}
    request = {"uri": "http://target/", "method": "GET"}
    action = {"type": "http", "request": request, "retryPolicy": retry}
    collection.jobs("PUT", "/j", document(startTime="2015-07-01T01:00:00Z", action=action))
    assert collection.advance("2015-07-01T01:30:00Z") == 1
    for state in ("Stopped", "Started"):
        collection("PUT", f"{PATH}/jc", bodies.resource("", f"<State>{state}</State>"), {"If-Match": "*"})
    assert collection.advance("2015-07-02T00:00:00Z") == 0


def test_a_second_free_collection_is_blocked(service, is_error):
    assert service.make_collection("one", settings="<Plan>Free</Plan>").status_code == 202
    response = service.make_collection("two", settings="<Plan>Free</Plan>")
    assert is_error(response, 403, "ForbiddenError", "The resource is blocked to recieve any updates.")
    assert get(service, "two").status_code == 404


@pytest.mark.parametrize(
    "intrinsic",
    [
        "<Plan>Gold</Plan>",
        "<Plan>Free</Plan><Quota><MaxJobCount>6</MaxJobCount></Quota>",
        "<Plan>Standard</Plan><Quota><MaxJobCount>51</MaxJobCount></Quota>",
        "<Plan>Standard</Plan><Quota><MaxJobCount>many</MaxJobCount></Quota>",
        "<Plan>Free</Plan><Quota><MaxRecurrence><Frequency>Minute</Frequency></MaxRecurrence></Quota>",
        "<Plan>Standard</Plan><Quota><MaxRecurrence><Frequency>Fortnight</Frequency></MaxRecurrence></Quota>",
    ],
)
def test_a_quota_beyond_the_plan_is_refused(service, is_error, intrinsic):
    assert is_error(service.make_collection(settings=intrinsic), 400, "BadRequest")


def test_a_downgrade_to_free_is_refused_while_jobs_exceed_it(collection, document, is_error, bodies):
    collection.jobs("PUT", "/j", document(recurrence={"frequency": "minute", "interval": 30}))
    response = collection("PUT", f"{PATH}/jc", bodies.resource("<Plan>Free</Plan>"), {"If-Match": "*"})
    assert is_error(response, 409, "ConflictError", "recurs more often")


def test_deleting_one_takes_its_jobs(collection, document, is_error):
    collection.jobs("PUT", "/j", document())
    response = collection("DELETE", f"{PATH}/jc")
    assert (response.status_code, response.data) == (202, b"")
    assert "ETag" not in response.headers
    assert is_error(get(collection), 404, "ResourceNotFound")
    assert is_error(collection("DELETE", f"{PATH}/jc"), 404, "ResourceNotFound")


def test_a_missing_cloud_service_is_named(client, is_error):
    response = client.make_collection(service="nowhere")
    assert is_error(response, 404, "ResourceNotFound", "The cloud service with name nowhere was not found.")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/", f"{PATH.replace('job', 'Job')}/"])
def test_the_availability_of_a_name_is_told_to_both_kinds_of_client(collection, read, method, path):
    for name, free in (("jc", "false"), ("JC", "false"), ("other", "true"), ("not%20a%20name", "false")):
        response = collection(method, f"{path}?op=checknameavailability&resourceName={name}")
        assert (response.status_code, read(response)) == (200, [("IsAvailable", free)])


def test_asking_for_availability_needs_both_parameters(collection, is_error):
    for query in ("", "?op=checknameavailability", "?resourceName=x", "?op=other&resourceName=x"):
        assert is_error(collection("POST", f"{PATH}{query}"), 400, "MissingOrInvalidRequiredQueryParameter")


def test_availability_in_a_missing_cloud_service_is_an_error(client, is_error):
    path = "/cloudservices/nowhere/resources/scheduler/jobCollections?op=checknameavailability&resourceName=x"
    assert is_error(client("GET", path), 404, "ResourceNotFound")
