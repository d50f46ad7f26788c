"""Signing in, and what a client finds out about itself before it does anything."""

from __future__ import annotations

import base64
import json

import pytest
from azure_scheduler_emulator.faces import azure_classic
from azure_scheduler_emulator.faces.azure_arm.paths import claims

TENANT = "11111111-2222-3333-4444-555555555555"
ASKED = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s", "scope": "https://x//.default"}


def decoded(token):
    """Return what a JSON Web Token says, as clients decode it: without a look at the signature."""
    head, body, _signature = token.split(".")
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body)]


@pytest.fixture
def token(client):
    """Asks for a token; returns the answer."""

    def ask(version="/v2.0", tenant=TENANT, **given):
        data = {name: value for name, value in {**ASKED, **given}.items() if value is not None}
        return client.http.post(f"/{tenant}/oauth2{version}/token", data=data)

    return ask


@pytest.fixture
def whole(client):
    """Calls a whole path, with a token unless another header is given."""

    def call(path, **headers):
        return client.http.get(path, headers={"Authorization": "Bearer any", **headers})

    return call


class TestClaims:
    """Which requests this face answers: tenants are GUIDs as well as the classic API's subscriptions."""

    @pytest.mark.parametrize(
        "path",
        [
            f"/{TENANT}/v2.0/.well-known/openid-configuration",
            f"/{TENANT}/.well-known/openid-configuration",
            f"/{TENANT}/oauth2/token",
            f"/{TENANT}/OAuth2/V2.0/token/",
            f"/{TENANT}/discovery/v2.0/keys",
            f"/{TENANT}/servicePrincipals",
            f"/{TENANT}/v2.0/what",
            "/common/oauth2/v2.0/token",
            "/tenants",
            "/subscriptions/",
            "/providers/Microsoft.Scheduler",
            "/metadata/endpoints",
        ],
    )
    def test_they_are_this_faces_and_not_the_classic_ones(self, path):
        assert claims("any.host", path)
        assert not azure_classic.FACE.claims("any.host", path)

    @pytest.mark.parametrize("path", [f"/{TENANT}/cloudservices", f"/{TENANT}/operations/v2.0", f"/{TENANT}"])
    def test_what_was_classic_still_is(self, path):
        assert azure_classic.FACE.claims("any.host", path)
        assert not claims("any.host", path)

    @pytest.mark.parametrize("path", ["/vfs/.well-known/x", "/zip/v2.0", "/api/webjobs", "/1/jobs", "/tenant/oauth2/x"])
    def test_what_belongs_to_others_still_does(self, path):
        assert not claims("any.host", path)

    @pytest.mark.parametrize("host", ["management.azure.com", "Login.MicrosoftOnline.com:443", "graph.windows.net"])
    def test_azures_own_hosts_are_this_faces_whatever_the_path(self, host):
        assert claims(host, "/anything/at/all")


def test_case_30_the_openid_configuration_leads_to_the_token(client):
    found = client.http.get(f"/{TENANT}/v2.0/.well-known/openid-configuration").json
    assert found["token_endpoint"] == f"http://localhost/{TENANT}/oauth2/v2.0/token"
    assert found["issuer"] == f"http://localhost/{TENANT}/v2.0"
    assert found["authorization_endpoint"].startswith(f"http://localhost/{TENANT}/oauth2/v2.0/")
    assert client.http.get(found["jwks_uri"]).json == {"keys": []}
    given = client.http.post(found["token_endpoint"], data=ASKED).json
    assert client("GET", "", Authorization=f"Bearer {given['access_token']}").status_code == 200


def test_the_first_version_of_the_configuration_names_the_first_endpoint(client):
    found = client.http.get("/common/.well-known/openid-configuration").json
    assert found["token_endpoint"] == "http://localhost/common/oauth2/token"
    assert client.http.get(found["jwks_uri"]).status_code == 200


def test_case_30_a_token_can_be_decoded(token):
    answer = token().json
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3599)
    head, body = decoded(answer["access_token"])
    assert head == {"typ": "JWT", "alg": "HS256"}
    assert (body["aud"], body["tid"], body["appid"]) == ("https://x/", TENANT, "app")
    assert body["exp"] - body["iat"] == 3599
    assert body["oid"] == body["sub"]


def test_the_first_endpoint_spells_numbers_as_texts(token):
    answer = token(version="", scope=None, resource="https://r/").json
    assert (answer["expires_in"], answer["resource"]) == ("3599", "https://r/")
    assert int(answer["expires_on"]) - int(answer["not_before"]) == 3599
    assert decoded(answer["access_token"])[1]["aud"] == "https://r/"


@pytest.mark.parametrize("tenant", ["common", "organizations", "example.org"])
def test_a_tenant_without_a_guid_gets_one(token, tenant):
    identity = decoded(token(tenant=tenant).json["access_token"])[1]["tid"]
    assert identity == decoded(token(tenant=tenant, client_id="other").json["access_token"])[1]["tid"]
    assert len(identity) == 36


@pytest.mark.parametrize(("missing", "version"), [("grant_type", "/v2.0"), ("grant_type", ""), ("client_id", "/v2.0")])
def test_an_incomplete_request_gets_the_directorys_own_error(token, missing, version):
    response = token(version=version, **{missing: None})
    assert (response.status_code, response.json["error"]) == (400, "invalid_request")
    assert response.json["error_codes"] == [900144]
    assert f"'{missing}'" in response.json["error_description"]


def test_a_client_may_show_its_secret_by_http_basic(client):
    basic = base64.b64encode(b"app:secret").decode()
    data = {"grant_type": "client_credentials"}
    response = client.http.post(f"/{TENANT}/oauth2/v2.0/token", data=data, headers={"Authorization": f"Basic {basic}"})
    assert decoded(response.json["access_token"])[1]["appid"] == "app"


class TestStrict:
    """With configured tokens."""

    @pytest.fixture
    def settings(self):
        return {"arm_auth": "strict", "arm_tokens": ("one", "two")}

    @pytest.mark.parametrize("version", ["", "/v2.0"])
    @pytest.mark.parametrize("secret", ["one", "two"])
    def test_a_token_is_given_for_one_of_them_and_lets_in(self, client, token, secret, version):
        given = token(version, client_secret=secret).json["access_token"]
        assert decoded(given)[1]["tid"] == TENANT
        assert client("GET", "/resourcegroups", Authorization=f"Bearer {given}").status_code == 200

    @pytest.mark.parametrize("secret", ["three", "on", None])
    def test_for_no_other_secret(self, token, secret):
        response = token(client_secret=secret)
        assert (response.status_code, response.json["error"]) == (401, "invalid_client")
        assert response.json["error_codes"] == [7000215]

    def test_a_token_that_was_tampered_with_does_not_let_in(self, client, token, is_error):
        head, body, signature = token(client_secret="one").json["access_token"].split(".")
        other = base64.urlsafe_b64encode(json.dumps({"tid": "x"}).encode()).decode().rstrip("=")
        for forged in (f"{head}.{other}.{signature}", f"{head}.{body}.", f"{head}.{body}.x"):
            response = client("GET", "/resourcegroups", Authorization=f"Bearer {forged}")
            assert is_error(response, 401, "AuthenticationFailed")

    def test_a_token_of_an_open_emulator_does_not_let_in(self, client):
        from azure_scheduler_emulator.faces.azure_arm import tokens

        forged = tokens.make(tenant=TENANT, client="a", audience="b", issuer="c", now=1, key=tokens.OPEN_KEY)
        assert client("GET", "/resourcegroups", Authorization=f"Bearer {forged}").status_code == 401


class TestWhoAmI:
    """Subscriptions, tenants and the graph."""

    def test_case_30_the_default_subscription_is_listed_with_the_tenant_of_the_token(self, whole, token):
        given = token().json["access_token"]
        found = whole("/subscriptions?api-version=2022-12-01", Authorization=f"Bearer {given}").json
        assert found["count"] == {"type": "Total", "value": 1}
        [only] = found["value"]
        assert only["id"] == "/subscriptions/00000000-0000-0000-0000-000000000000"
        assert (only["tenantId"], only["state"]) == (TENANT, "Enabled")

    def test_a_subscription_is_listed_once_it_is_used(self, client, whole):
        used = "99999999-0000-0000-0000-000000000000"
        path = f"/subscriptions/{used}/resourcegroups/rg?api-version=2016-02-01"
        client.http.put(path, data='{"location": "West US"}', headers=client.headers)
        found = whole("/subscriptions?api-version=2022-12-01").json["value"]
        assert used in [each["subscriptionId"] for each in found]

    def test_case_30_tenants(self, whole, token):
        given = token().json["access_token"]
        [found] = whole("/tenants?api-version=2022-12-01", Authorization=f"Bearer {given}").json["value"]
        assert (found["id"], found["tenantId"]) == (f"/tenants/{TENANT}", TENANT)
        assert whole("/tenants?api-version=2022-12-01", Authorization="Bearer no.token").status_code == 200

    @pytest.mark.parametrize("path", ["/subscriptions", "/tenants", "/providers"])
    def test_they_ask_for_a_token_and_a_version(self, whole, is_error, path):
        assert is_error(whole(path), 400, "MissingApiVersionParameter")
        assert is_error(whole(f"{path}?api-version=2022-12-01", Authorization=""), 401, "AuthenticationFailed")

    def test_case_30_the_service_principal_of_an_application_as_terraform_asks(self, whole, token):
        [found] = whole(f"/{TENANT}/servicePrincipals?$filter=appId eq 'app'&api-version=1.6").json["value"]
        assert found["appId"] == "app"
        assert found["objectId"] == decoded(token().json["access_token"])[1]["oid"]
        again = whole(f"/{TENANT}/servicePrincipals/{found['objectId']}?api-version=1.6").json
        assert again["objectId"] == found["objectId"]

    def test_the_newer_graph_reads_other_keys_of_the_same(self, whole):
        [found] = whole("/v1.0/servicePrincipals?$filter=appId%20eq%20'App'").json["value"]
        assert found["id"] == found["objectId"]

    def test_the_graph_asks_for_a_token(self, whole, is_error):
        path = f"/{TENANT}/servicePrincipals?$filter=appId eq 'app'&api-version=1.6"
        assert is_error(whole(path, Authorization=""), 401, "AuthenticationFailed")

    def test_without_a_filter_nobody_is_found(self, whole):
        assert whole(f"/{TENANT}/servicePrincipals?api-version=1.6").json == {"value": []}

    def test_locations_are_listed_by_both_names(self, client):
        found = client("GET", "/locations").json["value"]
        assert {"westus": "West US"}.items() <= {each["name"]: each["displayName"] for each in found}.items()

    def test_the_endpoints_of_the_cloud_are_all_here(self, client):
        found = client.http.get("/metadata/endpoints?api-version=2022-09-01").json
        assert (found["resourceManager"], found["graph"]) == ("http://localhost/", "http://localhost/")
        assert found["authentication"]["loginEndpoint"] == "http://localhost"

    def test_the_first_version_of_the_endpoints_has_other_keys(self, client):
        found = client.http.get("/metadata/endpoints?api-version=2015-01-01").json
        assert found["graphEndpoint"] == found["authentication"]["loginEndpoint"] == "http://localhost/"
