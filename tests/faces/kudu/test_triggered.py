"""Triggered jobs: what the service's own functional tests assert (behaviours 1-13, 17), and the contract's details."""

import json
import re

import pytest

LONG_NAME = "Job file with long name and accents àéè.sh"


def test_it_shows_an_uploaded_job_at_once_under_the_name_of_its_script(client):
    encoded = "=?utf-8?B?Sm9iIGZpbGUgd2l0aCBsb25nIG5hbWUgYW5kIGFjY2VudHMgw6DDqcOoLnNo?="
    response = client.upload("job1", file=encoded)
    assert (response.status_code, response.json["run_command"]) == (200, LONG_NAME)
    job = client("GET", "/api/triggeredwebjobs/job1").json
    assert (job["name"], job["type"], job["run_command"]) == ("job1", "triggered", LONG_NAME)
    assert job["url"] == "http://localhost/api/triggeredwebjobs/job1"
    assert job["extra_info_url"] == "http://localhost/azurejobs/#/jobs/triggered/job1"
    assert job["history_url"] == "http://localhost/api/triggeredwebjobs/job1/history"


def test_its_members_come_in_the_order_of_the_service(client):
    client.upload("job1")
    assert client("GET", "/api/triggeredwebjobs/job1").text == (
        '{"latest_run":null,"history_url":"http://localhost/api/triggeredwebjobs/job1/history",'
        '"scheduler_logs_url":null,"name":"job1","run_command":"run.sh",'
        '"url":"http://localhost/api/triggeredwebjobs/job1",'
        '"extra_info_url":"http://localhost/azurejobs/#/jobs/triggered/job1","type":"triggered","error":null,'
        '"using_sdk":false,"settings":{},"runCommand":"run.sh"}'
    )


def test_a_run_answers_where_it_can_be_looked_at(client):
    client.upload("job1")
    response = client("POST", "/api/triggeredwebjobs/job1/run")
    assert (response.status_code, response.data) == (202, b"")
    assert re.fullmatch(r"http://localhost/api/triggeredwebjobs/job1/history/\d{18}", response.headers["Location"])
    assert response.headers["Content-Length"] == "0"
    assert "Content-Type" not in response.headers
    run = client("GET", response.headers["Location"].removeprefix("http://localhost"))
    assert run.status_code == 200, "it can be looked at immediately"


def test_the_history_shows_a_run_that_succeeded(client):
    client.upload("job1", "echo Done By Script")
    client.run("job1", **{"User-Agent": "curl/8.5.0"})
    runs = client.history("job1")
    assert len(runs) == 1
    run = runs[0]
    assert (run["job_name"], run["status"], run["trigger"]) == ("job1", "Success", "External - curl/8.5.0")
    assert run["id"] == run["name"]
    assert re.fullmatch(r"\d\d:\d\d:\d\d(\.\d{7})?", run["duration"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z", run["start_time"])
    assert run["end_time"] >= run["start_time"]
    assert run["url"].endswith(f"/api/triggeredwebjobs/job1/history/{run['id']}")
    assert run["error_url"] is None
    assert run["output_url"] == f"http://localhost/vfs/data/jobs/triggered/job1/{run['id']}/output_log.txt"
    assert "done by script" in client.output(run).lower()
    assert client("GET", "/api/triggeredwebjobs/job1").json["latest_run"]["id"] == run["id"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('"first arg" "second arg"', "first arg,second arg"),
        ("test arguments", "test,arguments"),
        ("it's unpaired", "it's,unpaired"),
        ('--name O\'Brien --street "Main Street 1"', "--name,O'Brien,--street,Main Street 1"),
        ("'first arg' \\ x", "'first,arg',\\,x"),
        ("", ""),
    ],
)
def test_case_24_arguments_reach_the_script_as_words(client, arguments, words):
    client.upload("job1", 'IFS=,; echo "<$*>"; echo "raw:$WEBJOBS_COMMAND_ARGUMENTS:"')
    response = client("POST", "/api/triggeredwebjobs/job1/run", query_string={"arguments": arguments})
    assert response.status_code == 202
    client.site.triggered.stop(30)
    output = client.output(client.history("job1")[0])
    assert f"<{words}>" in output
    assert f"raw:{arguments}:" in output


def test_nothing_runs_while_web_jobs_are_stopped(client):
    client.upload("job1")
    client.set(WEBJOBS_STOPPED="1")
    refused = client("POST", "/api/triggeredwebjobs/job1/run")
    assert (refused.status_code, refused.text) == (409, 'WebJobs are currently in "stopped" state.')
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    client.set(WEBJOBS_STOPPED="0")
    assert client.run("job1")["status"] == "Success"


def test_the_history_is_as_long_as_a_setting_says(client):
    client.upload("job1", "exit 0")
    client.set(WEBJOBS_HISTORY_SIZE=5)
    lengths, newest = [], []
    for _ in range(7):
        newest.append(client.run("job1")["id"])
        lengths.append(len(client.history("job1")))
        assert client.history("job1")[0]["id"] == newest[-1]
    assert lengths == [1, 2, 3, 4, 5, 5, 5]
    assert [run["id"] for run in client.history("job1")] == newest[:1:-1]


def test_putting_a_job_again_replaces_its_files_and_keeps_its_history(client):
    path = "/api/vfs/site/wwwroot/App_Data/jobs/triggered/job1"
    client.upload("job1", {"inner/run.sh": "echo one", "inner/other.txt": ""})
    assert client("HEAD", f"{path}/inner/run.sh").status_code == 200
    assert client("HEAD", f"{path}/myrun.sh").status_code == 404
    client.run("job1")
    client("PUT", "/api/triggeredwebjobs/job1/settings", {"mysetting": 1})
    client.upload("job1", file="myrun.sh")
    assert client("HEAD", f"{path}/inner/run.sh").status_code == 404
    assert client("HEAD", f"{path}/myrun.sh").status_code == 200
    assert len(client.history("job1")) == 1
    assert client("GET", "/api/triggeredwebjobs/job1/settings").json == {}


def test_a_zip_may_hold_nothing_but_a_folder(client):
    response = client.upload("job1", {"only/folder/run.sh": "echo inside; pwd"})
    assert response.json["run_command"] == "only/folder/run.sh"
    assert "inside" in client.output(client.run("job1"))


def test_a_folder_filled_by_vfs_is_a_job(client):
    client("PUT", "/api/vfs/Site/wwwroot/App_Data/jobs/triggered/job1/mine.sh", "echo hello")
    assert client("GET", "/api/triggeredwebjobs/job1").json["run_command"] == "mine.sh"
    assert client.run("job1")["status"] == "Success"


def test_the_choice_of_the_script_follows_every_deletion_at_once(client):
    names = ["run.cmd", "run.bat", "run.exe", "run.ps1", "run.sh", "run.py", "run.php", "run.js"]
    names += ["go.cmd", "do.bat", "console.exe", "execute.ps1", "invoke.sh", "execute.js"]
    client.upload("job1", dict.fromkeys(names, ""))
    for name in names:
        assert client("GET", "/api/triggeredwebjobs/job1").json["run_command"] == name
        path = f"/api/vfs/Site/wwwroot/App_Data/jobs/triggered/job1/{name}"
        assert client("DELETE", path, headers={"If-Match": "*"}).status_code == 200
    assert client("GET", "/api/triggeredwebjobs/job1").status_code == 404


def test_it_runs_in_a_copy_unless_its_settings_say_in_place(client):
    client.upload("job1", "pwd")
    places = []
    for setting in (None, True, False):
        if setting is not None:
            client("PUT", "/api/triggeredwebjobs/job1/settings", {"is_in_place": setting})
        places.append(client.output(client.run("job1")).lower())
        assert len(client.history("job1")) == len(places)
    assert "temp/jobs/triggered/job1" in places[0]
    assert "app_data/jobs/triggered/job1" in places[1]
    assert "temp/jobs/triggered/job1" in places[2]


def test_a_web_hook_is_told_once_of_each_finished_run(client, hook, wait):
    target, calls = hook
    subscribed = client("POST", "/api/hooks", {"url": target, "event": "TriggeredJobFinished"})
    assert subscribed.status_code == 201
    client.upload("job1")
    run = client.run("job1")
    wait(lambda: calls)
    client.run("job1")
    wait(lambda: len(calls) >= 2)
    assert len(calls) == 2
    told = json.loads(calls[0])
    assert (told["job_name"], told["status"], told["id"]) == ("job1", "Success", run["id"])
    assert all(told[name] for name in ("start_time", "end_time", "duration", "url", "output_url"))
    assert None not in told.values()


def test_the_log_of_a_run_has_the_literal_form(timed):
    timed.set(WEBSITE_INSTANCE_ID="abc123def456")
    timed.upload("job1", "echo hello; echo; printf 'a\\rb\\r\\nc'; exit 3")
    run = timed.run("job1")
    start = "[09/04/2026 13:33:00 > abc123: "
    assert timed.output(run) == "".join(
        f"{start}{line}\r\n"
        for line in (
            "SYS INFO] Status changed to Initializing",
            "SYS INFO] Run script 'run.sh' with script host - 'BashScriptHost'",
            "SYS INFO] Status changed to Running",
            "INFO] hello",
            "INFO] ",
            "INFO] a",
            "INFO] b",
            "INFO] c",
            "SYS INFO] Status changed to Failed",
            "SYS ERR ] Job failed due to exit code 3",
        )
    )
    assert (run["status"], run["duration"], run["id"]) == ("Failed", "00:00:00", "202609041333000000")
    assert (run["start_time"], run["end_time"]) == ("2026-09-04T13:33:00Z", "2026-09-04T13:33:00Z")


def test_the_error_output_is_marked(client):
    client.upload("job1", "echo oops >&2")
    assert ": ERR ] oops\r\n" in client.output(client.run("job1"))


def test_a_changed_file_is_told_of_and_copied(client):
    client.upload("job1", "cat data.txt")
    path = "/api/vfs/site/wwwroot/App_Data/jobs/triggered/job1/data.txt"
    client("PUT", path, "first")
    assert "first" in client.output(client.run("job1"))
    assert "change detected" not in client.output(client.run("job1"))
    client("PUT", path, "second", headers={"If-Match": "*"})
    output = client.output(client.run("job1"))
    assert "Job directory change detected: Job file 'data.txt' timestamp differs between source and" in output
    assert "second" in output
    client("DELETE", path, headers={"If-Match": "*"})
    assert "Job file 'data.txt' has been deleted." in client.output(client.run("job1"))


def test_the_environment_tells_a_script_who_it_is(client):
    client.set(MY_OWN="value of mine")
    client.upload("job1", "env")
    run = client.run("job1")
    output = client.output(run)
    for line in (
        "WEBJOBS_NAME=job1",
        "WEBJOBS_TYPE=triggered",
        f"WEBJOBS_RUN_ID={run['id']}",
        f"WEBJOBS_DATA_PATH={client.home}/data/jobs/triggered/job1",
        f"WEBROOT_PATH={client.home}/site/wwwroot",
        f"HOME={client.home}",
        "WEBSITE_TRIGGERED_JOB_RUNNING_job1=true",
        f"WEBSITE_INSTANCE_ID={client.site.ground.instance}",
        "MY_OWN=value of mine",
    ):
        assert f"INFO] {line}\r\n" in output
    assert re.search(r"WEBJOBS_PATH=\S+/temp/jobs/triggered/job1/\w+\r\n", output)


def test_only_one_run_of_a_job_at_a_time(client, wait):
    client.upload("job1", 'touch "$HOME/began"; while [ ! -e "$HOME/go" ]; do :; done')
    client.upload("job2")
    assert client("POST", "/api/triggeredwebjobs/job1/run").status_code == 202
    wait(lambda: (client.home / "began").exists())
    refused = client("POST", "/api/triggeredwebjobs/job1/run")
    assert (refused.status_code, refused.text) == (409, "Cannot start a new run since job is already running.")
    assert client.history("job1")[0]["status"] == "Running"
    assert client.history("job1")[0]["end_time"] == "0001-01-01T00:00:00"
    assert client.run("job2")["status"] == "Success", "other jobs are free to run"
    (client.home / "go").touch()
    wait(lambda: client.history("job1")[0]["status"] == "Success")
    assert client.run("job1")["status"] == "Success", "free as soon as it shows its end"


def test_an_idle_run_is_killed(client):
    client.set(WEBJOBS_IDLE_TIMEOUT=1)
    client.upload("job1", "exec sleep 1000")
    run = client.run("job1")
    output = client.output(run)
    assert run["status"] == "Failed"
    assert re.search(
        r"ERR \] Command 'run.sh' was aborted due to no output nor CPU activity for \d seconds\. "
        r"You can increase the SCM_COMMAND_IDLE_TIMEOUT app setting",
        output,
    )


def test_a_run_that_works_in_silence_is_not_idle(client):
    client.set(WEBJOBS_IDLE_TIMEOUT=1)
    client.upload("job1", "end=$((SECONDS + 3)); while [ $SECONDS -lt $end ]; do :; done")
    assert client.run("job1")["status"] == "Success"


def test_what_a_run_leaves_behind_is_killed_with_it(client, wait, is_alive):
    client.upload(
        "job1",
        """
setsid sh -c 'touch "$HOME/apart"; exec sleep 1000' & echo child:$!
sleep 1000 & echo child:$!
while [ ! -e "$HOME/apart" ]; do :; done
""",
    )
    run = client.run("job1")
    children = [int(number) for number in re.findall(r"child:(\d+)", client.output(run))]
    assert (run["status"], len(children)) == ("Success", 2)
    wait(lambda: not any(is_alive(child) for child in children))


@pytest.mark.parametrize(("file", "host"), [("run.cmd", "WindowsScriptHost"), ("run.exe", "WindowsScriptHost")])
def test_a_windows_script_is_a_job_and_fails_with_a_clear_line(client, file, host):
    assert client.upload("job1", file=file).json["run_command"] == file
    run = client.run("job1")
    output = client.output(run)
    assert run["status"] == "Failed"
    assert f"Run script '{file}' with script host - '{host}'" in output
    assert "SYS ERR ] WebJob run failed due to: there is no interpreter for" in output


def test_a_setting_gives_an_extension_an_interpreter(start):
    client = start(kudu_interpreters=(".cmd=bash", ".rb=bash -e"))
    client.upload("job1", "echo as bash", file="run.cmd")
    assert "as bash" in client.output(client.run("job1"))
    client.upload("job2", "echo as ruby", file="run.rb")
    assert "as ruby" in client.output(client.run("job2"))


@pytest.mark.parametrize(
    ("file", "script"), [("run.py", "print('from it')"), ("run.js", "console.log('from it')"), ("a.sh", "echo from it")]
)
def test_scripts_of_several_languages_run(client, file, script):
    client.upload("job1", script, file=file)
    assert "from it" in client.output(client.run("job1"))


def test_a_run_that_nobody_finished_is_aborted(client):
    client.upload("job1")
    folder = client.home / "data/jobs/triggered/job1/202601010000000000"
    folder.mkdir(parents=True)
    status = {"Trigger": "External - x", "Status": "Running", "StartTime": "2026-01-01T00:00:00Z"}
    (folder / "status").write_text(json.dumps(status))
    (folder.parent / "202601010000000001").mkdir()
    (folder.parent / "not a run").mkdir()
    runs = client.history("job1")
    assert [(run["id"], run["status"]) for run in runs] == [("202601010000000000", "Aborted")]
    assert json.loads((folder / "status").read_text())["Status"] == "Running", "it is worked out, not written"
    assert client("GET", "/api/triggeredwebjobs/job1/history/202601010000000001").status_code == 404


def test_the_status_file_has_the_service_s_keys(timed):
    timed.upload("job1")
    run = timed.run("job1")
    path = timed.home / "data/jobs/triggered/job1" / run["id"] / "status"
    assert path.read_text() == (
        '{"Trigger":"External - werkzeug/3.1.3","Status":"Success","StartTime":"2026-09-04T13:33:00Z",'
        '"EndTime":"2026-09-04T13:33:00Z"}'
    ).replace("werkzeug/3.1.3", run["trigger"].removeprefix("External - "))


def test_runs_of_a_clock_that_stands_have_identities_of_their_own(timed):
    timed.upload("job1")
    found = [timed.run("job1")["id"] for _ in range(3)]
    assert found == ["202609041333000000", "202609041333000001", "202609041333000002"]


def test_a_history_that_never_began_is_404_and_an_empty_one_is_not(client):
    client.upload("job1")
    assert client("GET", "/api/triggeredwebjobs/job1/history").status_code == 404
    (client.home / "data/jobs/triggered/job1").mkdir(parents=True)
    response = client("GET", "/api/triggeredwebjobs/job1/history?lastKnownId=1")
    assert (response.status_code, response.json) == (200, {"runs": []})
    assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+"', response.headers["ETag"])


def test_the_tag_of_a_history_moves_with_the_newest_run(client):
    client.upload("job1")
    client.run("job1")
    path = "/api/triggeredwebjobs/job1/history"
    tag = client("GET", path).headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"', tag)
    unchanged = client("GET", path, headers={"If-None-Match": f'W/{tag}, "other"'})
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", tag)
    assert client("GET", path, headers={"If-None-Match": f'"other", {tag}'}).status_code == 200, "only the first counts"
    client.run("job1")
    assert client("GET", path, headers={"If-None-Match": tag}).status_code == 200


def test_a_history_outlives_its_script(client):
    client.upload("job1")
    client.run("job1")
    client("DELETE", "/api/vfs/site/wwwroot/app_data/jobs/triggered/job1?recursive=true")
    assert client("GET", "/api/triggeredwebjobs/job1").status_code == 404
    assert len(client.history("job1")) == 1
    assert client("POST", "/api/triggeredwebjobs/job1/run").status_code == 404


def test_swagger_names_each_job(client):
    assert client("GET", "/api/triggeredwebjobsswagger").json["paths"] == {}
    client.upload("jobName")
    response = client("GET", "/api/triggeredwebjobsswagger")
    operation = {
        "deprecated": False,
        "operationId": "jobName",
        "consumes": [],
        "produces": [],
        "responses": {"200": {"description": "Success"}, "default": {"description": "Success"}},
        "parameters": [
            {
                "name": "arguments",
                "in": "query",
                "description": "Web Job Arguments",
                "required": False,
                "type": "string",
            }
        ],
    }
    assert response.json == {
        "swagger": "2.0",
        "info": {"version": "v1", "title": "WebJobs"},
        "host": "placeHolder",
        "schemes": ["https"],
        "paths": {"/api/triggeredjobs/jobName/run": {"post": operation}},
    }
    assert list(response.json) == ["swagger", "info", "host", "schemes", "paths"]


def test_a_disk_that_refuses_is_a_conflict(client):
    client.upload("job1")
    (client.home / "data/jobs").mkdir()
    (client.home / "data/jobs/triggered").write_text("in the way")
    response = client("POST", "/api/triggeredwebjobs/job1/run")
    assert response.status_code == 409
    assert response.json["ExceptionType"] == "System.IO.IOException"
    assert list(response.json) == ["Message", "ExceptionMessage", "ExceptionType", "StackTrace"]


def test_the_resource_manager_gets_envelopes(client):
    arm = {
        "x-ms-geo-location": "West Europe",
        "Referer": "https://m/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/x/triggeredwebjobs",
    }
    client.upload("job1")
    listed = client("GET", "/api/triggeredwebjobs", headers=arm).json["value"]
    assert listed[0]["id"].endswith("/providers/Microsoft.Web/sites/x/triggeredwebjobs/job1")
    assert listed[0]["type"] == "Microsoft.Web/sites/triggeredwebjobs"
    assert listed[0]["properties"]["run_command"] == "run.sh"
    one = {**arm, "Referer": f"{arm['Referer']}/job1"}
    assert client("GET", "/api/triggeredwebjobs/job1", headers=one).json["location"] == "West Europe"
    changed = client("PUT", "/api/triggeredwebjobs/job1", {"properties": {"settings": {"a": 1}}}, headers=one)
    assert changed.json["properties"]["settings"] == {"a": 1}
    assert client("POST", "/api/triggeredwebjobs/job1/run", headers=arm).status_code == 200
    client.site.triggered.stop(30)
    assert client("GET", "/api/triggeredwebjobs/job1/history", headers=arm).json["value"][0]["properties"]["job_name"]


def test_arguments_that_no_process_can_have_fail_the_run(client):
    client.upload("job1")
    run = client.run("job1", "?arguments=%00")
    assert run["status"] == "Failed"
    assert "SYS ERR ] WebJob run failed due to: embedded null byte" in client.output(run)


@pytest.mark.parametrize("name", ["a=b", "a b", "é", "-x", "'$(id)'", "%", "#?"])
def test_a_job_may_be_called_anything_else(client, name):
    from urllib.parse import quote

    client.upload(quote(name), 'echo "$WEBJOBS_NAME"')
    run = client.run(quote(name))
    assert (run["status"], run["job_name"]) == ("Success", name)
    assert f"INFO] {name}\r\n" in client.output(run)


def test_a_deletion_leaves_the_history_of_a_job_whose_folder_is_gone(client):
    client.upload("job1")
    client.run("job1")
    client("DELETE", "/api/vfs/site/wwwroot/App_Data/jobs/triggered/job1?recursive=true")
    assert client("DELETE", "/api/triggeredwebjobs/job1").status_code == 200
    assert len(client.history("job1")) == 1
