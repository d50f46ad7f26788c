"""Resources of providers that are not emulated: kept as records, with what templates ask of them (row 19)."""

from __future__ import annotations

import pytest

from tests.faces.azure_arm.deploying import GROUP, SUBSCRIPTION

SITE = "Microsoft.Web/sites/My-Site"


def test_a_resource_is_kept_as_it_was_written(deployer):
    body = {"location": "westus", "tags": {"a": "b"}, "sku": {"name": "S"}, "kind": "k", "properties": {"x": [1]}}
    made = deployer.resource("Example.Things/things/T", "PUT", body)
    assert made.status_code == 201
    assert made.json == {
        "id": f"{SUBSCRIPTION}{GROUP}/providers/Example.Things/things/T",
        "name": "T",
        "type": "Example.Things/things",
        **{name: body[name] for name in ("location", "tags", "kind", "sku")},
        "properties": {"x": [1], "provisioningState": "Succeeded"},
    }
    assert deployer.resource("example.things/THINGS/t").json == made.json
    assert deployer.resource("Example.Things/things/T", "HEAD").status_code == 204
    assert deployer.resource("Example.Things/things/T", "PUT", {}).status_code == 200
    assert [each["name"] for each in deployer.resource("Example.Things/things").json["value"]] == ["T"]
    assert deployer.resource("Example.Things/things/T", "DELETE").status_code == 200
    assert deployer.resource("Example.Things/things/T", "DELETE").status_code == 204


def test_what_is_nested_needs_its_parent_and_goes_with_it(deployer, is_error):
    part = "Example.Things/things/T/parts/P"
    assert is_error(deployer.resource(part, "PUT", {}), 404, "ParentResourceNotFound", "Parent resource 'T' not found.")
    deployer.resource("Example.Things/things/T", "PUT", {})
    deployer.resource("Example.Things/things/other", "PUT", {})
    assert deployer.resource(part, "PUT", {}).json["name"] == "T/P"
    deployer.resource("Example.Things/things/T", "DELETE")
    assert is_error(deployer.resource(part), 404, "ResourceNotFound", "under resource group 'rg' was not found")


def test_they_stand_in_the_list_of_all_resources(deployer):
    deployer.resource("Example.Things/things/T", "PUT", {"location": "westus", "tags": {"a": "b"}, "properties": {}})
    for path in ("/resources", f"{GROUP}/resources"):
        (found,) = deployer.client("GET", path).json["value"]
        assert (found["name"], found["location"], found["tags"]) == ("T", "westus", {"a": "b"})
        assert "properties" not in found


def test_a_body_has_to_be_an_object(deployer, is_error):
    for body in ("", "[]", "{"):
        assert is_error(deployer.resource("Example.Things/things/T", "PUT", body), 400, "InvalidRequestContent")


def test_groups_make_themselves_where_a_location_tells_where(deployer, is_error):
    path = "/resourceGroups/new/providers/Example.Things/things/T"
    assert is_error(deployer.client("PUT", path, {}), 404, "ResourceGroupNotFound")
    assert deployer.client("PUT", path, {"location": "East US"}).status_code == 201
    assert deployer.client("GET", "/resourceGroups/new").json["location"] == "eastus"


def test_a_site_has_addresses_and_credentials(deployer, is_error):
    credentials = f"{SITE}/config/publishingcredentials/list"
    assert is_error(deployer.resource(credentials, "POST"), 404, "ParentResourceNotFound")
    site = deployer.resource(SITE, "PUT", {"location": "westus"}).json["properties"]
    assert (site["hostNames"], site["defaultHostName"]) == (["my-site.azurewebsites.net"], "my-site.azurewebsites.net")
    found = deployer.resource(credentials, "POST").json["properties"]
    assert found["publishingUserName"] == "$My-Site"
    assert found["scmUri"].startswith("https://$My-Site:")
    assert found["scmUri"].endswith("@my-site.scm.azurewebsites.net")
    assert deployer.resource(credentials, "POST").json["properties"] == found
    deployer.resource(f"{SITE}/config/appsettings", "PUT", {"properties": {"a": "b"}})
    assert deployer.resource(f"{SITE}/config/appsettings/list", "POST").json["properties"]["a"] == "b"


@pytest.mark.parametrize(
    ("kind", "call", "member"),
    [
        ("Microsoft.Storage/storageAccounts", "listKeys({0}, '2015-05-01-preview').key1", None),
        ("Microsoft.Storage/storageAccounts", "listKeys({0}, '2019-06-01').keys[0].value", None),
        (
            "Microsoft.Storage/storageAccounts",
            "reference({0}, '2019-06-01').primaryEndpoints.queue",
            "https://x.queue.core.windows.net/",
        ),
        ("Microsoft.DocumentDB/databaseAccounts", "listKeys({0}, '2020-04-01').primaryMasterKey", None),
        (
            "Microsoft.DocumentDB/databaseAccounts",
            "reference({0}, '2020-04-01').documentEndpoint",
            "https://x.documents.azure.com:443/",
        ),
        ("Microsoft.Sql/servers", "reference({0}, '2014-04-01').fullyQualifiedDomainName", "x.database.windows.net"),
        (
            "Microsoft.ServiceBus/namespaces",
            "reference({0}, '2017-04-01').serviceBusEndpoint",
            "https://X.servicebus.windows.net:443/",
        ),
        ("Microsoft.Insights/components", "reference({0}, '2015-05-01').InstrumentationKey", None),
        ("Microsoft.KeyVault/vaults", "reference({0}, '2019-09-01').vaultUri", "https://x.vault.azure.net/"),
        ("Microsoft.Logic/workflows", "listCallbackUrl({0}, '2016-06-01').value", None),
        ("Other.Provider/kinds", "listSecrets({0}, '2016-01-01').primaryKey", None),
    ],
)
def test_templates_can_ask_for_addresses_and_keys(deployer, kind, call, member):
    deployer.resource(f"{kind}/X", "PUT", {"location": "westus"})
    found = deployer.value(call.format(f"resourceId('{kind}', 'X')"))
    assert found == member if member else len(found) > 20


def test_the_keys_of_a_queues_rule_are_those_of_a_service_bus(deployer):
    for path in ("N", "N/queues/q", "N/queues/q/authorizationRules/R"):
        deployer.resource(f"Microsoft.ServiceBus/namespaces/{path}", "PUT", {"location": "westus"})
    rule = (
        "listKeys(resourceId('Microsoft.ServiceBus/namespaces/queues/authorizationRules', 'N', 'q', 'R'), '2017-04-01')"
    )
    found = deployer.value(rule, kind="object")
    assert found["keyName"] == "R"
    key = found["primaryKey"]
    connection = f"Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey={key};EntityPath=q"
    assert found["primaryConnectionString"] == connection
    assert found["secondaryKey"] != key


def test_keys_of_what_is_not_there(deployer, is_error):
    answer = deployer.resource("Microsoft.Storage/storageAccounts/none/listKeys", "POST")
    assert is_error(answer, 404, "ResourceNotFound", "Microsoft.Storage/storageAccounts/none")
