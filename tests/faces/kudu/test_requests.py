"""Addresses, credentials, errors, uploads, settings, hooks, and what a reset and a stop leave behind."""

from contextlib import nullcontext

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.kudu import FACE
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where
from azure_scheduler_emulator.webjobs.building import check

SPELLINGS = ("/api/{}webjobs", "/api/{}jobs", "/jobs/{}", "/api/jobs/{}")


@pytest.mark.parametrize("spelling", [*SPELLINGS, *(f"/mysite.scm.azurewebsites.net{one}" for one in SPELLINGS)])
@pytest.mark.parametrize("change", [str, str.upper, lambda path: f"{path}/"])
def test_every_spelling_of_a_path_is_the_same(client, spelling, change):
    client.upload("Job One")
    prefix = "/mysite.scm.azurewebsites.net" if spelling.startswith("/mysite") else ""
    jobs = spelling.format("triggered")
    prefix = change(prefix).rstrip("/")
    listed = client("GET", change(jobs))
    assert listed.json[0]["url"] == f"http://localhost{prefix}/api/triggeredwebjobs/Job%20One"
    assert client("GET", change(f"{jobs}/job%20one")).json["name"] == "Job One"
    run = client("POST", change(f"{jobs}/Job%20One/run"))
    assert run.headers["Location"].startswith(f"http://localhost{prefix}/api/triggeredwebjobs/Job%20One/history/")
    client.site.triggered.stop(30)
    client.site.triggered.resume()
    assert len(client("GET", change(f"{jobs}/Job%20One/history")).json["runs"]) == 1
    assert client("GET", run.headers["Location"].removeprefix("http://localhost")).status_code == 200
    assert client("GET", change(f"{jobs}/Job%20One/settings")).json == {}
    assert client("GET", spelling.format("continuous")).json == []


@pytest.mark.parametrize("path", ["/api/webjobs", "/api/jobs", "/jobs", "/api/jobs/", "/jobs/", "/API/WebJobs"])
def test_all_jobs_have_several_spellings_too(client, path):
    client.upload("b")
    client.upload("a")
    assert [job["name"] for job in client("GET", path).json] == ["a", "b"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/xyz?q=1"),
        ("GET", "/"),
        ("POST", "/api/webjobs"),
        ("PATCH", "/api/triggeredwebjobs/job1"),
        ("GET", "/api/triggeredwebjobs/job1/run"),
        ("OPTIONS", "/api/webjobs"),
        ("POST", "/api/triggeredwebjobs/job1/start"),
        ("GET", "/triggeredwebjobs"),
    ],
)
def test_an_unknown_path_and_a_wrong_verb_are_404(client, method, path):
    response = client(method, path)
    assert (response.status_code, response.json) == (404, f"No route registered for '{path}'")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("host", "path", "claimed"),
    [
        ("localhost", "/api/triggeredwebjobs/x", True),
        ("localhost", "/jobs/continuous/x", True),
        ("localhost", "/vfs/", True),
        ("localhost", "/settings", True),
        ("mysite.scm.azurewebsites.net:443", "/anything", True),
        ("localhost", "/mysite.scm.azurewebsites.net/anything", True),
        ("localhost", "/triggeredwebjobs", False),
        ("localhost", "/1/jobs", False),
        ("localhost", "/", False),
    ],
)
def test_it_claims_its_own_requests_only(host, path, claimed):
    assert FACE.claims(host, path) is claimed


@pytest.mark.parametrize("header", [None, "Basic dXNlcjp3cm9uZw==", "Basic %%%", "Bearer token", "Basic dXNlcg=="])
def test_nobody_comes_in_without_the_credentials(client, header):
    response = client("GET", "/api/webjobs", headers={"Authorization": header})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Basic realm="site"')
    assert client("GET", "/api/xyz", headers={"Authorization": header}).status_code == 401


def test_credentials_are_made_up_printed_once_and_kept(start, home, capsys):
    first = start(kudu_credentials="")
    printed = capsys.readouterr().err
    credentials = first.site.credentials
    assert f"{credentials.user} {credentials.password}" in printed
    assert (home / ".emulator/credentials").stat().st_mode & 0o777 == 0o600
    first.emulator.stop()
    second = start(kudu_credentials="")
    assert (second.site.credentials.password, capsys.readouterr().err) == (credentials.password, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.168.1.5", "example.com", "::"])
def test_made_up_credentials_are_not_exposed(home, host):
    with pytest.raises(InvalidError, match="--kudu-credentials USER:PASSWORD"):
        build(Settings(kudu=str(home), host=host))
    for more in ({"kudu_credentials": "user:secret"}, {"kudu_exposed": True}):
        build(Settings(kudu=str(home), host=host, **more)).stop()
    build(Settings(host=host)).stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_needs_no_credentials_of_its_own(home, host):
    emulator = build(Settings(kudu=str(home), host=host))
    emulator.stop()
    assert emulator.services.site is not None


@pytest.mark.parametrize(
    "setting", [{"kudu_credentials": "user"}, {"kudu_credentials": ":x"}, {"kudu_interpreters": ("rb",)}]
)
def test_a_setting_without_sense_is_refused(home, setting):
    with pytest.raises(InvalidError):
        build(Settings(kudu=str(home), **setting))


def test_it_is_off_unless_asked_for():
    assert not FACE.enabled(Settings())
    assert FACE.enabled(Settings(kudu="x"))


def test_a_list_has_a_tag_that_settings_do_not_move(client):
    empty = client("GET", "/api/triggeredwebjobs")
    assert empty.text == "[]"
    client.upload("job1")
    tag = client("GET", "/api/webjobs").headers["ETag"]
    client("PUT", "/api/triggeredwebjobs/job1/settings", {"x": 1})
    unchanged = client("GET", "/api/webjobs", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", tag)
    assert client("GET", "/api/webjobs", headers={"If-None-Match": "*"}).status_code == 200
    client.run("job1")
    assert client("GET", "/api/webjobs", headers={"If-None-Match": tag}).status_code == 200
    assert "ETag" not in client("GET", "/api/triggeredwebjobs/job1").headers
    assert (
        client("GET", "/api/webjobs", headers={"Accept": "text/html"}).content_type == "application/json; charset=utf-8"
    )


@pytest.mark.parametrize(
    "header",
    [
        None,
        "attachment",
        "attachment; filename=my job.sh",
        "attachment; filename*=UTF-8''run.sh",
        "; filename=run.sh",
        "",
    ],
)
def test_an_upload_needs_the_name_of_its_file(client, header):
    response = client("PUT", "/api/triggeredwebjobs/job1", "echo", {"Content-Disposition": header})
    assert (response.status_code, response.text) == (400, "Missing Content-Disposition header.")
    assert response.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachement; filename=run.sh", "run.sh"),
        ('form-data; name=x; filename="my job.sh"', "my job.sh"),
        ('attachment; filename="C:\\folder\\run.sh"', "run.sh"),
        ("attachment; filename=\"/etc/run.sh\"; filename*=UTF-8''x", "run.sh"),
    ],
)
def test_the_name_of_a_file_comes_in_many_forms(client, header, name):
    response = client("PUT", "/api/triggeredwebjobs/job1", "echo", {"Content-Disposition": header})
    assert (response.status_code, response.json["run_command"]) == (200, name)


@pytest.mark.parametrize("kind", ["triggered", "continuous"])
def test_an_upload_without_a_script_leaves_nothing(client, kind):
    client.upload("job1", "exec sleep 1000", kind=kind)
    response = client.upload("job1", "text", file="readme.txt", kind=kind)
    assert (response.status_code, response.text) == (400, "No runnable script file was found.")
    assert client("GET", f"/api/{kind}webjobs/job1").status_code == 404
    assert not (client.home / "site/wwwroot/App_Data/jobs" / kind / "job1").exists()
    bad = client(
        "PUT",
        f"/api/{kind}webjobs/job1",
        "no zip",
        {"Content-Disposition": "x; filename=a.zip", "Content-Type": "application/zip; x=1"},
    )
    assert (bad.status_code, bad.text) == (500, "End of Central Directory record could not be found.")


@pytest.mark.parametrize("content_type", ["application/x-zip-compressed", "multipart/form-data", "text/plain", None])
def test_only_one_type_means_a_zip(client, content_type):
    response = client.upload("job1", "echo as it is", headers={"Content-Type": content_type})
    assert response.status_code == 200
    assert "as it is" in client.output(client.run("job1"))


@pytest.mark.parametrize("name", ["..", ".", "a%5Cb", "x%00", "x" * 300])
def test_a_job_cannot_be_called_anything(client, name):
    for method in ("GET", "PUT", "DELETE"):
        response = client(method, f"/api/triggeredwebjobs/{name}", "x", {"Content-Disposition": "x; filename=run.sh"})
        assert response.status_code == 400


def test_a_request_that_is_too_large_is_refused(start):
    client = start()
    client.http.application.config["UPLOAD_LIMIT"] = 10
    assert client.upload("job1", "x" * 11).status_code == 413
    assert client.upload("job1", "x" * 10).status_code == 200


@pytest.mark.parametrize("kind", ["triggered", "continuous"])
def test_job_settings_are_what_was_put_last(client, kind):
    path = f"/api/{kind}webjobs/job1/settings"
    assert client("GET", path).json == {}, "also without a job"
    missing = client("PUT", path, {"a": 1})
    assert (missing.status_code, missing.data) == (404, b"")
    client.upload("job1", {"in/run.sh": "exec sleep 1000", "in/disable.job": ""}, kind=kind)
    for value in ({"mysetting": "myvalue", "one": 1}, {"é": [True, None]}, {}):
        assert (client("PUT", path, value).status_code, client("GET", path).json) == (200, value)
    assert (client.home / f"site/wwwroot/App_Data/jobs/{kind}/job1/in/settings.job").exists()
    for body in (b"", b" ", b"null"):
        response = client("PUT", path, body, {"Content-Type": "application/json"})
        assert (response.status_code, response.data, client("GET", path).json) == (200, b"", {})
    assert client("PUT", path, "{}", {"Content-Type": "text/plain"}).status_code == 415


def test_site_settings(client):
    assert client("POST", "/api/settings/", {"A": "1", "b": True}).status_code == 204
    assert client("POST", "/settings", {"key": "C", "value": "3"}).status_code == 204
    assert client("GET", "/api/settings").json == {"A": "1", "b": "true", "C": "3"}
    assert client("POST", "/api/settings", {"a": "2"}).status_code == 204
    assert client("GET", "/settings/A").json == "2"
    assert client("DELETE", "/api/settings/a").status_code == 204
    missing = client("GET", "/api/settings/a")
    assert (missing.status_code, list(missing.json)) == (404, ["Message"])
    for bad in ([], {}, {"A=B": "x"}, {"": "x"}):
        assert client("POST", "/api/settings", bad).status_code == 400


def test_web_hooks(client):
    made = client("POST", "/api/hooks", {"url": "http://x/", "event": "TriggeredJobFinished"})
    assert (made.status_code, made.json["url"]) == (201, "http://x/")
    path = f"/hooks/{made.json['id']}"
    assert client("GET", "/api/hooks").json == [made.json]
    assert client("GET", path).json == made.json
    assert client("POST", "/hooks", {"url": "http://x/", "event": "Other"}).status_code == 409
    assert client("DELETE", path).status_code == 200
    assert (client("GET", "/hooks").json, client("GET", path).status_code) == ([], 404)
    assert client("POST", "/hooks", {"url": "http://x/"}).status_code == 400


def test_the_jobs_may_be_elsewhere(client):
    client.set(WEBJOBS_ROOT_PATH="jobs/here")
    client.upload("job1")
    assert (client.home / "site/wwwroot/jobs/here/triggered/job1/run.sh").exists()
    client.set(WEBJOBS_ROOT_PATH="D:\\home\\jobs")
    assert client("GET", "/api/webjobs").json == []
    client.upload("job2")
    assert (client.home / "jobs/triggered/job2/run.sh").exists()
    client.set(WEBJOBS_ROOT_PATH="/etc")
    client.upload("job3")
    assert (client.home / "site/wwwroot/App_Data/jobs/triggered/job3/run.sh").exists(), "never outside of the home"


def test_jobs_in_the_second_place_are_hidden_by_those_in_the_first(client):
    for name in ("job1", "job2"):
        folder = client.home / "site/jobs/triggered" / name
        folder.mkdir(parents=True)
        (folder / "second.sh").touch()
    client.upload("JOB1")
    found = client("GET", "/api/triggeredwebjobs").json
    assert [(job["name"], job["run_command"]) for job in found] == [("JOB1", "run.sh"), ("job2", "second.sh")]
    client("DELETE", "/api/triggeredwebjobs/job1")
    assert [job["name"] for job in client("GET", "/api/triggeredwebjobs").json] == ["job2"]


def test_faults_come_before_the_answer(client):
    effect = Effect(status=503, message="Not today", headers={"Retry-After": "1"})
    rule = Rule(id="1", where=Where.API, match=Match(face="kudu", path="*/history"), effect=effect)
    client.emulator.services.faults.add(rule)
    response = client("GET", "/api/triggeredwebjobs/job1/history")
    assert (response.status_code, response.json, response.headers["Retry-After"]) == (
        503,
        {"Message": "Not today"},
        "1",
    )
    assert client("GET", "/api/triggeredwebjobs").status_code == 200


def test_a_reset_ends_the_processes_and_forgets_what_came_through_the_api(client, wait, is_alive):
    mine = client.home / "site/wwwroot/App_Data/jobs/triggered/mine"
    mine.mkdir(parents=True)
    (mine / "run.sh").write_text("echo mine")
    client.upload("c1", 'echo $$ > "$HOME/pid"; exec sleep 1000', kind="continuous")
    client.upload("job1", "exec sleep 1000")
    client("POST", "/api/triggeredwebjobs/job1/run")
    client.run("mine")
    client.set(A="1")
    client("POST", "/api/hooks", {"url": "http://x/", "event": "TriggeredJobFinished"})
    process = int(wait(lambda: (client.home / "pid").exists() and (client.home / "pid").read_text().strip()))
    client.emulator.testbed.resets.everything()
    assert not is_alive(process)
    assert [job["name"] for job in client("GET", "/api/webjobs").json] == ["mine"], "what somebody put there stays"
    assert client.history("mine") == []
    assert (client("GET", "/api/settings").json, client("GET", "/api/hooks").json) == ({}, [])
    client.upload("job1")
    assert client.run("job1")["status"] == "Success", "and it goes on"


def test_a_stop_does_not_wait_for_jobs(start, wait, is_alive):
    from azure_scheduler_emulator.machine import monotonic

    client = start()
    client.upload("c1", "trap '' TERM INT; echo $$ > \"$HOME/c\"; while :; do sleep 1000; done", kind="continuous")
    client.upload("job1", "trap '' TERM INT; echo $$ > \"$HOME/t\"; while :; do sleep 1000; done")
    client("POST", "/api/triggeredwebjobs/job1/run")
    files = [client.home / name for name in ("c", "t")]
    processes = [int(wait(lambda file=file: file.exists() and file.read_text().strip())) for file in files]
    began = monotonic()
    client.emulator.stop()
    assert monotonic() - began < 5
    assert not any(is_alive(process) for process in processes)
    assert "WebJob is stopping due to website shutting down" in client.log("c1")
    assert not client.site.ground.home.temp.exists()


@pytest.mark.parametrize(
    ("settings", "token", "status"),
    [
        ({}, "any", 401),
        ({"kudu_tokens": ("one", "two")}, "two", 200),
        ({"kudu_tokens": ("one", "two")}, "three", 401),
        ({"kudu_tokens": ("one",)}, "", 401),
        ({"kudu_auth": "any"}, "eyJ0eXAiOiJKV1QifQ.e30.sig", 200),
        ({"kudu_auth": "any"}, "", 401),
        ({"kudu_auth": "any", "kudu_tokens": ("one",)}, "two", 200),
    ],
)
def test_case_25d_a_bearer_token_lets_in_where_a_setting_says_so(start, settings, token, status):
    client = start(**settings)
    answer = client("GET", "/api/webjobs", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="site"'
    assert client("GET", "/api/webjobs").status_code == 200, "the credentials do as before"
    assert client("GET", "/api/webjobs", headers={"Authorization": "Basic x"}).status_code == 401


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"kudu_credentials": "u:p", "kudu_auth": "any"}, True),
        ({"kudu_credentials": "u:p", "kudu_auth": "any", "kudu_exposed": True}, False),
        ({"kudu_credentials": "u:p", "kudu_tokens": ("t",)}, False),
        ({"kudu_tokens": ("t",)}, True),
    ],
)
def test_whoever_lets_anybody_in_listens_to_this_machine_only(home, settings, refused):
    chosen = Settings(kudu=str(home), host="0.0.0.0", **settings)
    with pytest.raises(InvalidError, match="--kudu-exposed") if refused else nullcontext():
        check(chosen)
