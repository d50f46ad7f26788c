"""What the verbs of the command line make of words, addresses, refusals and states; no emulator is asked."""

import pytest
from azure_scheduler_emulator.commands.cli import cli, run
from azure_scheduler_emulator.commands.verbs import spans
from azure_scheduler_emulator.commands.verbs.differing import checked, differences, lines
from azure_scheduler_emulator.commands.verbs.server import find, plain_url, said, table
from azure_scheduler_emulator.domain.errors import InvalidError

VERBS = ["clock", "doctor", "executions", "faults", "jobs", "requests", "reset", "sinks", "state", "wait"]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("EMULATOR_URL", "EMULATOR_READY_FILE", "EMULATOR_CONTROL_TOKEN", "EMULATOR_HTTP_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("90m", "PT1H30M"),
        ("3h", "PT3H"),
        ("1d", "P1D"),
        ("2w", "P14D"),
        ("45 s", "PT45S"),
        ("2D", "P2D"),
        ("PT1H", "PT1H"),
        ("P1DT2H", "P1DT2H"),
        ("1.00:00:00", "P1D"),
    ],
)
def test_a_span_is_iso_or_a_number_with_a_unit(text, iso):
    from azure_scheduler_emulator.domain.time import duration

    assert duration.parse(spans.iso(text)) == duration.parse(iso)


@pytest.mark.parametrize("text", ["", "3x", "h", "-1h", "1h2", "soon"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(InvalidError):
        spans.iso(text)


@pytest.mark.parametrize(("text", "seconds"), [("30", 30), ("2.5", 2.5), ("5m", 300), ("PT1M", 60)])
def test_a_bare_number_is_seconds_where_the_machines_time_is_meant(text, seconds):
    assert spans.seconds(text) == seconds


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://localhost:8080/_emulator", "http://localhost:8080"),
        ("http://localhost:8080/_emulator/", "http://localhost:8080"),
        ("http://emulator", "http://emulator:80"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://proxy/below/_emulator", "http://proxy:80/below"),
    ],
)
def test_an_address_may_be_that_of_the_control_api_too(given, url):
    assert plain_url(given, "--url") == url


@pytest.mark.parametrize(
    "given", ["https://127.0.0.1:8443", "127.0.0.1:8080", "http://", "http://x:port", "http://x:99999"]
)
def test_an_address_that_is_none_is_refused_by_the_name_of_its_flag(given):
    with pytest.raises(InvalidError, match="--url"):
        plain_url(given, "--url")


def test_flags_beat_variables_and_these_the_usual_port(monkeypatch, tmp_path):
    ready = tmp_path / "ready"
    ready.write_text("noise\nREADY https://127.0.0.1:3 http://127.0.0.1:4 fault-seed=7\n")
    assert find("", "", "").url == "http://127.0.0.1:8080"
    monkeypatch.setenv("EMULATOR_HTTP_PORT", "5")
    assert find("", "", "").url == "http://127.0.0.1:5"
    monkeypatch.setenv("EMULATOR_READY_FILE", str(ready))
    assert find("", "", "").url == "http://127.0.0.1:4"
    monkeypatch.setenv("EMULATOR_URL", "http://127.0.0.1:2")
    assert find("", "", "").url == "http://127.0.0.1:2"
    assert find("", str(ready), "").url == "http://127.0.0.1:4"
    assert find("http://127.0.0.1:1", str(ready), "").url == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["clock", "--url", "ftp://x"], "--url is 'ftp://x'; it is the address of the plain port"),
        (["clock", "--ready-file", "nowhere"], "nowhere: No such file"),
        (["clock", "advance"], "Say how far: a SPAN, or --to MOMENT."),
        (["clock", "advance", "1h", "--to", "2015-07-01"], "Say how far: a SPAN, or --to MOMENT."),
        (["clock", "advance", "soon"], "The value 'soon' is not a valid duration."),
        (["clock", "set"], "Missing argument 'MOMENT'."),
        (["clock", "fly"], "No such command 'fly'."),
        (["faults", "add", "{"], "is no JSON"),
        (["faults", "add", "@nowhere.json"], "nowhere.json: No such file"),
        (["state", "load", "nowhere.json"], "nowhere.json: No such file"),
        (["wait", "--face", "kudu"], "--face tells nothing of what is waited for"),
        (["wait", "--requests", "--job", "x"], "--job tells nothing of what is waited for"),
        (["wait", "--requests", "--sink", "x"], "Say either --requests or --sink."),
        (["wait", "--count", "0"], "Invalid value for '--count'"),
        (["wait", "--timeout", "soon"], "The value 'soon' is not a valid duration."),
        (["executions", "--top", "1001"], "Invalid value for '--top'"),
        (["jobs", "run"], "Missing argument 'JOB'."),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(capsys, monkeypatch, tmp_path, words, sentence):
    monkeypatch.chdir(tmp_path)
    assert run(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert sentence in err


def test_a_ready_file_without_a_ready_line_says_so(capsys, tmp_path):
    (tmp_path / "ready").write_text("azure-scheduler-emulator: the port is taken\n")
    assert run(["clock", "--ready-file", str(tmp_path / "ready")]) == 2
    assert "holds no READY line" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["clock"], ["executions"], ["state", "save", "-"], ["reset"], ["wait"]])
def test_where_nothing_answers_the_status_is_4(capsys, words):
    assert run([*words, "--url", "http://127.0.0.1:9"]) == 4
    assert "No emulator answers at http://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_is_loaded_when_it_is_asked_for_and_says_what_it_does(capsys, name):
    assert name not in cli.commands
    assert run([name, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ({"effect": {"status": ["Bad."]}}, "effect.status: Bad."),
        ({"query": {"n": ["Not a number."]}}, "query.n: Not a number."),
        ({"_schema": ["Wrong."]}, "Wrong."),
        ({"1": {"effect": ["Missing."]}, "2": ["Odd."]}, "1.effect: Missing. 2: Odd."),
        (["Invalid JSON body."], "Invalid JSON body."),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(errors, words):
    assert said(errors) == words


def test_columns_are_as_wide_as_what_is_in_them():
    assert table(("A", "LONG"), [("1", "x"), ("222", "y")]) == "A    LONG\n1    x\n222  y"
    assert table(("A",), []) == ""


def test_states_differ_by_rows_and_members():
    before = {
        "version": "1",
        "clock": {"mode": "system"},
        "jobs": [{"id": "1", "name": "a", "state": "enabled"}, {"id": "2", "name": "b"}],
    }
    after = {
        "version": "2",
        "clock": {"mode": "virtual"},
        "jobs": [{"id": "1", "name": "a", "state": "disabled"}, {"id": "3", "name": "c"}],
    }
    found = differences(before, after)
    assert found["same"] is False
    assert sorted(lines(found)) == [
        'clock: {"mode": "system"} removed',
        'clock: {"mode": "virtual"} added',
        'jobs: a: state "enabled" -> "disabled"',
        "jobs: b removed",
        "jobs: c added",
    ]
    assert differences(before, before) == {"same": True, "parts": {}}


@pytest.mark.parametrize("state", [[], 5, {"jobs": [1]}, {"faults": [[]]}, {"clock": "now"}])
def test_what_is_no_snapshot_is_not_compared(state):
    with pytest.raises(InvalidError, match=r"s\.json is no snapshot"):
        checked(state, "s.json")
