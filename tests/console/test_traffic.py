"""Traffic and setup in a browser."""

import pytest


def test_a_refused_client_is_found_explained_and_let_in(windows, tmp_path):
    from azure_scheduler_emulator.testing.live import LiveEmulator

    with LiveEmulator() as live:
        other = live.control.call("POST", "/subscriptions", {})["certificate"]
        (tmp_path / "other.pem").write_text(other["pem"])
        session = live.session()
        session.cert = str(tmp_path / "other.pem")
        session.headers["x-ms-version"] = "2014-10-01"
        page = windows(live).live("/traffic")
        assert session.get(f"{live.https_url}/{live.subscription}/cloudservices").status_code == 403
        page.locator("#traffic tr:has-text('403') .path").click()
        page.wait_for_selector("#exchange >> text=not one of this subscription")
        assert page.locator("#exchange .why .id").count() >= 2
        page.get_by_role("button", name="Trust this certificate here").click()
        page.wait_for_selector("#notices >> text=is registered.")
        assert session.get(f"{live.https_url}/{live.subscription}/cloudservices").status_code == 200
        # What one reads does not move.
        page.wait_for_selector("#traffic >> text=1 newer")
        assert page.locator("#traffic tr.sel:has-text('403')").count() == 1
        page.get_by_role("link", name="1 newer").click()
        page.wait_for_selector("#traffic tr:has-text('200')")


def test_traffic_is_filtered_told_anew_and_forgotten(live, tenant, window):
    tenant.job("nightly", live.sink("web").url, every="day")
    page = window.live("/traffic")
    live.clock.next()
    page.wait_for_selector("#traffic tr:has-text('nightly, try 1')")
    page.get_by_role("link", name="Out: calls of jobs").click()
    page.select_option("#an", "5xx")
    page.wait_for_selector("text=Nothing fits these filters")
    page.wait_for_selector("text=differs in answer")
    page.get_by_role("link", name="Forget…").click()
    page.get_by_role("button", name="Forget it").click()
    page.wait_for_selector("#notices >> text=The traffic is forgotten.")
    assert live.executions() == []


def test_a_template_strikes_and_its_entry_names_it(live, tenant, window):
    tenant.job("nightly", live.sink("web").url, every="day")
    page = window.live("/setup")
    page.fill("#fj", "night*")
    page.get_by_role("button", name="Target down").click()
    page.wait_for_selector("#faults >> text=job night*")
    live.clock.next()
    page.wait_for_selector("#faults >> text=1 time")
    page.goto(page.url.replace("/setup", "/traffic?way=out"))
    page.locator("#traffic tr:has-text('nightly') .path").click()
    page.wait_for_selector("#exchange >> text=“Target down” answered in the target's place")
    page.get_by_role("link", name="Show faults").click()
    page.get_by_role("button", name="Remove all").click()
    page.wait_for_selector("#faults >> text=Nothing goes wrong on purpose.")


def test_a_sink_is_scripted_and_a_subscription_made(live, window):
    page = window.live("/setup")
    page.fill("#sn", "hook")
    page.fill("#sa", "503, 200")
    page.get_by_role("button", name="Script sink").click()
    page.wait_for_selector("#sinks >> text=200 repeats")
    live.session().post(f"{live.http_url}/_emulator/sink/hook")
    page.wait_for_selector("#sinks >> text=next: number 2")
    page.get_by_role("button", name="Register", exact=True).click()
    page.wait_for_selector("#notices >> text=-----BEGIN")


@pytest.mark.parametrize("script", [True, False])
def test_state_goes_out_and_comes_back(live, tenant, windows, script):
    tenant.job("kept", "http://x.invalid/", every="day")
    page = windows(live, java_script_enabled=script).open("/setup")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download state").click()
    kept = download.value.path()
    page.get_by_role("link", name="Reset everything…").click()
    page.get_by_role("button", name="Reset everything").click()
    page.wait_for_selector("#notices >> text=Everything is as at the start.")
    page = windows(live, java_script_enabled=script).open("/setup")
    page.set_input_files("#file", kept)
    page.get_by_role("button", name="Put back", exact=True).click()
    page.wait_for_selector("#notices >> text=The state is put back.")
    assert [job["name"] for job in live.state()["jobs"]] == ["kept"]
