"""Jobs in a browser: finding them, and doing things with them, with and without a script."""

import pytest


@pytest.fixture
def many(live, tenant, make_tenant):
    """Sixty jobs that call one sink: more than a page holds, and more than a collection."""
    sink, other = live.sink("web"), make_tenant()
    for number in range(60):
        (tenant if number < 30 else other).job(f"job-{number:02}", sink.url, every="day")
    return sink


def states(live):
    return live.control.call("GET", "/jobs?top=1")["states"]


def test_a_list_is_filtered_ordered_and_paged(many, window):
    page = window.live("/jobs")
    page.wait_for_selector("text=/^1.50 of 60$/")
    page.get_by_role("link", name="Next page").click()
    page.wait_for_selector("text=/^51.60 of 60$/")
    page.get_by_role("link", name="Job", exact=True).click()
    page.wait_for_selector("th[aria-sort=ascending] >> text=Job")
    page.get_by_role("link", name="Job", exact=True).click()
    page.wait_for_selector("th[aria-sort=descending] >> text=Job")
    assert page.locator("tbody .job").first.inner_text() == "job-59"
    page.fill("#q", "job-0")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/^1.10 of 10$/")
    page.select_option("#state", "disabled")
    page.wait_for_selector("text=No job fits these filters")
    page.get_by_role("link", name="Show all of them").click()
    page.wait_for_selector("text=/^1.50 of 60$/")


def test_many_are_chosen_over_the_pages_and_disabled(live, many, window):
    page = window.live("/jobs?q=job")
    assert not page.is_visible(".selbar")
    page.check("#choose-all")
    page.wait_for_selector("#chosen >> text=50 chosen")
    page.get_by_label("all 60 that fit the filter").check()
    page.get_by_role("button", name="Disable").click()
    page.wait_for_selector("#notices >> text=60 jobs disabled.")
    assert states(live) == {"disabled": 60}


def test_a_range_is_chosen_with_shift_and_some_are_deleted_after_a_question(live, many, window):
    page = window.live("/jobs?sort=name")
    boxes = page.locator("tbody input[type=checkbox]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    page.wait_for_selector("#chosen >> text=3 chosen")
    page.get_by_role("button", name="Delete…").click()
    page.wait_for_selector("#asked dialog[open] >> text=Delete 3 jobs?")
    page.get_by_role("link", name="Keep them").click()
    page.wait_for_selector("#asked dialog[open]", state="detached")
    assert states(live) == {"enabled": 60}
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete 3 jobs").click()
    page.wait_for_selector("#notices >> text=3 jobs deleted.")
    assert states(live) == {"enabled": 57}


def test_run_now_calls_the_target_at_once(live, tenant, window):
    sink = live.sink()
    tenant.job("nightly", sink.url, every="day")
    page = window.live("/jobs")
    page.get_by_role("button", name="Run nightly now").click()
    page.wait_for_selector("#notices >> text=1 job fired.")
    assert len(sink.calls(count=1, timeout=10)) == 1
    page.locator("#jobs").get_by_role("link", name="nightly").click()
    page.get_by_role("button", name="Run now").click()
    page.wait_for_selector("#job-history >> text=/^1.2 of 2$/")
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("button", name="Enable").click()
    page.wait_for_selector("#notices >> text=It is enabled.")
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/jobs")
    page.wait_for_selector("text=There are no jobs yet")


def test_without_a_script_the_same_can_be_done(live, many, quiet_window):
    page = quiet_window.open("/jobs?sort=name")
    boxes = page.locator("tbody input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Disable").click()
    page.wait_for_selector("#notices >> text=2 jobs disabled.")
    assert states(live) == {"disabled": 2, "enabled": 58}
    page.locator("tbody input[type=checkbox]").nth(0).check()
    page.get_by_role("button", name="Delete…").click()
    page.wait_for_selector("text=Delete job-00?")
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_selector("#notices >> text=1 job deleted.")
    page.get_by_role("button", name="Run job-02 now").click()
    page.wait_for_selector("#notices >> text=1 job fired.")
    assert len(many.calls(count=1, timeout=10)) == 1


def test_a_failed_firing_unfolds_to_what_was_said(live, tenant, window):
    sink = live.sink()
    sink.answer(500, 200)
    tenant.job("nightly", sink.url, every="day", body="hello there")
    live.clock.advance(by="P2D")
    job = live.control.call("GET", "/jobs")["jobs"][0]["id"]
    page = window.live(f"/jobs/{job}")
    page.locator(".try:has-text('2 tries') summary").click()
    page.wait_for_selector(".try[open] >> text=try 2")
    assert "hello there" in page.inner_text(".try[open]")
    # It stays unfolded while the page is told anew.
    live.clock.advance(by="P1D")
    page.wait_for_selector("#job-history >> text=/^1.3 of 3$/")
    assert page.is_visible(".try[open] >> text=hello there")
    page.fill("#past", "2015-07-01 02:00")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("#why >> text=The schedule has no occurrence then")
