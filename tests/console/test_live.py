"""A page is told what changes."""

from azure_scheduler_emulator.news import MOST_READERS
from azure_scheduler_emulator.testing.live import LiveEmulator


def test_what_the_control_api_changes_is_in_the_page(live, tenant, window):
    page = window.live()
    tenant.job("nightly", live.sink().url, every="day")
    page.wait_for_selector("#upcoming >> text=nightly")
    page.wait_for_selector("#timeline >> text=nightly")
    live.faults.target({"status": 503})
    page.wait_for_selector("#faults-note >> text=1 fault is in force")
    live.clock.next()
    page.wait_for_selector("#failures >> text=503")
    live.faults.clear()
    page.wait_for_selector("#faults-note >> text=in force", state="detached")
    live.reset()
    page.wait_for_selector("#upcoming >> text=There are no jobs yet")


def test_a_paused_page_stands_still_and_catches_up(live, tenant, window):
    page = window.live()
    page.keyboard.press("L")
    page.wait_for_selector("#live-state[data-state=paused]")
    tenant.job("nightly", live.sink().url, every="day")
    page.wait_for_function("() => !document.querySelector('#wire')")
    assert "nightly" not in page.inner_text("#upcoming")
    page.click("#live-state")
    page.wait_for_selector("#upcoming >> text=nightly")
    page.wait_for_selector("#live-state[data-state=live]")


def test_a_page_says_when_nobody_answers_and_comes_back(windows):
    first = LiveEmulator().start()
    window = windows(first)
    try:
        page = window.live()
    finally:
        first.stop()
    page.wait_for_selector("#live-state[data-state=lost] >> text=Not live")
    port = int(first.http_url.rpartition(":")[2])
    with LiveEmulator(http_port=port, clock="2016-01-01T00:00:00Z"):
        page.wait_for_selector("#live-state[data-state=live]")
        page.wait_for_selector(".clock .now >> text=2016-01-01 00:00:00")
    # The browser itself says that it could not connect.
    window.said = [said for said in window.said if "ERR_" not in said and "htmx:sse:error" not in said]


def test_where_there_is_no_room_for_a_stream_the_page_asks_by_itself(live, window):
    streams = [live.control.events() for _ in range(MOST_READERS)]
    try:
        for stream in streams:
            stream.__enter__()
        page = window.open()
        page.wait_for_selector("#live-state[data-state=polling] >> text=Every 5 s")
        live.clock.advance(by="PT1H")
        page.wait_for_selector(".clock .now >> text=2015-07-01 01:00:00")
    finally:
        for stream in streams:
            stream.__exit__(None, None, None)
    window.said = [said for said in window.said if "503" not in said]


def test_focus_and_what_is_written_stay_when_a_part_is_told_anew(live, tenant, window):
    page = window.live("/setup")
    page.fill("#to", "+3 d")
    page.focus("#to")
    live.faults.target({"status": 503})
    page.wait_for_selector("#faults >> text=Target answers 503")
    live.clock.advance(by="PT1H")
    page.wait_for_selector(".clock .now >> text=2015-07-01 01:00:00")
    assert page.input_value("#to") == "+3 d"
    assert page.evaluate("document.activeElement.id") == "to"
