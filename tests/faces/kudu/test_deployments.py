"""Pushed packages and their records (row 25c), as pipelines and actions use them, and what such clients ask beside."""

import json
import re

import pytest

ROOT = "/api/vfs/site/wwwroot"
#: The clients' constants.
FAILED, SUCCESS = 3, 4
JOB = "App_Data/jobs/triggered/job1/run.sh"


@pytest.fixture
def push(client, zipped):
    """Pushes an archive of files and returns the answer."""

    def push(files, path="/api/zipdeploy", **headers):
        body = zipped(files) if isinstance(files, dict) else files
        return client("POST", path, body, {"Content-Type": "application/octet-stream", **headers})

    return push


def files(client):
    root = client.home / "site/wwwroot"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def deployments(client, path="/api/deployments"):
    response = client("GET", path)
    assert response.status_code == 200
    return response.json


def local(url):
    return url.removeprefix("http://localhost")


def test_case_25c_a_zip_replaces_the_site_and_leaves_a_record(client, push):
    client("PUT", f"{ROOT}/old.txt", "old")
    client.upload("gone")
    done = push({"index.html": "hello", "inner/a.txt": "a", JOB: "echo deployed"})
    assert (done.status_code, done.data) == (200, b"")
    assert files(client) == [JOB, "index.html", "inner/a.txt"]
    assert "deployed" in client.output(client.run("job1"))
    [record] = deployments(client)
    assert list(record) == [
        *("id", "status", "status_text", "author_email", "author", "deployer", "message", "progress", "received_time"),
        *("start_time", "end_time", "last_success_end_time", "complete", "active", "is_temp", "is_readonly", "url"),
        *("log_url", "site_name", "provisioningState"),
    ]
    assert re.fullmatch("[0-9a-f]{32}", record["id"])
    assert (record["status"], record["complete"], record["active"]) == (SUCCESS, True, True)
    assert (record["deployer"], record["message"]) == ("ZipDeploy", "Created via a push deployment")
    assert record["url"] == f"http://localhost/api/deployments/{record['id']}"
    assert client("GET", local(record["url"])).json == record
    log = client("GET", local(record["log_url"])).json
    assert [list(entry) for entry in log] == [["log_time", "id", "message", "type", "details_url"]] * 3
    assert log[-1]["message"] == "Deployment successful. deployer = ZipDeploy deploymentPath = ZipDeploy. Extract zip."
    details = client("GET", local(log[1]["details_url"])).json
    assert "Copying file: 'index.html'" in [entry["message"] for entry in details]
    assert "Deleting: 'old.txt'" in [entry["message"] for entry in details]
    manifest = client("GET", f"/api/vfs/site/deployments/{record['id']}/manifest")
    assert "index.html" in manifest.text.splitlines()


def test_case_25c_who_does_not_wait_is_told_where_to_look(client, push):
    query = "?isAsync=true&deployer=GITHUB_ZIP_DEPLOY&message=from%20an%20action&author=me&authorEmail=me%40x"
    done = push({"a.txt": ""}, f"/api/zipdeploy{query}")
    assert (done.status_code, done.data) == (202, b"")
    assert int(done.headers["Retry-After"]) > 0
    place = local(done.headers["Location"])
    assert place.startswith("/api/deployments/latest?deployer=GITHUB_ZIP_DEPLOY&time=")
    latest = client("GET", place)
    assert (latest.status_code, latest.json["status"], latest.json["url"]) == (
        200,
        SUCCESS,
        "http://localhost/api/deployments/latest",
    )
    told = [latest.json[name] for name in ("deployer", "message", "author", "author_email")]
    assert told == ["GITHUB_ZIP_DEPLOY", "from an action", "me", "me@x"]
    assert client("GET", local(latest.json["log_url"])).json[-1]["type"] == 0
    assert client("GET", f"/api/deployments/{latest.json['id']}").json["id"] == latest.json["id"]


@pytest.mark.parametrize("body", [b"no zip", b""])
def test_case_25c_a_broken_package_changes_nothing_and_is_recorded(client, push, body):
    push({"a.txt": "first"})
    waited = push(body)
    assert waited.status_code == 500
    assert waited.json["ExceptionMessage"] == "End of Central Directory record could not be found."
    assert waited.json["ExceptionType"] == "System.IO.InvalidDataException"
    assert push(body, "/api/zipdeploy?isAsync=true").status_code == 202
    latest = client("GET", "/api/deployments/latest").json
    assert (latest["status"], latest["active"], latest["last_success_end_time"]) == (FAILED, False, None)
    log = client("GET", local(latest["log_url"])).json
    assert (log[-1]["type"], log[-1]["message"][:18]) == (2, "Deployment Failed.")
    [detail] = client("GET", local(log[-1]["details_url"])).json
    assert (detail["type"], detail["message"]) == (2, "End of Central Directory record could not be found.")
    assert files(client) == ["a.txt"]
    assert [each["status"] for each in deployments(client)] == [FAILED, FAILED, SUCCESS]
    assert [each["active"] for each in deployments(client)] == [False, False, True]


def test_case_25c_the_same_zip_again_is_a_change(client, push, zipped):
    for text in ("one", "two", "one"):
        push({JOB: f"echo {text}"})
        assert f"INFO] {text}" in client.output(client.run("job1"))


def test_names_fold_here_too(client, push):
    push({"Index.html": "1", "App_Data/jobs/triggered/x/run.sh": ""})
    push({"index.HTML": "2", "app_data/Jobs/triggered/X/RUN.sh": "echo two"})
    assert files(client) == ["App_Data/jobs/triggered/x/run.sh", "Index.html"]
    assert client("GET", f"{ROOT}/index.html").text == "2"


def test_a_file_may_take_the_place_of_a_folder_and_a_folder_that_of_a_file(client, push):
    push({"a/b.txt": "", "c": ""})
    push({"a": "", "c/d.txt": ""})
    assert files(client) == ["a", "c/d.txt"]


def test_nothing_is_written_through_a_link_or_out_of_the_site(client, push):
    outside = client.home.parent / "outside"
    outside.mkdir()
    (client.home / "site/wwwroot/link").symlink_to(outside)
    assert push({"link/a.txt": "mine", "../../../outside/b.txt": ""}).status_code == 200
    assert list(outside.iterdir()) == []
    assert push({"a": ""}, "/api/publish?type=zip&path=../../..").status_code == 400
    assert push({"a": ""}, "/api/publish?type=static&path=../../../x").status_code == 400


def test_the_root_of_the_api_is_there_with_and_without_its_prefix(client, push):
    assert deployments(client, "/deployments") == []
    assert client("GET", "/api/deployments/latest").status_code == 404
    push({"a": ""})
    for path in ("/deployments", "/API/Deployments/", "/api/deployments?warmup=true"):
        [record] = deployments(client, path)
        prefix = path.partition("?")[0].rstrip("/")
        assert record["url"] == f"http://localhost{prefix}/{record['id']}"
        assert client("GET", local(record["log_url"])).status_code == 200
    tag = client("GET", "/api/deployments").headers["ETag"]
    assert client("GET", "/api/deployments", headers={"If-None-Match": tag}).status_code == 304
    push({"a": ""})
    assert client("GET", "/api/deployments", headers={"If-None-Match": tag}).status_code == 200


def test_in_recorded_pace_one_at_a_time_goes_on_for_a_while(start, zipped):
    client = start(clock="2026-09-04T13:33:00Z", pace="recorded")
    kind = {"Content-Type": "application/zip"}
    place = "/api/zipdeploy?isAsync=true"
    assert client("POST", place, zipped({"a": ""}), kind).status_code == 202
    going = client("GET", "/api/deployments/latest?deployer=x")
    assert (going.status_code, going.json["status"], going.json["complete"], going.json["end_time"]) == (
        202,
        2,
        False,
        None,
    )
    assert going.headers["Location"] == "http://localhost/api/deployments/latest?deployer=x"
    refused = client("POST", place, zipped({"b": ""}), kind)
    assert (refused.status_code, "currently in progress" in refused.text) == (409, True)
    client.advance("2026-09-04T13:33:05Z")
    assert client("GET", "/api/deployments/latest").json["status"] == SUCCESS
    assert client("POST", place, zipped({"b": ""}), kind).status_code == 202
    seen = [client("GET", "/api/deployments/latest").status_code for _ in range(4)]
    assert seen == [202, 202, 202, 200], "nor does who looks under a standing clock wait for ever"


def test_a_client_records_what_it_deployed_by_itself(client):
    told = {"id": "mine", "status": 4, "message": '{"type":"deployment"}', "author": "me", "deployer": "VSTS"}
    made = client("PUT", "/api/deployments/mine", told)
    assert (made.status_code, made.json["id"], made.json["url"]) == (
        200,
        "mine",
        "http://localhost/api/deployments/mine",
    )
    assert client("GET", "/api/deployments/mine").json["active"] is True
    assert client("PUT", "/api/deployments/mine", told).status_code == 409
    failed = {**told, "status": 3, "details": "a disk was full", "start_time": "2026-09-04T13:33:00Z"}
    assert client("PUT", "/api/deployments/other", failed).json["start_time"] == "2026-09-04T13:33:00Z"
    log = client("GET", "/api/deployments/other/log").json
    assert (log[0]["message"], log[0]["type"]) == ("Deployment failed.", 2)
    assert client("GET", local(log[0]["details_url"])).json[0]["message"] == "a disk was full"
    assert client("GET", "/api/deployments/other/log/none").status_code == 404
    assert client("PUT", "/api/deployments/x", {**failed, "active": True}).status_code == 400
    for body in ({**told, "status": 1}, {**told, "message": ""}, {}, [], None):
        assert client("PUT", "/api/deployments/x", body).status_code == 404
    assert client("DELETE", "/api/deployments/other").status_code == 204
    assert client("DELETE", "/api/deployments/other").status_code == 404
    assert client("DELETE", "/api/deployments/mine").status_code == 409
    assert client("GET", "/api/deployments/..").status_code == 404


def test_a_web_application_goes_to_its_folder(client, push):
    push({"kept.txt": ""})
    assert push({"a.jsp": ""}, "/api/wardeploy?name=shop").status_code == 200
    assert push({"b.jsp": ""}, "/api/wardeploy").status_code == 200
    assert push({"c.jsp": ""}, "/api/wardeploy?isAsync=true").status_code == 202
    assert files(client) == ["kept.txt", "webapps/ROOT/c.jsp", "webapps/shop/a.jsp"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("type=static&path=css/a.css", "site/wwwroot/css/a.css"),
        ("type=Static&path=/home/site/wwwroot/a.css", "site/wwwroot/a.css"),
        ("type=lib&path=a.jar", "site/libs/a.jar"),
        ("type=script&path=install.sh", "site/scripts/install.sh"),
        ("type=startup", "site/scripts/startup.sh"),
        ("type=jar", "site/wwwroot/app.jar"),
        ("type=war", "site/wwwroot/app.war"),
        ("type=ear&restart=false", "site/wwwroot/app.ear"),
    ],
)
def test_a_single_file_goes_where_its_type_says(client, push, query, place):
    push({"kept.txt": ""})
    assert push(b"content", f"/api/publish?{query}").status_code == 200
    assert (client.home / place).read_bytes() == b"content"
    assert (client.home / "site/wwwroot/kept.txt").exists()
    assert client("GET", "/api/deployments/latest").json["deployer"] == "OneDeploy"


def test_an_archive_is_published_over_the_site_or_beside_it(client, push):
    push({"old.txt": ""}, "/api/publish?type=zip&async=true")
    push({"a.txt": ""}, "/api/publish?type=zip&clean=false")
    push({"b.txt": ""}, "/api/publish?type=zip&path=inner")
    assert files(client) == ["a.txt", "inner/b.txt", "old.txt"]
    push({"c.txt": ""}, "/api/publish?type=war&path=webapps/shop")
    push({"d.txt": ""}, "/api/publish?type=zip")
    assert files(client) == ["d.txt"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "type='' not recognized"),
        ("type=tar", "type='tar' not recognized"),
        ("type=static", "Path must be defined for type='Static'"),
        ("type=lib&path=a/", "Path cannot end with a '/'"),
        ("type=script&path=/etc/x", "Absolute path = '/etc/x' for artifact type = 'Script' is invalid."),
        ("type=war&path=other/x", "path='other/x' is invalid."),
    ],
)
def test_what_cannot_be_published_is_refused_in_words(client, push, query, words):
    refused = push(b"", f"/api/publish?{query}")
    assert (refused.status_code, refused.json[: len(words)]) == (400, words)
    assert deployments(client) == []


@pytest.mark.parametrize("path", ["/api/zipdeploy", "/api/wardeploy", "/api/publish?type=zip"])
def test_a_package_elsewhere_is_not_fetched(client, path):
    assert client("POST", path, {"packageUri": "http://x/a.zip"}).status_code == 400


def test_a_reset_forgets_what_was_deployed(client, push):
    push({JOB: ""})
    client.emulator.testbed.resets.everything()
    assert deployments(client) == []
    assert client("GET", "/api/triggeredwebjobs").json == []


@pytest.mark.parametrize(
    ("command", "folder", "output", "error", "code"),
    [
        ("pwd", "", "{home}\n", "", 0),
        ("pwd", "site/wwwroot", "{home}/site/wwwroot\n", "", 0),
        ("pwd", "D:\\home\\Site\\WWWROOT", "{home}/site/wwwroot\n", "", 0),
        ("pwd", "/home/site", "{home}/site\n", "", 0),
        ("echo out; echo err >&2; exit 3", None, "out\n", "err\n", 3),
        ('echo "$HOME $WEBSITE_SITE_NAME $KEY"', "", "{home} emulator value\n", "", 0),
        ("kill -9 $$", "", "", "", 137),
    ],
)
def test_case_25c_a_command_runs_in_the_home(client, command, folder, output, error, code):
    client.set(KEY="value")
    for path in ("/api/command", "/command"):
        answer = client("POST", path, {"command": command, "dir": folder})
        home = str(client.home)
        assert (answer.status_code, answer.json) == (
            200,
            {"Output": output.format(home=home), "Error": error, "ExitCode": code},
        )


@pytest.mark.parametrize("document", [{"command": ""}, {"command": 5}, {}, {"command": "pwd", "dir": "none"}])
def test_a_command_that_cannot_be_run_is_answered_too(client, document):
    answer = client("POST", "/api/command", document)
    assert (answer.status_code, answer.json["ExitCode"]) == (200, -1)
    assert answer.json["Error"]


@pytest.mark.parametrize("folder", ["../..", "..\\..", "/home/../.."])
def test_a_command_does_not_begin_outside(client, folder):
    answer = client("POST", "/api/command", {"command": "pwd", "dir": folder})
    assert (answer.json["ExitCode"], answer.json["Output"]) == (-1, "")


def test_a_command_may_be_sent_as_some_actions_do(client):
    body = json.dumps({"command": "echo x", "dir": "site\\wwwroot"})
    answer = client("POST", "/api/command", body, {"Content-Type": "multipart/form-data", "If-Match": "*"})
    assert answer.json["Output"] == "x\n"
    assert client("POST", "/api/command", b"").status_code == 400


def test_what_a_command_leaves_behind_ends_with_it(client, wait, is_alive):
    answer = client("POST", "/api/command", {"command": "setsid sleep 1000 >/dev/null 2>&1 & echo $!"})
    assert wait(lambda: not _is_there(is_alive, int(answer.json["Output"])))


def _is_there(is_alive, process):
    try:
        return is_alive(process)
    except FileNotFoundError:
        return False


def test_an_idle_command_is_aborted(client):
    client.set(SCM_COMMAND_IDLE_TIMEOUT=1)
    answer = client("POST", "/api/command", {"command": "echo began; sleep 1000"}).json
    assert (answer["Output"], answer["ExitCode"]) == ("began\n", -1)
    assert "aborted due to no output nor CPU activity" in answer["Error"]


def test_case_25c_the_version_and_the_processes_are_told(client, wait):
    for path in ("/api/environment", "/environment"):
        about = client("GET", path).json
        assert re.fullmatch(r"\d+(\.\d+)+.*", about["version"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", about["siteLastModified"])
    client.upload("c1", "exec sleep 1000", kind="continuous")
    client.wait_for_status("c1", "Running")
    wait(lambda: len(client("GET", "/api/processes").json) == 2)
    shown = client("GET", "/diagnostics/processes").json
    assert [list(process) for process in shown] == [["id", "name", "machineName", "href", "user_name"]] * 2
    [job] = [each for each in shown if each["name"] in ("bash", "sleep")]
    assert client("GET", local(job["href"])).json["is_webjob"] is True
    own = client("GET", "/api/processes/0").json
    assert (own["is_scm_site"], own["id"] in [each["id"] for each in shown]) == (True, True)
    missing = client("GET", "/api/processes/4194304")
    assert (missing.status_code, missing.json["Message"]) == (404, "Process with an Id of 4194304 is not running.")


def test_case_25c_an_event_is_published_to_its_subscribers(client, hook, wait):
    target, told = hook
    client("POST", "/api/hooks", {"url": f"{target}?mine", "event": "Mine"})
    client("POST", "/api/hooks", {"url": target, "event": "PostDeployment"})
    assert client("POST", "/api/hooks/publish/Mine", {"a": 1, "b": [2]}).status_code == 200
    assert client("POST", "/hooks/Publish/Other", {"a": 1}).status_code == 200
    wait(lambda: told)
    assert json.loads(told[0]) == {"a": 1, "b": [2]}
    client("POST", "/api/zipdeploy", b"")
    wait(lambda: len(told) == 2)
    assert json.loads(told[1])["status"] == FAILED
