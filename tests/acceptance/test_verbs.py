"""The verbs of the command line on a running emulator: what they show, in JSON too, and how they end."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from azure_scheduler_emulator.commands.cli import run
from azure_scheduler_emulator.testing.live import LiveEmulator

COMMAND = [sys.executable, "-m", "azure_scheduler_emulator"]


@pytest.fixture
def ask(live, capsys):
    """Carries out a command on ``live``; returns its status and what it said on stdout and stderr."""

    def ask(*words):
        status = run([*words, "--url", live.http_url])
        return (status, *capsys.readouterr())

    return ask


@pytest.fixture
def told(ask):
    """Carries out a command with --json, which has to succeed; returns its document."""

    def told(*words):
        status, out, err = ask(*words, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return told


def test_the_clock_is_shown_frozen_set_and_follows(ask, told):
    assert ask("clock") == (0, "2015-07-01T00:00:00Z  stands\n", "")
    assert told("clock", "set", "2015-08-01T00:00:00Z")["now"] == "2015-08-01T00:00:00Z"
    assert told("clock")["now"] == "2015-08-01T00:00:00Z"
    assert "follows the machine's time" in ask("clock", "follow")[1]
    assert told("clock", "show")["mode"] == "system"
    assert told("clock", "freeze")["mode"] == "virtual"


def test_what_the_emulator_refuses_ends_with_3_and_what_makes_no_sense_with_2(ask, tenant):
    tenant.job("daily", "http://x.invalid/", every="day")
    status, out, err = ask("clock", "set", "2014-01-01T00:00:00Z")
    assert (status, out) == (3, "")
    assert "backward" in err
    status, out, err = ask("clock", "set", "yesterday")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "now: The value 'yesterday'" in err


def test_a_refusal_in_json_is_the_problem_document_on_stderr(ask):
    status, out, err = ask("faults", "remove", "no", "--json")
    assert (status, out) == (3, "")
    assert json.loads(err)["status"] == 404


def test_executions_and_requests_are_listed_and_filtered(live, ask, told, tenant):
    tenant.job("hourly", live.sink().url, every="hour")
    live.clock.advance("PT3H")
    status, out, _ = ask("executions", "--job", "hour*", "--top", "2")
    assert status == 0
    lines = out.splitlines()
    assert len(lines) == 2
    assert "completed" in lines[0]
    assert "hourly #2" in lines[0]
    assert [entry["occurrence"] for entry in told("executions", "--status", "completed")] == [1, 2, 3]
    assert told("executions", "--job", "other") == []
    assert ask("executions", "--job", "other") == (0, "", "")
    assert [entry["status"] for entry in told("requests", "--method", "PUT", "--path", "*/jobs/*")] == [201]
    assert "/jobs/hourly" in ask("requests", "--path", "*/jobs/*")[1]


def test_wait_ends_with_0_when_enough_has_come_and_with_1_and_near_misses_when_not(live, ask, told, tenant):
    tenant.job("hourly", live.sink("mine").url, every="hour", body="x")
    live.clock.advance("PT2H")
    assert len(told("wait", "--count", "2", "--job", "hourly")) == 2
    assert len(told("wait", "--sink", "mine", "--method", "POST", "--count", "2")) == 2
    assert len(told("wait", "--requests", "--path", "*/jobs/hourly")) == 1
    status, out, err = ask("wait", "--count", "1", "--job", "hourly", "--status", "failed", "--timeout", "0")
    assert (status, out) == (1, "")
    assert "0 of 1 entries fit." in err
    assert "near miss: status: wanted 'failed', found 'completed'" in err
    assert json.loads(ask("wait", "--status", "failed", "--timeout", "0", "--json")[2])["detail"]


def test_wait_sees_what_comes_while_it_waits(live):
    command = [sys.executable, "-m", "azure_scheduler_emulator", "wait", "--sink", "late", "--timeout", "60", "--json"]
    waiting = subprocess.Popen(
        [*command, "--url", live.http_url], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    live.control.call("POST", "/sink/late")
    out, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert json.loads(out)[0]["method"] == "POST"


def test_faults_are_added_one_or_more_listed_removed_and_cleared(live, ask, told, tmp_path):
    rules = [{"effect": {"status": 503}, "times": 2}, {"where": "target", "effect": {"reset": True}}]
    one = told("faults", "add", json.dumps(rules[0]))["id"]
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    assert len(told("faults", "add", f"@{tmp_path / 'rules.json'}")) == 2
    assert len(told("faults")) == 3
    assert "0 of 2" in ask("faults", "list")[1]
    assert ask("faults", "remove", one)[0] == 0
    assert len(live.faults.rules()) == 2
    assert ask("faults", "clear") == (0, "", "")
    assert ask("faults") == (0, "", "")
    assert ask("faults", "add", '{"effect": {}}')[0] == 2


def test_a_sink_is_scripted_read_and_forgotten(live, ask, told):
    assert ask("sinks", "script", "mine", "500", "200") == (0, f"{live.sink('mine').url}\n", "")
    assert told("sinks", "calls", "mine") == []
    assert [sink["name"] for sink in told("sinks")] == ["mine"]
    assert live.sink("mine").url in ask("sinks", "list")[1]
    assert ask("sinks", "script", "mine", '{"answers": [{"status": 202}]}')[0] == 0
    live.control.call("POST", "/sink/mine/way")
    (call,) = told("sinks", "calls", "mine")
    assert (call["path"], call["status"]) == ("/way", 202)
    assert ask("sinks", "forget", "mine")[0] == 0
    assert told("sinks", "calls", "mine") == []


def test_a_state_is_saved_compared_and_loaded(live, ask, told, tenant, tmp_path):
    file = str(tmp_path / "state.json")
    tenant.job("daily", "http://x.invalid/", every="day")
    assert "1 jobs" in ask("state", "save", file)[1]
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0
    assert ask("state", "diff", file) == (0, "", "")
    live.clock.advance("P1D")
    status, out, _ = ask("state", "diff", file)
    assert status == 1
    assert "jobs: daily" in out
    assert ask("reset")[0] == 0
    assert live.state()["jobs"] == []
    assert ask("state", "load", file)[0] == 0
    assert ask("state", "diff", file) == (0, "", "")
    assert told("state", "diff", file, file) == {"same": True, "parts": {}}


def test_a_state_that_does_not_fit_changes_nothing_and_ends_with_2(ask, tmp_path):
    (tmp_path / "bad.json").write_text('{"jobz": []}')
    status, out, err = ask("state", "load", str(tmp_path / "bad.json"))
    assert (status, out) == (2, "")
    assert "jobz" in err


def test_a_state_on_stdout_can_be_piped(live, ask, tenant):
    assert json.loads(ask("state", "save", "-")[1])["clock"] == {"mode": "virtual", "now": "2015-07-01T00:00:00Z"}


def test_reset_of_a_part_leaves_the_others(live, ask, tenant, make_tenant):
    other = make_tenant()
    for each in (tenant, other):
        each.job("daily", "http://x.invalid/", every="day")
    assert ask("reset", "--subscription", other.subscription)[0] == 0
    assert len(live.state()["jobs"]) == 1
    assert ask("reset", "--owner", "me")[0] == 2


def test_doctor_finds_nothing_where_nothing_is_wrong(live, ask, told):
    live.control.call(
        "POST", "/subscriptions", {"id": live.subscription, "certificate": Path(live.certificate_file).read_text()}
    )
    found = told("doctor", "--certs", live.settings.certs, "--https-url", live.https_url)
    assert [each["check"] for each in found] == [
        *("plain port", "clock", "certificate", "certificate", "TLS port", "round trip")
    ]
    assert all(each["ok"] for each in found)


@pytest.fixture
def strict():
    with LiveEmulator() as running:
        yield running


def doctor(capsys, live, *more):
    where = ["--url", live.http_url, "--certs", live.settings.certs, "--https-url", live.https_url]
    status = run(["doctor", *where, *more])
    return status, capsys.readouterr().out


def test_doctor_says_what_a_403_is_for(strict, capsys, tmp_path):
    assert doctor(capsys, strict)[0] == 0
    made = strict.control.call("POST", "/subscriptions", {})
    (tmp_path / "theirs.pem").write_text(made["certificate"]["pem"])
    status, out = doctor(capsys, strict, "--cert", str(tmp_path / "theirs.pem"))
    assert status == 1
    assert "BAD  round trip   403: " in out
    assert made["certificate"]["thumbprint"] in out
    assert "is not registered" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "No such file"), ("", "holds no certificate in PEM"), ("no key", "holds no key; a client needs both")],
)
def test_doctor_says_what_is_wrong_with_the_clients_certificate(strict, capsys, tmp_path, text, words):
    certificate = tmp_path / "mine.pem"
    if text is not None:
        whole = Path(strict.certificate_file).read_text()
        certificate.write_text(whole.split("-----BEGIN PRIVATE")[0].split("-----BEGIN RSA")[0] if text else "")
    status, out = doctor(capsys, strict, "--cert", str(certificate))
    assert status == 1
    assert words in out


def test_doctor_says_which_port_does_not_answer(capsys, live):
    status, out = doctor(capsys, live, "--https-url", "https://127.0.0.1:9")
    assert status == 1
    assert "BAD  TLS port     https://127.0.0.1:9: Connection refused" in out
    assert run(["doctor", "--url", "http://127.0.0.1:9", "--certs", live.settings.certs]) == 1
    assert "BAD  plain port   No emulator answers at http://127.0.0.1:9" in capsys.readouterr().out


def test_a_token_is_shown(capsys):
    with LiveEmulator(control_token="secret") as running:
        assert run(["clock", "--url", running.http_url]) == 3
        assert "--control-token" in capsys.readouterr().err
        assert run(["clock", "--url", running.http_url, "--token", "secret"]) == 0


def test_the_ready_file_is_there_while_the_ports_answer_and_commands_find_them_by_it(launch, tmp_path):
    ready = tmp_path / "ready"
    with launch("--ready-file", str(ready)) as process:
        assert ready.read_text() == f"READY {process.https} {process.http}\n"
        command = [sys.executable, "-m", "azure_scheduler_emulator", "clock", "--json"]
        environment = {**os.environ, "EMULATOR_READY_FILE": str(ready)}
        found = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert json.loads(found.stdout)["mode"] == "system"
        assert process.stop() == 0
    assert not ready.exists()


def _at_a_terminal(*arguments):
    """Start a command that Ctrl-C reaches, even where the tests are a job in the background, which it does not."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_follow_shows_entries_as_they_come_until_it_is_interrupted(live):
    following = _at_a_terminal("requests", "--follow", "--json", "--url", live.http_url, "--path", "*/followed*")
    try:
        live.session().get(f"{live.https_url}/{live.subscription}/followed1")
        assert json.loads(following.stdout.readline())["path"].endswith("/followed1")
        for number in (2, 3):
            live.session().get(f"{live.https_url}/{live.subscription}/followed{number}")
        assert [json.loads(following.stdout.readline())["path"][-1] for _ in "23"] == ["2", "3"]
        following.send_signal(signal.SIGINT)
        assert following.wait(20) == 0
    finally:
        following.kill()
        following.wait(20)
        following.stdout.close()


def test_the_clock_is_advanced_by_a_span_to_a_moment_and_to_what_is_due_next(live, ask, told, tenant):
    tenant.job("hourly", live.sink().url, every="hour")
    assert told("clock", "advance", "3h")["executions"] == 3
    status, out, _ = ask("clock", "advance", "--to", "2015-07-01T04:00:00Z")
    assert (status, out) == (0, "2015-07-01T04:00:00Z  1 call made\n")
    assert told("clock", "next")["now"] == "2015-07-01T05:00:00Z"
    assert told("clock", "next", "hourly")["now"] == "2015-07-01T06:00:00Z"
    assert ask("clock", "next", "other")[0] == 3
    assert ask("clock", "advance", "--to", "2014-07-01T04:00:00Z")[0] == 3
    assert ask("clock", "follow")[0] == 0
    assert ask("clock", "advance", "1h")[0] == 3


@pytest.fixture
def three(live, tenant):
    """Jobs of two APIs: hourly and daily of the classic one, and one of account acme."""
    tenant.job("hourly", live.sink("mine").url, every="hour")
    tenant.job("daily", live.sink("mine").url, every="day")
    made = {"url": "http://x.invalid/", "cron": "0 0 * ? * *"}
    return live.session().post(f"{live.http_url}/1/jobs", json=made, auth=("acme", "")).json()["id"]


def test_jobs_of_every_api_are_listed_and_found_by_what_they_have(ask, told, three):
    assert {job["api"] for job in told("jobs")["jobs"]} == {"azure_classic", "job_scheduler"}
    assert [job["name"] for job in told("jobs", "list", "daily")["jobs"]] == ["daily"]
    assert [job["name"] for job in told("jobs", "--api", "job_scheduler")["jobs"]] == [three]
    assert told("jobs", "list", "--top", "1")["total"] == 3
    status, out, _ = ask("jobs", "list", "--top", "2")
    head, first, second, more = out.splitlines()
    assert (status, more) == (0, "1 more; --top shows more of them")
    assert head.split() == ["NAME", "API", "PLACE", "STATE", "NEXT", "WHEN", "ID"]
    assert "cs/jc" in first + second


def test_a_job_is_shown_run_disabled_enabled_and_deleted_by_name_or_id(live, ask, told, three):
    shown = told("jobs", "show", "hourly")
    assert shown["document"]["recurrence"] == {"frequency": "hour", "interval": 1}
    assert told("jobs", "show", three)["document"]["account"] == "acme"
    assert ask("jobs", "disable", "HOURLY", "daily") == (0, "HOURLY: disabled\ndaily: disabled\n", "")
    assert {job["name"] for job in told("jobs", "--state", "disabled")["jobs"]} == {"hourly", "daily"}
    assert ask("jobs", "enable", shown["id"])[0] == 0
    assert ask("jobs", "run", "hourly")[0] == 0
    live.clock.advance("PT1S")
    assert len(told("sinks", "calls", "mine")) == 1
    assert ask("jobs", "delete", "hourly", three)[0] == 0
    assert [job["name"] for job in told("jobs")["jobs"]] == ["daily"]


def test_a_job_that_is_not_there_or_there_twice_is_not_guessed(ask, three, make_tenant):
    assert ask("jobs", "run", "other") == (3, "", "azure-scheduler-emulator: There is no job called 'other'.\n")
    make_tenant().job("daily", "http://x.invalid/")
    status, out, err = ask("jobs", "disable", "hourly", "daily")
    assert (status, out) == (2, "")
    assert "There are 2 jobs called 'daily'; name one by its id: " in err
    # Nothing was done to those before it either.
    assert "disabled" not in ask("jobs")[1]


class Stranger(BaseHTTPRequestHandler):
    """Answers everything, and never as an emulator does."""

    answer = b""
    kind = "text/html"
    status = 200

    def do_GET(self):
        self.reply()

    def do_POST(self):
        self.reply()

    def reply(self):
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def stranger():
    """Starts somebody else's server; returns its address."""
    servers = []

    def start(answer, kind, status):
        handler = type("Handler", (Stranger,), {"answer": answer, "kind": kind, "status": status})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        (b"<html>hello</html>", "text/html", 200),
        (b"[]", "application/json", 200),
        (b"{}", "application/json", 200),
        (b'{"now": 5}', "application/json", 200),
        (b"{", "application/json", 200),
        (b"[1]", "application/json", 500),
        (b"no", "text/plain", 404),
    ],
)
@pytest.mark.parametrize("words", [["clock"], ["jobs"], ["jobs", "run", "x"], ["clock", "advance", "1h"], ["doctor"]])
def test_somebody_elses_server_is_told_in_a_sentence(capsys, stranger, words, answer, kind, status):
    found = run([*words, "--url", stranger(answer, kind, status)])
    _, err = capsys.readouterr()
    assert "Traceback" not in err
    assert err.count("\n") <= 1
    assert found in (0, 1, 3, 4)
    if status == 200 and words != ["doctor"] and answer not in (b"[]", b"{}"):
        assert found == 4


def test_a_reader_that_has_enough_ends_a_command_quietly(live):
    for number in range(200):
        live.session().get(f"{live.https_url}/{live.subscription}/asked{number}/{'x' * 500}")
    command = (
        f"{sys.executable} -m azure_scheduler_emulator requests --json --top 200 --url {live.http_url} | head -c 10"
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=False)
    assert (len(done.stdout), done.stderr) == (10, "")


@pytest.fixture
def hourly(live, tenant):
    """A job that is due each hour, for a century that no test waits for."""
    tenant.job("hourly", live.sink("mine").url, every="hour")


def test_an_advance_is_cancelled_by_ctrl_c_and_the_clock_stands_where_it_is(live, hourly, eventually):
    moving = _at_a_terminal("clock", "advance", "36500d", "--url", live.http_url)
    eventually(lambda: live.sink("mine").calls())
    moving.send_signal(signal.SIGINT)
    out, _ = moving.communicate(timeout=60)
    assert moving.returncode == 130
    assert out.startswith("cancelled: ")
    assert live.control.call("GET", "/clock")["now"] == out.split()[1]


def test_an_advance_is_cancelled_from_elsewhere_and_both_say_so(live, hourly, ask, eventually):
    command = [*COMMAND, "clock", "advance", "36500d", "--url", live.http_url]
    moving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    eventually(lambda: live.sink("mine").calls())
    status, out, _ = ask("clock", "cancel")
    assert (status, out.split(":")[0]) == (0, "cancelled")
    assert moving.communicate(timeout=60)[0] == out
    assert moving.returncode == 1
    assert ask("clock", "cancel")[0] == 3
    assert ask("clock", "cancel", "no")[0] == 3


def test_a_terminal_gets_a_bar_and_nobody_else_does(live, tenant):
    """A pseudo terminal as stderr; stdout, which may be a file, has the result alone."""
    tenant.job("hourly", live.sink("mine").url, every="hour")
    ours, theirs = pty.openpty()
    try:
        command = [*COMMAND, "clock", "advance", "2d", "--url", live.http_url]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, timeout=60, check=True)
        os.close(theirs)
        theirs = -1
        bar = read_all(ours).decode()
    finally:
        os.close(ours)
        if theirs >= 0:
            os.close(theirs)
    assert done.stdout == "2015-07-03T00:00:00Z  48 calls made\n"
    assert "advancing" in bar
    assert "100%" in bar
    assert "48 calls" in bar
    plain = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert plain.stderr == ""


def read_all(terminal):
    """Return what was written to a terminal, whose writers are gone: its end is an error here."""
    text = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            text += chunk
    return text
