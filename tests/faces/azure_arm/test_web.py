"""Microsoft.Web: the site of the Kudu API, seen through Resource Manager. One site, two doors, one set of rules."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.faces import kudu
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where
from defusedxml import ElementTree

SITE = "/resourceGroups/rg/providers/Microsoft.Web/sites/mine"
JOBS = "site/wwwroot/App_Data/jobs"
BASIC = {"Authorization": f"Basic {base64.b64encode(b'$mine:s&cret').decode()}"}


@pytest.fixture
def home(tmp_path):
    """The site's home with a triggered and a continuous job in it."""
    for kind, name, script in (("triggered", "hello", 'echo hi "$@"'), ("continuous", "loop", "exec sleep 300")):
        folder = tmp_path / "home" / JOBS / kind / name
        folder.mkdir(parents=True)
        (folder / "run.sh").write_text(f"{script}\n")
        (folder / "settings.job").write_text('{"stopping_wait_time": 0}')
    return tmp_path / "home"


@pytest.fixture
def settings(home):
    return {"clock": "", "kudu": str(home), "kudu_credentials": "$mine:s&cret"}


@pytest.fixture
def client(own_client):
    """A client of an emulator whose home is this test's alone."""
    return own_client


@pytest.fixture
def door(client):
    """The other door: asks the Kudu API of the same emulator."""
    http = kudu.FACE.create_app(client.emulator.services).test_client()

    def ask(method, path, **more):
        return http.open(path, method=method, buffered=True, **{"headers": BASIC, **more})

    return ask


@pytest.fixture
def web(client):
    """Calls an address below the site; another place can be named instead."""
    client.version = "2022-09-01"

    def call(method, rest="", body=None, place=SITE, **headers):
        return client(method, f"{place}{rest}", body, **headers)

    return call


@pytest.fixture
def run(web, eventually):
    """Runs the triggered job; returns the run once it has ended."""

    def carry_out(query=""):
        response = web("POST", f"/triggeredwebjobs/hello/run{query}")
        assert (response.status_code, response.data) == (200, b"")
        name = response.headers["Location"].rpartition("/")[2]
        found = lambda: web("GET", f"/triggeredwebjobs/hello/history/{name}").json  # noqa: E731 - asked again and again
        return eventually(lambda: (doc := found())["properties"]["status"] == "Success" and doc)

    return carry_out


def names(response):
    assert response.status_code == 200, response.json
    return [each["name"] for each in response.json["value"]]


class TestWebJobs:
    """Lists, single jobs, start and stop, deletion."""

    def test_case_29_lists_of_each_kind(self, web):
        assert names(web("GET", "/webjobs")) == ["mine/hello", "mine/loop"]
        assert names(web("GET", "/triggeredwebjobs")) == ["mine/hello"]
        assert names(web("GET", "/continuouswebjobs")) == ["mine/loop"]

    def test_case_29_a_job_is_what_the_other_door_shows_in_an_envelope(self, web, door):
        found = web("GET", "/triggeredwebjobs/hello").json
        assert found["id"].endswith(f"{SITE}/triggeredwebjobs/hello")
        assert (found["name"], found["type"]) == ("mine/hello", "Microsoft.Web/sites/triggeredwebjobs")
        assert found["location"] == "West US"
        shown = door("GET", "/api/triggeredwebjobs/hello").json
        assert shown.items() <= found["properties"].items()
        assert found["properties"]["web_job_type"] == "Triggered"

    def test_the_envelope_is_the_one_that_kudu_makes_itself(self, web, door):
        found = web("GET", "/continuouswebjobs/loop").json
        headers = {**BASIC, "x-ms-geo-location": "West US", "Referer": f"https://management.azure.com{found['id']}"}
        made = door("GET", "/api/continuouswebjobs/loop", headers=headers).json
        assert {key: made[key] for key in ("id", "name", "type", "location")} == {
            key: found[key] for key in ("id", "name", "type", "location")
        }

    @pytest.mark.parametrize(("name", "kind"), [("hello", "Triggered"), ("loop", "Continuous")])
    def test_a_job_of_either_kind(self, web, name, kind):
        found = web("GET", f"/webjobs/{name}").json
        assert (found["name"], found["type"]) == (f"mine/{name}", "Microsoft.Web/sites/webjobs")
        assert found["properties"]["web_job_type"] == kind

    def test_case_29_a_slot_is_the_same_site_by_another_name(self, web):
        found = web("GET", "/slots/staging/continuouswebjobs").json["value"][0]
        assert found["id"].endswith(f"{SITE}/slots/staging/continuouswebjobs/loop")
        assert (found["name"], found["type"]) == ("mine/staging/loop", "Microsoft.Web/sites/slots/continuouswebjobs")
        assert web("GET", "/slots").json["value"] == []

    def test_any_name_in_any_group_and_any_casing_is_the_site(self, web):
        place = "/RESOURCEGROUPS/other/Providers/microsoft.web/SITES/yours"
        assert names(web("GET", "/TriggeredWebJobs", place=place)) == ["yours/hello"]
        assert web("GET", "/ContinuousWebJobs/LOOP", place=place).json["name"] == "yours/loop"

    def test_case_29_stop_and_start(self, web, door, eventually):
        def status():
            return web("GET", "/continuouswebjobs/loop").json["properties"]["status"]

        eventually(lambda: status() == "Running")
        assert web("POST", "/continuouswebjobs/loop/stop").status_code == 200
        assert status() != "Running"
        eventually(lambda: door("GET", "/api/continuouswebjobs/loop").json["status"] == "Stopped")
        assert web("POST", "/slots/s/continuouswebjobs/loop/start").status_code == 200
        eventually(lambda: status() == "Running")

    @pytest.mark.parametrize("kind", ["triggeredwebjobs", "continuouswebjobs"])
    def test_case_29_deletion_is_seen_at_the_other_door_and_may_be_repeated(self, web, door, kind):
        name = {"triggeredwebjobs": "hello", "continuouswebjobs": "loop"}[kind]
        assert web("DELETE", f"/{kind}/{name}").status_code == 200
        assert door("GET", f"/api/{kind}/{name}").status_code == 404
        assert web("DELETE", f"/{kind}/{name}").status_code == 200

    def test_settings_are_put_as_kudu_takes_them_from_resource_manager(self, web, door, is_error):
        body = {"properties": {"settings": {"schedule": "0 0 * * * *"}}}
        found = web("PUT", "/triggeredwebjobs/hello", body).json
        assert found["properties"]["settings"] == {"schedule": "0 0 * * * *"}
        assert door("GET", "/api/triggeredwebjobs/hello/settings").json == {"schedule": "0 0 * * * *"}
        for wrong in ({}, {"properties": {}}, {"properties": {"settings": 1}}, []):
            assert is_error(web("PUT", "/triggeredwebjobs/hello", wrong), 400, "BadRequest")
        assert is_error(web("PUT", "/triggeredwebjobs/none", body), 404, "ResourceNotFound")


class TestRuns:
    """Running triggered jobs, and their history."""

    def test_case_29_a_run(self, run, door):
        found = run("?arguments=a%20b")
        name = found["properties"]["id"]
        assert found["id"].endswith(f"{SITE}/triggeredwebjobs/hello/history/{name}")
        assert found["name"] == f"mine/hello/{name}"
        assert found["type"] == "Microsoft.Web/sites/triggeredwebjobs/history"
        assert door("GET", urlsplit(found["properties"]["output_url"]).path).text.count("hi a b") == 1

    def test_case_29_its_history(self, run, web, door):
        first, second = run(), run()
        assert names(web("GET", "/triggeredwebjobs/hello/history")) == [second["name"], first["name"]]
        shown = door("GET", "/api/triggeredwebjobs/hello/history").json["runs"]
        listed = web("GET", "/triggeredwebjobs/hello/history").json["value"]
        assert all(one.items() <= other["properties"].items() for one, other in zip(shown, listed, strict=True))

    def test_typed_clients_find_a_run_where_they_look(self, run, web):
        found = run()["properties"]
        assert [each["id"] for each in found["runs"]] == [found["id"]]
        latest = web("GET", "/triggeredwebjobs/hello").json["properties"]["latest_run"]
        assert (latest["web_job_id"], latest["web_job_name"]) == (found["id"], "hello")

    def test_the_trigger_names_the_client(self, web):
        web("POST", "/triggeredwebjobs/hello/run", User_Agent="me/1")
        latest = web("GET", "/triggeredwebjobs/hello").json["properties"]["latest_run"]
        assert latest["trigger"] == "External - me/1"

    def test_one_run_at_a_time(self, web, home, is_error):
        (home / JOBS / "triggered" / "hello" / "run.sh").write_text("sleep 300\n")
        assert web("POST", "/triggeredwebjobs/hello/run").status_code == 200
        words = "Cannot start a new run since job is already running."
        assert is_error(web("POST", "/triggeredwebjobs/hello/run"), 409, "Conflict", words)

    @pytest.mark.parametrize(
        ("method", "rest"),
        [
            ("POST", "/triggeredwebjobs/none/run"),
            ("GET", "/triggeredwebjobs/none"),
            ("GET", "/triggeredwebjobs/loop"),
            ("GET", "/continuouswebjobs/hello"),
            ("GET", "/webjobs/none"),
            ("GET", "/triggeredwebjobs/none/history"),
            ("GET", "/triggeredwebjobs/hello/history/1"),
            ("POST", "/continuouswebjobs/none/start"),
            ("POST", "/slots/s/continuouswebjobs/none/stop"),
        ],
    )
    def test_case_29_what_is_not_there_is_said_in_resource_managers_words(self, web, is_error, method, rest):
        path = f"{SITE}{rest}".removesuffix("/run").removesuffix("/start").removesuffix("/stop")
        words = f"The Resource '{path.partition('/providers/')[2]}' under resource group 'rg' was not found."
        assert is_error(web(method, rest), 404, "ResourceNotFound", words)

    def test_a_name_that_can_be_none_is_refused(self, web, is_error):
        assert is_error(web("GET", "/triggeredwebjobs/a%5Cb"), 400, "BadRequest")

    @pytest.mark.parametrize(("method", "rest"), [("POST", "/triggeredwebjobs"), ("PUT", "/webjobs/hello")])
    def test_another_verb_is_refused(self, web, is_error, method, rest):
        assert is_error(web(method, rest, {}), 405, "HttpMethodNotSupported")

    def test_nobody_gets_in_without_a_token(self, web, is_error):
        assert is_error(web("GET", "/webjobs", Authorization=""), 401, "AuthenticationFailed")
        assert is_error(web("GET", "/webjobs?api-version="), 400, "MissingApiVersionParameter")


class TestSite:
    """The site itself, and how deployment tools find the other door."""

    def test_case_29_the_site_points_at_our_kudu(self, web):
        found = web("GET").json
        assert (found["name"], found["type"], found["kind"]) == ("mine", "Microsoft.Web/sites", "app")
        properties = found["properties"]
        assert (properties["state"], properties["hostNames"], properties["resourceGroup"]) == (
            "Running",
            ["localhost"],
            "rg",
        )
        assert {"name": "localhost", "sslState": "Disabled", "hostType": "Repository"} in properties[
            "hostNameSslStates"
        ]

    def test_it_is_where_its_group_is(self, client, web):
        client("PUT", "/resourceGroups/rg", {"location": "northeurope"})
        assert web("GET").json["location"] == "North Europe"

    def test_case_29_it_is_listed(self, client, web):
        assert names(web("GET", place="/providers/Microsoft.Web/sites")) == ["emulator"]
        client("PUT", "/resourceGroups/rg", {"location": "West US"})
        [found] = web("GET", place="/providers/Microsoft.Web/sites").json["value"]
        assert client.http.get(f"{found['id']}?api-version=2022-09-01", headers=client.headers).json == found
        assert names(web("GET", place="/resourceGroups/else/providers/Microsoft.Web/sites")) == ["emulator"]
        assert "Microsoft.Web/sites" in [each["type"] for each in client("GET", "/resources").json["value"]]

    def test_a_site_that_somebody_put_is_listed_by_its_name_and_keeps_what_was_written(self, client, web):
        body = {"location": "North Europe", "tags": {"a": "b"}, "properties": {"httpsOnly": True, "serverFarmId": "p"}}
        assert web("PUT", body=body).status_code == 200
        assert names(web("GET", place="/providers/Microsoft.Web/sites")) == ["mine"]
        assert names(web("GET", place="/resourceGroups/else/providers/Microsoft.Web/sites")) == ["emulator"]
        found = web("GET").json
        assert (found["location"], found["tags"]) == ("North Europe", {"a": "b"})
        assert found["properties"]["hostNames"] == ["localhost"]
        listed = [each["id"] for each in client("GET", "/resources").json["value"]]
        assert listed == [found["id"]]

    def test_case_29_the_publishing_credentials_open_the_other_door(self, web, door):
        found = web("POST", "/config/publishingcredentials/list").json
        assert found["type"] == "Microsoft.Web/sites/publishingcredentials"
        properties = found["properties"]
        assert (properties["publishingUserName"], properties["publishingPassword"]) == ("$mine", "s&cret")
        assert properties["scmUri"] == "http://$mine:s%26cret@localhost"
        assert door("GET", "/api/webjobs", headers={}).status_code == 401
        pair = (properties["publishingUserName"], properties["publishingPassword"])
        assert door("GET", "/api/webjobs", headers={}, auth=pair).status_code == 200

    def test_case_29_the_publish_profiles(self, web):
        response = web("POST", "/publishxml", {"format": "WebDeploy"})
        assert response.headers["Content-Type"] == "application/xml"
        found = {each.get("publishMethod"): each for each in ElementTree.fromstring(response.data)}
        assert set(found) == {"MSDeploy", "ZipDeploy"}
        assert (found["ZipDeploy"].get("userPWD"), found["ZipDeploy"].get("publishUrl")) == ("s&cret", "localhost")

    def test_case_29_app_settings_are_those_of_the_other_door(self, web, door, is_error):
        door("POST", "/api/settings", json={"OLD": "1", "kept": "2"})
        found = web("POST", "/config/appsettings/list").json
        assert (found["name"], found["type"]) == ("appsettings", "Microsoft.Web/sites/config")
        assert found["properties"] == {"OLD": "1", "kept": "2"}
        put = web("PUT", "/config/appsettings", {"properties": {"KEPT": "3", "new": True, "none": None}})
        assert put.json["properties"] == {"kept": "3", "new": "true", "none": ""}
        assert door("GET", "/api/settings").json == put.json["properties"]
        for wrong in ({}, {"properties": 1}, {"properties": {"a=b": "c"}}):
            assert is_error(web("PUT", "/config/appsettings", wrong), 400, "BadRequest")

    def test_what_az_asks_beside(self, web):
        assert web("GET", "/config/slotConfigNames").json["properties"]["appSettingNames"] is None
        assert web("GET", "/slots/s/config/web").json["properties"]["publishingUsername"] == "$mine"
        assert web("POST", "/config/connectionStrings/list").json["properties"] == {}

    @pytest.mark.parametrize(("door", "open_"), [("scm", True), ("ftp", False)])
    def test_which_doors_a_password_opens(self, web, door, open_):
        found = web("GET", f"/basicPublishingCredentialsPolicies/{door}").json
        assert (found["name"], found["properties"]) == (door, {"allow": open_})

    def test_a_fault_may_have_it_fail(self, client, web, is_error):
        effect = Effect(operation=Verdict(failure=Failure(http_status=503, code="Down", message="Not now.")))
        client.emulator.services.faults.add(
            Rule(id="r", where=Where.API, match=Match(method="POST"), effect=effect, times=1)
        )
        assert is_error(web("POST", "/triggeredwebjobs/hello/run"), 503, "Down")
        assert web("GET", "/triggeredwebjobs/hello").json["properties"]["latest_run"] is None

    def test_passwords_are_masked_in_the_journal(self):
        from azure_scheduler_emulator import masking

        bodies = ('{"publishingPassword":"s3","scmUri":"https://u:s3@h"}', '<publishProfile userPWD="s3" x="y" />')
        assert not any("s3" in masking.text(body) for body in bodies)
        assert 'x="y"' in masking.text(bodies[1])
