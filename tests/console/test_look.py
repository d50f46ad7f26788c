"""How the pages look: at three widths, in light and dark, to people who do not see them or use no mouse."""

import pytest

PATHS = ["/", "/jobs", "/job", "/traffic", "/setup", "/ask/reset"]


@pytest.fixture
def look(windows, world):
    live, _ = world
    failed = live.control.call("GET", "/jobs?q=send-invoices")["jobs"][0]["id"]

    def open_(path, **options):
        page = windows(live, **options).live(f"/jobs/{failed}?as=curl" if path == "/job" else path)
        if path == "/traffic":
            page.locator("[data-entry^=in]").first.click()
            page.wait_for_selector("#exchange >> text=Why refused")
        if path == "/job":
            page.locator(".try:has-text('Failed') summary").first.click()
        return page

    return open_


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_and_axe_finds_nothing(look, axe, path):
    page = look(path)
    for width, scheme in ((1280, "light"), (768, ""), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], (width, wide)
        if scheme:
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == [], (width, scheme)


def test_the_theme_is_chosen_and_kept(look):
    page = look("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_keyboard_reaches_what_matters_in_order(look):
    page = look("/jobs")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))
    wanted = ["Skip to content", "Scheduler emulator", "Overview", "Jobs", "Next due", "Go to", "q", "Filter"]
    places = [reached.index(each) for each in wanted]
    assert places == sorted(places)
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dialogs_are_left_by_escape_and_give_focus_back(look):
    page = look("/setup")
    page.focus("text=Reset everything…")
    page.keyboard.press("Enter")
    page.wait_for_selector("#asked dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#asked dialog[open]", state="detached")
    assert page.evaluate("document.activeElement.innerText").strip() == "Reset everything…"
