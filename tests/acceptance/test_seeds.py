"""Seeds by names: what is in them is there when the emulator is, in the words of each API; what is wrong is told."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from azure_scheduler_emulator.commands.cli import run
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.seed_files import read
from azure_scheduler_emulator.seeding.applying import is_snapshot
from azure_scheduler_emulator.seeding.schema import FILE, seed_schema
from azure_scheduler_emulator.testing.live import LiveEmulator

MINE, THEIRS = "00000000-0000-0000-0000-000000000000", "11111111-1111-1111-1111-111111111111"
EXAMPLE = Path(__file__).parents[2] / "examples" / "seed.yaml"
CLASSIC = f"""\
clock: 2015-08-01T00:00:00Z
subscriptions:
  {MINE}:
    cloud_services:
      cs:
        collections:
          jc:
            plan: Standard
            quota: {{max_job_count: 7, frequency: minute, interval: 5}}
            jobs:
              nightly:
                action: {{type: http, request: {{method: GET, uri: "http://x.invalid/"}}}}
                recurrence: {{frequency: day, interval: 1}}
"""


@pytest.fixture
def seeded(tmp_path):
    """Starts an emulator with seeds of these texts, in order; settings beside."""
    running = []

    def start(*texts, name="seed{}.yaml", **settings):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / name.format(number)
            path.write_text(text)
            paths.append(str(path))
        live = LiveEmulator(seed=tuple(paths), **{"clock": "", **settings}).start()
        running.append(live)
        return live

    yield start
    for live in running:
        live.stop()


def test_jobs_of_the_classic_api_are_there_and_their_subscription_lets_the_client_in(seeded):
    live = seeded(CLASSIC, clock="2015-07-01T00:00:00Z")
    assert live.requests() == []
    base = f"{live.https_url}/{MINE}/cloudservices/cs/resources/scheduler/~/jobCollections/jc"
    found = live.session().get(f"{base}/jobs/nightly", headers={"x-ms-version": "2014-10-01"})
    assert (found.status_code, found.json()["recurrence"]) == (200, {"frequency": "day", "interval": 1})
    clock = live.control.call("GET", "/clock")
    assert (clock["mode"], clock["now"]) == ("virtual", "2015-08-01T00:00:00Z")
    shown = live.session().get(base.replace("~/", ""), headers={"x-ms-version": "2014-10-01"}).text
    assert "<MaxJobCount>7</MaxJobCount>" in shown


def test_what_is_seeded_is_as_if_a_client_had_made_it(seeded, tenant):
    """The same job, by a client and by a seed: but for ids and moments nothing stored differs."""
    job = {"action": {"type": "http", "request": {"method": "GET", "uri": "http://x.invalid/"}}}
    document = {"subscriptions": {MINE: {"cloud_services": {"cs": {"collections": {"jc": {"jobs": {"j": job}}}}}}}}
    live = seeded(json.dumps(document), clock="2015-07-01T00:00:00Z", name="seed{}.json")
    tenant.session.put(f"{tenant.base}/resources/scheduler/~/jobCollections/jc/jobs/j", json=job)
    (theirs,), (ours,) = tenant.live.state()["jobs"], live.state()["jobs"]
    assert {name: ours[name] for name in ("name", "state", "next_due")} == {
        name: theirs[name] for name in ("name", "state", "next_due")
    }
    assert ours["definition"] == theirs["definition"]


def test_jobs_of_resource_manager_are_there(seeded):
    live = seeded(
        f"""
subscriptions:
  {THEIRS}:
    resource_groups:
      rg:
        location: westus
        tags: {{a: b}}
        job_collections:
          jc:
            properties: {{sku: {{name: Standard}}}}
            jobs:
              ping: {{properties: {{action: {{type: http, request: {{method: GET, uri: "http://x.invalid/"}}}}}}}}
""",
        arm_auth="strict",
        arm_tokens=("t",),
        pace="recorded",
    )
    place = f"{live.https_url}/subscriptions/{THEIRS}/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections/jc"
    session = live.session()
    session.headers["Authorization"] = "Bearer t"
    found = session.get(f"{place}/jobs/ping?api-version=2016-03-01")
    assert (found.status_code, found.json()["name"]) == (200, "jc/ping")
    collection = session.get(f"{place}?api-version=2016-03-01").json()
    assert (collection["location"], collection["properties"]["state"]) == ("westus", "Enabled")


def test_the_sibling_apis_have_theirs_by_account_and_user(seeded):
    live = seeded(
        """
seed_scheduler:
  users: [{username: john, token: t}, {username: ann, token: u, staff: true}]
  schedules:
    john: [{endpoint: "http://x.invalid/", interval_definition: 1 minutes, auth_token: s, payload: {}}]
job_scheduler:
  acme: [{url: "http://x.invalid/", cron: "0 0 * ? * *"}, {url: "http://x.invalid/", cron: "0 0 1 ? * *"}]
  other: [{url: "http://x.invalid/", when: 2099-01-01T00:00:00Z}]
"""
    )
    session = live.session()
    john = session.get(f"{live.http_url}/api/v1/schedule/", headers={"Authorization": "Token t"}).json()["results"]
    assert [schedule["endpoint"] for schedule in john] == ["http://x.invalid/"]
    for account, count in (("acme", 2), ("other", 1), ("nobody", 0)):
        assert len(session.get(f"{live.http_url}/1/jobs", auth=(account, "")).json()) == count


def test_web_jobs_are_scripts_or_files_beside_the_seed(seeded, tmp_path):
    (tmp_path / "run.py").write_text("print('there')\n")
    live = seeded(
        """
kudu:
  triggered:
    hello: {script: "echo hello\\n", settings: {schedule: "0 */5 * * * *"}}
  continuous:
    there: {file: run.py}
""",
        kudu=str(tmp_path / "home"),
        kudu_credentials="u:p",
    )
    session = live.session()
    session.auth = ("u", "p")
    (job,) = session.get(f"{live.http_url}/api/triggeredwebjobs").json()
    assert (job["name"], job["settings"]) == ("hello", {"schedule": "0 */5 * * * *"})
    assert [job["name"] for job in session.get(f"{live.http_url}/api/continuouswebjobs").json()] == ["there"]


def test_sinks_and_faults_wait_for_clients_and_never_strike_a_seed(seeded):
    faults = "faults: [{effect: {status: 503}, times: 1}]\nsinks: {mine: [500, {status: 200, body: done}]}\n"
    live = seeded(faults, CLASSIC)
    (rule,) = live.faults.rules()
    assert rule["applied"] == 0
    assert [job["name"] for job in live.state()["jobs"]] == ["nightly"]
    statuses = [live.session().post(live.sink("mine").url).status_code for _ in range(3)]
    assert statuses == [500, 200, 200]


def test_a_subscription_has_a_certificate_of_its_own_if_the_seed_names_one(seeded, tmp_path):
    with LiveEmulator() as other:
        made = other.control.call("POST", "/subscriptions", {})["certificate"]
    (tmp_path / "theirs.pem").write_text(made["pem"])
    live = seeded(f"subscriptions: {{{THEIRS}: {{certificate: theirs.pem}}}}")
    session = live.session()
    path = f"{live.https_url}/{THEIRS}/cloudservices"
    assert session.get(path, headers={"x-ms-version": "2014-10-01"}).status_code == 403
    session.cert = str(tmp_path / "theirs.pem")
    assert session.get(path, headers={"x-ms-version": "2014-10-01"}).status_code == 200


def test_several_seeds_are_applied_in_order_snapshots_among_them(seeded):
    first = seeded(CLASSIC)
    snapshot = json.dumps(first.state())
    more = CLASSIC.replace("nightly", "weekly")
    live = seeded(snapshot, more)
    assert sorted(job["name"] for job in live.state()["jobs"]) == ["nightly", "weekly"]
    live = seeded(more, snapshot)
    assert [job["name"] for job in live.state()["jobs"]] == ["nightly"]


def test_a_kept_state_is_seeded_once(seeded, tmp_path):
    state = str(tmp_path / "state.db")
    live = seeded(CLASSIC, state=state)
    live.control.call("POST", "/reset")
    live.stop()
    assert seeded(CLASSIC, state=state).state()["jobs"] == []


ACTION = '{type: http, request: {method: GET, uri: "http://x.invalid/"}}'


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("plan: Standard", "plan: Golden", 7, f"subscriptions.{MINE}.cloud_services.cs.collections.jc: 400"),
        ("interval: 1}", "interval: 0}", 11, "jc.jobs.nightly: 400"),
        ("frequency: day", "frequency: daily", 11, "jc.jobs.nightly: 400"),
        (ACTION, "{type: ftp}", 11, "jc.jobs.nightly: 400"),
        ("nightly:", "a/b:", 11, "jc.jobs.a/b: 4"),
        ("collections:", "colections:", 6, "cs.colections: Unknown field."),
        (MINE, "mine", 3, "subscriptions.mine: This is no name here."),
        ("2015-08-01T00:00:00Z", "yesterday", 1, "clock.now: The value 'yesterday' is not a valid date and time."),
        ("max_job_count: 7", "max_job_count: many", 9, "quota.max_job_count: Not a valid integer."),
    ],
)
def test_what_does_not_fit_is_told_with_line_and_path_and_nothing_is_kept(tmp_path, capsys, old, new, line, words):
    assert old in CLASSIC
    path = tmp_path / "seed.yaml"
    path.write_text(CLASSIC.replace(old, new))
    assert run(["seed", "check", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"{path}:{line}: " in err
    assert words in err
    state, certs = str(tmp_path / "state.db"), str(tmp_path / "certs")
    assert run(["serve", "--seed", str(path), "--state", state, "--certs", certs]) == 2
    assert f"{path}:{line}: " in capsys.readouterr().err
    path.write_text("{}")
    with LiveEmulator(state=state) as live:
        assert live.state()["jobs"] == []
        assert live.state()["collections"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kudu: {triggered: {x: {script: a, file: b}}}", "kudu.triggered.x: Say either 'script' or 'file'."),
        ("kudu: {triggered: {x: {file: nowhere.sh}}}", "nowhere.sh: No such file"),
        ("seed_scheduler: {schedules: {nobody: [{}]}}", "seed_scheduler.schedules.nobody.0: 401"),
        ("job_scheduler: {acme: [{cron: x}]}", "job_scheduler.acme.0: 400"),
        (f"subscriptions: {{{MINE}: {{certificate: nowhere.pem}}}}", "nowhere.pem: No such file"),
        ("sinks: {mine: [99]}", "sinks.mine.0.status: "),
        ("sinks: {mine: [ok]}", "sinks.mine.0: "),
        ("faults: [{effect: {status: 503}}, {effekt: {}}]", "faults.1.ef"),
        ("faults: [{effect: {}}]", "The rule has no effect."),
        ("clock: {mode: fast}", "clock.mode: Must be one of"),
    ],
)
def test_each_part_is_checked(tmp_path, capsys, text, words):
    (tmp_path / "seed.yaml").write_text(text)
    assert run(["seed", "check", str(tmp_path / "seed.yaml")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "seed.yaml:1: " in err
    assert words in err


def test_a_seed_for_an_api_that_is_off_says_which_setting_asks_for_it(seeded):
    with pytest.raises(InvalidError, match=r"seed0.yaml:1: kudu.triggered.x: .*--kudu \(EMULATOR_KUDU\)"):
        seeded("kudu: {triggered: {x: {script: a}}}")


@pytest.mark.parametrize(
    ("data", "snapshot"),
    [
        ({"version": "0.1.0"}, True),
        ({"jobs": []}, True),
        ({"sinks": [{"name": "a"}]}, True),
        ({"faults": [{"id": "1", "effect": {}}]}, True),
        ({"seed_scheduler": {"users": []}}, False),
        ({"faults": [{"effect": {}}]}, False),
        ({"subscriptions": {}}, False),
        ({}, False),
    ],
)
def test_snapshots_have_rows_and_seeds_have_names(data, snapshot):
    assert is_snapshot(data) is snapshot


def test_the_schema_in_the_package_takes_the_example_and_refuses_what_is_misspelt(capsys):
    assert run(["seed", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    package = EXAMPLE.parents[1] / "emulator" / "azure_scheduler_emulator" / "seeding" / FILE
    assert schema == seed_schema() == json.loads(package.read_text())
    validator = jsonschema_rs.validator_for(schema)
    data = read(EXAMPLE).data
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "subscription": {}})
    assert not validator.is_valid({**data, "sinks": {"a": "200"}})
    assert not validator.is_valid({**data, "subscriptions": {"mine": {}}})
    assert {"subscriptions", "seed_scheduler", "job_scheduler", "kudu", "sinks", "faults", "clock"} <= set(
        schema["properties"]
    )


def test_the_example_can_be_started_with(capsys):
    assert run(["seed", "check", str(EXAMPLE)]) == 0
    assert "jobs" in capsys.readouterr().out


def test_serve_takes_several_seeds(launch, tmp_path):
    (tmp_path / "a.yaml").write_text(CLASSIC)
    (tmp_path / "b.yaml").write_text("job_scheduler: {acme: [{url: 'http://x.invalid/', cron: '0 0 * ? * *'}]}")
    with launch("--seed", str(tmp_path / "a.yaml"), "--seed", str(tmp_path / "b.yaml")) as process:
        assert len(process.control("GET", "/state")["jobs"]) == 2
    with launch(EMULATOR_SEED=f"{tmp_path / 'a.yaml'},{tmp_path / 'b.yaml'}") as process:
        assert len(process.control("GET", "/state")["jobs"]) == 2
