"""The page for people."""

import pytest


@pytest.fixture
def page(live):
    session = live.session()
    return lambda query="", **headers: session.get(f"{live.http_url}/_emulator/ui/{query}", headers=headers)


def test_an_empty_emulator_has_a_page(page):
    text = page().text
    assert "2015-07-01 00:00:00 UTC · virtual clock" in text
    assert "Nothing is due." in text
    assert "Nothing has run yet." in text


def test_the_page_shows_what_is_there_and_what_happened(live, tenant, page):
    sink = live.sink()
    sink.answer(500)
    tenant.job("nightly <b>", sink.url, every="day")
    tenant.job("other", "http://x.invalid/", state="disabled")
    live.clock.next()
    text = page().text
    assert "nightly &lt;b&gt;" in text
    assert "nightly <b>" not in text
    assert "every day at 01:00 UTC" in text
    assert "retry 1 of occurrence 1" in text
    assert "2015-07-02 01:00:00 UTC" in text
    assert "InternalServerError" in text
    assert '<td class="disabled">disabled</td><td>other</td>' in text
    assert "other" not in page("?q=NIGHT").text.replace("other site", "")


def test_the_page_is_for_those_who_may_use_the_control_api(page):
    assert page(Host="evil.example").status_code == 403
    assert page(Origin="http://evil.example").status_code == 403
