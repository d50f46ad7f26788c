"""The console: pages, parts and forms, without a browser."""

import re

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator


@pytest.fixture
def page(live):
    session = live.session()
    return lambda path="", **headers: session.get(f"{live.http_url}/_emulator/ui/{path}", headers=headers)


@pytest.fixture
def form(live, page):
    """Sends a form as a page of the console would, and returns the page that the browser is led to."""
    session = live.session()

    def send(path, script=False, **fields):
        origin = {"Origin": live.http_url, "Referer": f"{live.http_url}/_emulator/ui/setup?sdk=curl"}
        more = {"HX-Request": "true", "X-Emulator-Console": "1"} if script else {}
        if not script:
            fields["csrf"] = re.search('name="csrf" value="([0-9a-f]+)"', page().text)[1]
        return session.post(f"{live.http_url}/_emulator/ui/do/{path}", data=fields, headers=origin | more)

    return send


def test_an_empty_emulator_has_a_page(page):
    text = page().text
    assert "<span>2015-07-01 00:00:00</span>" in text
    assert "Frozen" in text
    assert "Nothing is due" in text
    assert "No call has failed since the start." in text


def test_the_overview_shows_what_is_there_and_what_happened(live, tenant, page):
    sink = live.sink()
    sink.answer(500)
    tenant.job("nightly <b>", sink.url, every="day")
    tenant.job("other", "http://x.invalid/", state="disabled")
    live.clock.next()
    text = page().text
    assert "nightly &lt;b&gt;" in text
    assert "nightly <b>" not in text
    assert "Every day at 01:00 UTC" in text
    assert "Retry 1 of 4" in text
    assert "2015-07-02 01:00:00" in text
    assert "InternalServerError" in text
    assert "1 disabled" in text


def test_a_front_door_leads_a_browser_to_the_console_and_clients_nowhere(live):
    session = live.session()
    for path in ("/", "/_emulator", "/_emulator/"):
        led = session.get(live.http_url + path, headers={"Accept": "text/html,*/*;q=0.8"}, allow_redirects=False)
        assert (led.status_code, led.headers["Location"]) == (303, "/_emulator/ui/"), path
        assert session.get(live.http_url + path, allow_redirects=False).status_code == 404, path


def test_every_answer_says_what_a_page_may_load(page, live):
    for path in ("", "setup", "parts/clock", "nowhere", "static/x/console.css"):
        headers = page(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
    for path in ("", "setup"):
        assert not re.search(r"\son\w+=|\sstyle=|<script>|javascript:|https?://(?!127\.0\.0\.1)", page(path).text)


def test_files_are_kept_for_a_year_under_the_address_of_their_version(page):
    text = page().text
    style = re.search(r'href="/_emulator/ui/(static/[0-9a-f]{12}/console.css)"', text)[1]
    assert "max-age=31536000" in page(style).headers["Cache-Control"]
    assert page("static/000000000000/console.css").headers["Cache-Control"] == "no-cache"
    for name in re.findall(r"url\(([\w.-]+)\)", page(style).text):
        assert page(style.replace("console.css", name)).status_code == 200, name
    script = page(style.replace(".css", ".js")).text
    assert (
        script.index("var htmx=") < script.index('registerExtension("sse"') < script.index("The console's own script")
    )
    assert page("static/x/..%2fapp.py").status_code == 404


def test_a_form_without_a_script_leads_back_to_its_page_with_a_notice(live, form):
    answer = form("clock/advance", to="2015-07-03 12:00")
    assert answer.history[0].status_code == 303
    assert answer.url.startswith(f"{live.http_url}/_emulator/ui/setup?sdk=curl&said=")
    assert "It is 2015-07-03 12:00:00 now." in answer.text
    assert f"{live.clock.now:%Y-%m-%dT%H:%M:%SZ}" == "2015-07-03T12:00:00Z"


def test_a_form_with_the_script_is_answered_in_place_and_says_what_changed(live, form):
    answer = form("clock/advance", script=True, by="PT1H")
    assert (answer.status_code, answer.history) == (200, [])
    assert "0 calls made on the way" in answer.text
    assert "clock" in answer.headers["HX-Trigger"].split(", ")
    assert f"{live.clock.now:%Y-%m-%dT%H:%M:%SZ}" == "2015-07-01T01:00:00Z"


def test_a_refusal_is_said_with_the_call_of_the_control_api(live, form):
    for given in ("2014-01-01 00:00", "yesterday", "2015-13-01", "+3 fortnights", ""):
        answer = form("clock/advance", script=True, to=given)
        assert answer.status_code == 200
        assert "The clock was not moved." in answer.text, given
        assert re.search("4\\d\\d, POST /_emulator/clock/advance", answer.text), given
    assert f"{live.clock.now:%Y-%m-%dT%H:%M:%SZ}" == "2015-07-01T00:00:00Z"
    live.clock.follow_system()
    assert "409" in form("clock/next", script=True).text


def test_writes_come_from_the_console_itself_port_included(live, form, page):
    session, url = live.session(), f"{live.http_url}/_emulator/ui/do/reset"
    seal = re.search('name="csrf" value="([0-9a-f]+)"', page().text)[1]
    for headers in (
        {},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": live.http_url.replace("127.0.0.1", "localhost")},
        {"Origin": live.http_url.replace("http", "https")},
        {"Origin": "null"},
        {"Referer": "http://127.0.0.1:1/x"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert session.post(url, data={"csrf": seal}, headers=headers).status_code == 403, headers
        assert session.post(url, headers={**headers, "X-Emulator-Console": "1"}).status_code == 403, headers
    own = {"Origin": live.http_url}
    assert session.post(url, headers=own).status_code == 403, "no seal"
    assert session.post(url, data={"csrf": "é"}, headers=own).status_code == 403
    assert session.get(url, headers=own).status_code == 405
    assert session.post(url, data={"csrf": seal}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_origins_that_may_ask_the_control_api_may_not_use_the_console():
    with LiveEmulator(allow_origin=("http://app.example:3000",)) as live:
        session, origin = live.session(), {"Origin": "http://app.example:3000"}
        assert session.get(f"{live.http_url}/_emulator/clock", headers=origin).status_code == 200
        assert session.get(f"{live.http_url}/_emulator/ui/", headers=origin).status_code == 403


def test_with_a_token_a_browser_is_asked_for_it_once():
    with LiveEmulator(control_token="t0ken") as live:
        session, html = live.session(), {"Accept": "text/html"}
        asked = session.get(f"{live.http_url}/_emulator/ui/setup?sdk=node", headers=html)
        assert asked.url == f"{live.http_url}/_emulator/ui/login?next=/setup%3Fsdk%3Dnode"
        assert "2015-07-01" not in asked.text
        seal = {"csrf": re.search('name="csrf" value="([0-9a-f]+)"', asked.text)[1]}
        own = {"Origin": live.http_url, **html}
        assert session.post(asked.url, data={"token": "t", **seal}, headers=own).status_code == 401
        entered = session.post(asked.url, data={"token": "t0ken", **seal}, headers=own)
        assert entered.url == f"{live.http_url}/_emulator/ui/setup?sdk=node"
        port = live.http_url.rpartition(":")[2]
        [cookie] = session.cookies
        assert (cookie.name, cookie.path) == (f"emulator_{port}", "/_emulator/ui")
        given = entered.history[0].headers["Set-Cookie"]
        assert "HttpOnly" in given
        assert "SameSite=Strict" in given
        assert "t0ken" not in given
        # The session is for the console only, and its forms are its own.
        assert session.get(f"{live.http_url}/_emulator/state").status_code == 401
        assert session.post(f"{live.http_url}/_emulator/ui/do/reset", data=seal, headers=own).status_code == 403
        seal = {"csrf": re.search('name="csrf" value="([0-9a-f]+)"', entered.text)[1]}
        assert session.post(f"{live.http_url}/_emulator/ui/logout", data=seal, headers=own).url.endswith("/login")
        assert session.get(f"{live.http_url}/_emulator/ui/", headers=html).url.endswith("/login?next=/")


def test_guessing_the_token_is_slow():
    with LiveEmulator(control_token="t0ken") as live:
        session, url = live.session(), f"{live.http_url}/_emulator/ui/login"
        seal = {"csrf": re.search('name="csrf" value="([0-9a-f]+)"', session.get(url).text)[1]}
        found = [
            session.post(url, data={"token": "x", **seal}, headers={"Origin": live.http_url}).status_code
            for _ in range(12)
        ]
        assert set(found) <= {401, 429}
        assert 429 in found


def test_nobody_is_led_elsewhere_after_the_login():
    with LiveEmulator(control_token="t0ken") as live:
        for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "@evil.example"):
            session, url = live.session(), f"{live.http_url}/_emulator/ui/login?next={wanted}"
            seal = {"csrf": re.search('name="csrf" value="([0-9a-f]+)"', session.get(url).text)[1]}
            entered = session.post(
                url, data={"token": "t0ken", **seal}, headers={"Origin": live.http_url}, allow_redirects=False
            )
            assert entered.headers["Location"] == "/_emulator/ui/", wanted


def test_a_fault_of_each_template_strikes_as_it_says(live, tenant, form, page):
    from azure_scheduler_emulator.console.views.faults import TEMPLATES

    for name, template in TEMPLATES.items():
        assert "is in force" in form("faults/add", script=True, template=name, job="x*" if name == "down" else "").text
        assert template.word in page("setup").text
    documents = live.control.call("GET", "/faults")
    assert [each["effect"] for each in documents][:2] == [{"status": 503}, {"refuse": True}]
    assert documents[0]["match"] == {"job": "x*"}
    form("faults/" + documents[0]["id"] + "/delete")
    assert len(live.control.call("GET", "/faults")) == len(TEMPLATES) - 1
    assert "no rule" in form("faults/nope/delete", script=True).text
    form("faults/clear")
    assert live.control.call("GET", "/faults") == []
    for document in ("{", "[]", '{"effect": {}}', '{"effect": {"statos": 1}}'):
        assert "The rule was not added." in form("faults/add", script=True, document=document).text, document


def test_a_sink_is_scripted_and_forgotten(live, form, page):
    assert "answers 503, then 200" in form("sinks/script", script=True, name="hook", answers="503, 200").text
    assert "hook" in page("parts/sinks").text
    session = live.session()
    statuses = [session.post(f"{live.http_url}/_emulator/sink/hook").status_code for _ in range(3)]
    assert statuses == [503, 200, 200]
    for name, answers in (("a/b", "200"), ("", "200"), ("x", "99"), ("x", "2oo")):
        assert "was not scripted" in form("sinks/script", script=True, name=name, answers=answers).text
    form("sinks/forget", name="hook")
    assert "hook" not in page("parts/sinks").text.replace('placeholder="hook"', "")


def test_a_subscription_is_registered_with_a_certificate_to_take_along(live, form, tmp_path):
    answer = form("subscriptions/add", id="7D2F61AB-1111-4222-8333-4444555566AA")
    pem = re.search("-----BEGIN CERTIFICATE.*?END RSA PRIVATE KEY-----|-----BEGIN.*PRIVATE KEY-----", answer.text, re.S)
    (tmp_path / "c.pem").write_text(pem[0])
    session = live.session()
    session.cert = str(tmp_path / "c.pem")
    url = f"{live.https_url}/7d2f61ab-1111-4222-8333-4444555566aa/cloudservices"
    assert session.get(url, headers={"x-ms-version": "2014-10-01"}).status_code == 200


def test_the_state_goes_out_and_comes_back(live, tenant, form, page):
    tenant.job("kept", "http://x.invalid/", every="day")
    kept = page("do/state.json")
    assert "attachment" in kept.headers["Content-Disposition"]
    assert "1 job with their history" in page("ask/reset").text
    form("reset")
    assert live.state()["jobs"] == []
    session, seal = live.session(), re.search('name="csrf" value="([0-9a-f]+)"', page().text)[1]
    url = f"{live.http_url}/_emulator/ui/do/state/restore"
    own = {"Origin": live.http_url}
    answer = session.post(url, data={"csrf": seal}, files={"state": ("s.json", kept.content)}, headers=own)
    assert "The state is put back." in answer.text
    assert [job["name"] for job in live.state()["jobs"]] == ["kept"]
    answer = session.post(url, data={"csrf": seal}, files={"state": ("s.json", b"{")}, headers=own)
    assert "Nothing was put back." in answer.text


def test_the_reset_of_an_owner_leaves_the_others(live, tenant, make_tenant, form, page):
    other = make_tenant()
    tenant.job("a", "http://x.invalid/", every="day")
    other.job("b", "http://x.invalid/", every="day")
    assert "1 job with their history" in page(f"ask/owner?api=azure&owner={other.subscription}").text
    form("reset/owner", api="azure", owner=other.subscription)
    assert [job["name"] for job in live.state()["jobs"]] == ["a"]
    assert "was reset" in form("reset/owner", script=True).text


def test_certificates_and_snippets_are_those_of_this_process(live, page):
    text = page("setup?sdk=curl").text
    assert f"{live.https_url}/{live.subscription}/cloudservices" in text
    for name in re.findall(r'href="/_emulator/ui/(do/certs/[\w.]+)"', text):
        assert page(name).status_code == 200, name
    assert page("do/certs/ca.key").status_code == 404
    assert page("do/certs/..%2fca.key").status_code == 404


def test_secrets_are_not_shown_among_the_settings():
    with LiveEmulator(control_token="t0ken", kudu_credentials="u:pa55") as live:
        session = live.session()
        session.auth = ("", "t0ken")
        text = session.get(f"{live.http_url}/_emulator/ui/setup?settings=all").text
        assert "--control-token" in text
        assert "t0ken" not in text
        assert "pa55" not in text


def test_templates_never_trust_a_text():
    from azure_scheduler_emulator.console import assets

    for path in (assets.FOLDER.parent / "templates").rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|Markup|autoescape", path.read_text()), path
