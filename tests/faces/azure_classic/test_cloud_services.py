"""Cloud services, as the recordings and the clients know them."""

import re

import pytest

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_creating_one_is_accepted_with_an_etag_and_no_body(client):
    response = client.make_service()
    assert (response.status_code, response.data, response.headers["Content-Length"]) == (202, b"", "0")
    assert re.fullmatch(GUID, response.headers["ETag"])
    assert "Content-Type" not in response.headers


def test_it_reads_back_byte_for_byte_as_recorded(client):
    etag = client.make_service("cloud_service_f74b141a").headers["ETag"]
    response = client("GET", "/cloudservices/cloud_service_f74b141a")
    assert response.data == (
        b'<CloudService xmlns="http://schemas.microsoft.com/windowsazure" '
        b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name>cloud_service_f74b141a</Name><Label>label</Label>'
        b"<Description>description</Description><GeoRegion>West Europe</GeoRegion><Resources/></CloudService>"
    )
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert response.headers["ETag"] == etag


def test_the_list_is_by_name_and_shows_the_job_collections(client, read):
    for name in ("b", "a"):
        client.make_service(name)
    client.make_collection("jc", "a")
    etag = dict(read(client("GET", "/cloudservices/a/resources/scheduler/~/jobCollections/jc")))["ETag"]
    services = read(client("GET", "/cloudservices"))
    assert [dict(service)["Name"] for _, service in services] == ["a", "b"]
    assert dict(services[0][1])["Resources"] == [
        (
            "Resource",
            [
                ("ResourceProviderNamespace", "scheduler"),
                ("Type", "JobCollections"),
                ("Name", "jc"),
                ("SchemaVersion", "1.1"),
                ("ETag", etag),
                ("State", "Started"),
                ("IntrinsicSettings", [("Plan", "Standard")]),
                ("OperationStatus", [("Type", "Create"), ("Result", "Succeeded")]),
                ("Label", ""),
            ],
        )
    ]


def test_an_existing_one_cannot_be_made_again(client, is_error):
    client.make_service()
    assert is_error(client.make_service(), 400, "BadRequest", "The condition specified by the ETag is not satisfied.")


def test_its_etag_lets_it_be_updated(client, bodies, read):
    etag = client.make_service().headers["ETag"]
    response = client("PUT", "/cloudservices/cs", bodies.cloud_service("new"), {"If-Match": etag})
    assert response.status_code == 202
    assert response.headers["ETag"] != etag
    assert dict(read(client("GET", "/cloudservices/cs")))["Label"] == "new"


def test_deleting_one_takes_everything_in_it(collection, document, is_error):
    collection.jobs("PUT", "/j", document())
    response = collection("DELETE", "/cloudservices/cs")
    assert (response.status_code, response.data) == (202, b"")
    assert "ETag" not in response.headers
    assert is_error(collection("GET", "/cloudservices/cs"), 404, "ResourceNotFound", "cs was not found.")
    assert is_error(collection.jobs(), 404, "ResourceNotFound")


def test_a_missing_one_is_named_in_the_error(client, is_error):
    for method in ("GET", "DELETE"):
        response = client(method, "/cloudservices/missing")
        assert is_error(response, 404, "ResourceNotFound", "The cloud service with name missing was not found.")


def test_names_are_compared_without_case_and_kept_as_written(client, read):
    client.make_service("MyService")
    assert dict(read(client("GET", "/cloudservices/MYSERVICE")))["Name"] == "MyService"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<CloudService",
        "not xml",
        "<Other/>",
        # A bomb, an external entity and a document type are refused unread.
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><CloudService><Label>&c;</Label></CloudService>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><CloudService><Label>&x;</Label></CloudService>',
        '<?xml version="1.0" encoding="none"?><CloudService/>',
        b"\xff\xfe\x00\x01",
    ],
)
def test_what_is_not_the_xml_expected_is_refused_and_nothing_is_stored(client, is_error, body):
    assert is_error(client("PUT", "/cloudservices/cs", body), 400, "InvalidXmlRequest")
    assert client("GET", "/cloudservices/cs").status_code == 404


@pytest.mark.parametrize("name", ["a" * 101, "a b", "a<b", "%00", "-a"])
def test_impossible_names_are_refused(client, is_error, bodies, name):
    assert is_error(client("PUT", f"/cloudservices/{name}", bodies.cloud_service()), 400, "BadRequest")


def test_a_region_is_needed(client, is_error):
    assert is_error(
        client("PUT", "/cloudservices/cs", "<CloudService><Label>l</Label></CloudService>"), 400, "BadRequest"
    )


def test_lower_case_elements_and_a_declaration_are_read(client):
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    body = f"{declaration}<cloudservice><georegion>West US</georegion></cloudservice>"
    assert client("PUT", "/cloudservices/cs", body).status_code == 202


def test_an_oversized_body_is_refused(client, is_error, bodies):
    assert is_error(
        client("PUT", "/cloudservices/cs", bodies.cloud_service("x" * 2_000_000)), 400, "BadRequest", "larger"
    )


@pytest.mark.parametrize(
    ("region", "shown"), [("West US", "West US"), ("westus", "West US"), ("EAST US 2", "East US 2")]
)
def test_a_region_is_known_in_any_spelling(client, read, region, shown):
    body = f"<CloudService><GeoRegion>{region}</GeoRegion></CloudService>"
    assert client("PUT", "/cloudservices/cs", body).status_code == 202
    assert dict(read(client("GET", "/cloudservices/cs")))["GeoRegion"] == shown


@pytest.mark.parametrize("region", ["Nowhere", "westus3", "West-US"])
def test_case_13_a_region_that_is_not_there_is_refused(client, is_error, region):
    body = f"<CloudService><GeoRegion>{region}</GeoRegion></CloudService>"
    assert is_error(
        client("PUT", "/cloudservices/cs", body), 400, "BadRequest", "The location constraint is not valid."
    )
    assert client("GET", "/cloudservices/cs").status_code == 404


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<MaxJobCount>0</MaxJobCount>", [("MaxJobCount", "0")]),
        (
            "<MaxJobCount>0</MaxJobCount><MaxRecurrence><Interval>0</Interval></MaxRecurrence>",
            [("MaxJobCount", "0")],
        ),
        (
            "<MaxRecurrence><Frequency>hour</Frequency></MaxRecurrence>",
            [("MaxRecurrence", [("Frequency", "Hour")])],
        ),
        (
            "<MaxRecurrence><Frequency>hour</Frequency><Interval>0</Interval></MaxRecurrence>",
            [("MaxRecurrence", [("Frequency", "Hour"), ("Interval", "0")])],
        ),
    ],
)
def test_case_13_a_quota_of_nothing_is_answered_as_given(client, read, document, given, shown):
    client.make_service()
    assert client.make_collection(settings=f"<Quota>{given}</Quota>").status_code == 202
    [(_, resource)] = dict(read(client("GET", "/cloudservices/cs")))["Resources"]
    assert dict(dict(resource)["IntrinsicSettings"])["Quota"] == shown
    assert client.jobs("PUT", "/j", document()).status_code == 201
