"""Snapshots by name, sinks, certificates, subscriptions and settings over HTTP."""

import stat
from pathlib import Path

import pytest
from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.news import News
from azure_scheduler_emulator.testbed.shelf import Memory, Shelf
from azure_scheduler_emulator.testing.control import ControlError
from azure_scheduler_emulator.testing.live import LiveEmulator


def test_a_snapshot_is_taken_put_back_and_gone(live, tenant):
    tenant.job("hourly", live.sink().url, every="hour")
    kept = live.snapshots.take("before")
    assert (kept["name"], kept["now"], kept["mode"], kept["jobs"]) == ("before", "2015-07-01T00:00:00Z", "virtual", 1)
    state = live.state()
    assert live.snapshots.get("before") == state
    live.clock.advance("PT5H")
    live.jobs.bulk("delete")
    live.snapshots.restore("before")
    assert live.state() == state
    assert [each["name"] for each in live.snapshots.all()] == ["before"]
    live.snapshots.delete("before")
    assert live.snapshots.all() == []
    for act in (live.snapshots.get, live.snapshots.restore, live.snapshots.delete, live.snapshots.diff):
        with pytest.raises(ControlError, match="404 There is no snapshot 'before'"):
            act("before")


def test_snapshots_outlive_a_reset_and_one_takes_the_place_of_the_one_of_its_name(live, tenant):
    live.snapshots.take("same")
    tenant.job("hourly", "http://x.invalid/", every="hour")
    live.snapshots.take("same")
    live.reset()
    assert [each["jobs"] for each in live.snapshots.all()] == [1]
    live.snapshots.restore("same")
    assert len(live.jobs.all()) == 1


def test_what_has_changed_since_is_told_member_by_member(live, tenant):
    tenant.job("changed", "http://x.invalid/", every="hour")
    tenant.job("gone", "http://x.invalid/", every="hour")
    live.snapshots.take("before")
    assert live.control.call("GET", "/snapshots/before/diff") == {"same": True, "parts": {}}
    live.jobs.set_state(live.jobs.id("changed"), "disabled")
    live.jobs.delete(live.jobs.id("gone"))
    tenant.job("new", "http://x.invalid/?sig=s3cret", every="day")
    live.faults.client({"status": 500}, name="late")
    parts = live.snapshots.diff("before")
    assert parts["jobs"]["counts"] == {"added": 1, "removed": 1, "changed": 1}
    (changed,) = parts["jobs"]["changed"]
    assert changed["name"] == "changed"
    assert changed["members"]["state"] == ["enabled", "disabled"]
    assert changed["members"]["next_due"] == ["2015-07-01T01:00:00Z", None]
    assert [row["name"] for row in parts["jobs"]["removed"]] == ["gone"]
    assert [row["name"] for row in parts["jobs"]["added"]] == ["new"]
    assert [row["name"] for row in parts["faults"]["added"]] == ["late"]
    assert "s3cret" not in str(parts)
    live.snapshots.take("after")
    assert live.snapshots.diff("before", "after") == live.snapshots.diff("before")
    assert live.snapshots.diff("after", "before")["jobs"]["counts"] == {"added": 1, "removed": 1, "changed": 1}
    with pytest.raises(ControlError, match="404"):
        live.snapshots.diff("before", "none")


def test_a_move_of_the_clock_is_a_difference(live, tenant):
    live.snapshots.take("before")
    live.clock.advance("PT1H")
    assert set(live.snapshots.diff("before")) == {"clock"}


@pytest.mark.parametrize("name", [".hidden", "a" * 101, "a%2Fb", "%20", "index.json"])
def test_a_name_that_cannot_be_kept_is_refused(live, name):
    with pytest.raises(ControlError, match=r"40[04]"):
        live.control.call("PUT", f"/snapshots/{name}")
    assert live.snapshots.all() == []


def test_there_is_room_for_so_many_and_no_more(live):
    snapshots = live._emulator.testbed.snapshots
    few = Shelf(snapshots, Memory(), News(), most=2)
    for name in ("a", "b", "b"):
        few.take(name)
    with pytest.raises(ConflictError, match="delete some"):
        few.take("c")
    small = Shelf(snapshots, Memory(), News(), most_bytes=few.all()[0].size * 3 // 2)
    small.take("a")
    small.take("a")
    with pytest.raises(ConflictError, match="delete some"):
        small.take("b")


def test_beside_a_state_file_snapshots_outlive_the_process_and_others_cannot_read_them(tmp_path):
    state = str(tmp_path / "state.db")
    with LiveEmulator(auth="loose", state=state) as live:
        live.snapshots.take("kept")
    with LiveEmulator(auth="loose", state=state) as live:
        assert [each["name"] for each in live.snapshots.all()] == ["kept"]
        live.snapshots.restore("kept")
        folder = Path(f"{state}.snapshots")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
        (folder / "kept").unlink()
        with pytest.raises(ControlError, match=r"404.*cannot be read"):
            live.snapshots.get("kept")
        live.snapshots.delete("kept")


def test_sinks_are_listed_with_what_they_answer_and_got(live, tenant):
    live.sink("quiet").answer(500, {"status": 200, "delay": "PT2S"})
    tenant.session.get(f"{live.sink('asked').url}/x")
    listed = live.control.call("GET", "/sinks")
    assert [sink["name"] for sink in listed] == ["asked", "quiet"]
    asked, quiet = listed
    assert (asked["answers"], asked["position"], asked["calls"]) == ([], 0, 1)
    assert asked["newest"] == "2015-07-01T00:00:00Z"
    assert [(answer["status"], answer["delay"]) for answer in quiet["answers"]] == [(500, "PT0S"), (200, "PT2S")]
    assert (quiet["calls"], quiet["newest"]) == (0, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ca.pem", "application/x-pem-file"),
        ("management.pem", "application/x-pem-file"),
        ("management.pfx", "application/x-pkcs12"),
        ("management.cer", "application/pkix-cert"),
        ("management.publishsettings", "application/xml"),
    ],
)
def test_the_files_of_clients_are_handed_out_as_they_are(live, name, kind):
    answer = live.session().get(f"{live.http_url}/_emulator/certs/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content == (Path(live.settings.certs) / name).read_bytes()
    assert f'filename="{name}"' in answer.headers["Content-Disposition"]


def test_no_other_file_of_the_folder_is_handed_out(live):
    for name in ("ca.key", "server.key", "..%2Fsecret", "other.pem"):
        assert live.session().get(f"{live.http_url}/_emulator/certs/{name}").status_code == 404
    (Path(live.settings.certs) / "management.cer").rename(Path(live.settings.certs) / "moved")
    try:
        with pytest.raises(ControlError, match=r"404 This emulator has no 'management\.cer'"):
            live.control.call("GET", "/certs/management.cer")
    finally:
        (Path(live.settings.certs) / "moved").rename(Path(live.settings.certs) / "management.cer")


def test_subscriptions_are_listed_with_label_and_certificates(live):
    made = live.control.call("POST", "/subscriptions", {"label": "ci-tenant"})
    listed = {each["id"]: each for each in live.control.call("GET", "/subscriptions")}
    assert listed[live.subscription]["label"] == ""
    mine = listed[made["id"]]
    assert mine["label"] == "ci-tenant"
    (certificate,) = mine["certificates"]
    assert certificate["thumbprint"] == made["certificate"]["thumbprint"]
    assert certificate["subject"].startswith("CN=")
    assert certificate["notBefore"] < certificate["notAfter"]
    # The label stays if it is not said again.
    live.control.call("POST", "/subscriptions", {"id": made["id"]})
    assert {each["id"]: each for each in live.control.call("GET", "/subscriptions")}[made["id"]]["label"] == "ci-tenant"


def test_settings_say_where_they_come_from_and_no_secret(live, monkeypatch):
    monkeypatch.setenv("EMULATOR_AUTH", "loose")
    found = {each["name"]: each for each in live.control.call("GET", "/settings")}
    assert (found["journal"]["value"], found["journal"]["origin"]) == (10_000, "default")
    assert (found["auth"]["value"], found["auth"]["origin"]) == ("loose", "environment")
    assert (found["clock"]["value"], found["clock"]["origin"]) == ("2015-07-01T00:00:00Z", "given")
    assert (found["seed_token"]["value"], found["seed_token"]["flag"]) == ("***", "--seed-token")
    assert found["map"]["value"] == []
    assert found["map"]["variable"] == "EMULATOR_MAP"
