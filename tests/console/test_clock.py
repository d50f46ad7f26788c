"""The strip: moving time from a browser."""

import pytest


def shown(page, text):
    page.wait_for_selector(f".clock .now >> text={text}")


def test_next_due_runs_what_is_due(live, tenant, window):
    sink = live.sink()
    tenant.job("nightly", sink.url, every="day")
    page = window.live()
    assert "nightly" in page.inner_text(".clock .next")
    page.get_by_role("button", name="Next due", exact=True).click()
    shown(page, "2015-07-01 01:00:00")
    page.wait_for_selector("#notices >> text=1 call made on the way")
    assert len(sink.calls()) == 1
    assert f"{live.clock.now:%Y-%m-%d %H:%M:%S}" == page.inner_text(".clock .now span")
    page.wait_for_selector("#figures >> text=1 completed")


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2015-07-04 03:00", "2015-07-04 03:00:00"),
        ("2015-07-04T03:00:01Z", "2015-07-04 03:00:01"),
        ("PT90M", "2015-07-01 01:30:00"),
        ("+2 d", "2015-07-03 00:00:00"),
        ("mon 03:00", "2015-07-06 03:00:00"),
    ],
)
def test_go_to_takes_each_form_of_a_moment(live, window, given, moment):
    page = window.live()
    page.fill("#to", given)
    page.keyboard.press("Enter")
    shown(page, moment)
    assert f"{live.clock.now:%Y-%m-%d %H:%M:%S}" == moment


def test_steps_and_a_way_back_that_is_refused(live, window):
    page = window.live("/setup")
    page.get_by_role("button", name="+1 day").click()
    shown(page, "2015-07-02 00:00:00")
    page.fill("#to", "2015-07-01 12:00")
    page.get_by_role("button", name="Go to", exact=True).click()
    page.wait_for_selector("#notices >> text=The clock was not moved.")
    assert "409, POST /_emulator/clock/advance" in page.inner_text("#notices")
    page.get_by_role("button", name="Close").click()
    page.wait_for_selector("#notices .note", state="detached")
    assert f"{live.clock.now:%H:%M}" == "00:00"


def test_unfreeze_ticks_and_freeze_stands(live, window):
    page = window.live()
    page.get_by_role("button", name="Unfreeze").click()
    page.wait_for_selector("text=System time")
    first = page.inner_text(".clock .now")
    page.wait_for_function("(first) => document.querySelector('.clock .now').innerText !== first", arg=first)
    page.get_by_role("button", name="Freeze time here").click()
    page.wait_for_selector("text=Frozen")
    assert live.control.call("GET", "/clock")["mode"] == "virtual"


def test_keys_move_time_and_lead_to_pages(live, tenant, window):
    tenant.job("nightly", live.sink().url, every="day")
    page = window.live()
    page.keyboard.press("n")
    shown(page, "2015-07-01 01:00:00")
    page.keyboard.press("2")
    shown(page, "2015-07-01 02:00:00")
    page.keyboard.press("g")
    page.keyboard.press("j")
    page.wait_for_selector("h1 >> text=Jobs")
    page.keyboard.press("/")
    page.keyboard.type("n123")
    assert page.input_value("#q") == "n123"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    page.check("#keys-off")
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("3")
    page.reload()
    page.keyboard.press("?")
    assert page.is_checked("#keys-off")
    assert f"{live.clock.now:%d %H}" == "01 02"


def test_without_a_script_the_strip_works(live, tenant, quiet_window):
    tenant.job("nightly", live.sink().url, every="day")
    page = quiet_window.open("/jobs?sort=name")
    page.get_by_role("button", name="Next due", exact=True).click()
    shown(page, "2015-07-01 01:00:00")
    assert "sort=name" in page.url
    page.fill("#to", "+1 h")
    page.get_by_role("button", name="Go to", exact=True).click()
    shown(page, "2015-07-01 02:00:00")
    assert not page.is_visible("#theme")


def test_a_long_advance_shows_its_way_and_is_cancelled(live, tenant, window):
    sink = live.sink()
    tenant.job("minutely", sink.url, every="minute")
    page = window.live()
    page.fill("#to", "+2000 d")
    page.get_by_role("button", name="Go to", exact=True).click()
    page.wait_for_selector(".clock .mode >> text=Moving")
    page.wait_for_selector(".clock progress")
    # Other pages answer meanwhile.
    page.goto(page.url + "jobs")
    page.wait_for_selector("#jobs >> text=minutely")
    page.wait_for_selector("#live-state[data-state=live]")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector(".clock .mode >> text=Frozen")
    page.wait_for_selector("#notices >> text=The clock stopped on its way")
    [job] = live.control.call("GET", "/jobs")["jobs"]
    # What was made until then is stored, of which the newest thousand are kept at the least.
    assert live.control.call("GET", f"/jobs/{job['id']}/history")["total"] >= min(job["executions"], 1000) > 0
    assert live.clock.now.year < 2020
