"""The console: who may open it, whose forms are its own, what its pages load."""

import re

from azure_scheduler_emulator.testing.live import LiveEmulator


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
