"""What the forms of the console do, without a browser."""

import re


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


def test_a_snapshot_is_taken_compared_put_back_and_deleted(live, tenant, page, form):
    tenant.job("kept", "http://x.invalid/", every="day")
    before = live.state()
    assert "The snapshot fresh is taken." in form("snapshots/take", name="fresh").text
    assert "No snapshot was taken." in form("snapshots/take", script=True, name="../x").text
    tenant.job("more", "http://x.invalid/?key=s3cret", every="day")
    compared = page("setup?compare=fresh").text
    assert "now also" in compared
    assert "more" in compared
    assert "s3cret" not in compared
    assert "1 job that" not in page("ask/snapshot?name=fresh&do=restore").text
    form("snapshots/restore", name="fresh")
    assert live.state()["jobs"] == before["jobs"]
    assert page("do/snapshots/fresh").json()["jobs"] == before["jobs"]
    assert page("do/snapshots/nope").status_code == 404
    form("snapshots/delete", name="fresh")
    assert "Nothing was put back." in form("snapshots/restore", script=True, name="fresh").text
    assert page("setup?compare=fresh").status_code == 200


def test_a_test_clock_is_picked_and_moved_by_itself(live, page, form):
    assert "Which clock" not in page().text
    made = live.control.call("POST", "/clocks", {"now": "2016-01-01T00:00:00Z", "accounts": ["someone"]})["id"]
    assert "Which clock" in page().text
    assert "2016-01-01 00:00:00" in page(f"?clock={made}").text
    assert "It is 2016-01-01 01:00:00 now." in form("clock/advance", by="PT1H", clock=made).text
    assert "2016-01-01 01:00:00" in page(f"parts/clock?clock={made}").text
    assert f"{live.clock.now:%Y-%m-%d %H:%M}" == "2015-07-01 00:00"
    assert "There is no clock" in form("clock/advance", script=True, by="PT1H", clock="nope").text
    assert page("?clock=nope").status_code == 200


def test_a_stopped_collection_is_said_and_started_again(live, tenant, page, form):
    tenant.job("nightly", live.sink().url, every="day")
    [held] = [each for each in live.control.call("GET", "/collections") if each["name"] == "jc"]
    form(f"collections/{held['id']}/stop")
    [job] = live.control.call("GET", "/jobs")["jobs"]
    text = page(f"jobs/{job['id']}").text
    assert "Its job collection is stopped." in text
    assert "Start the collection" in text
    assert "it will not fire" in page().text
    assert "is started." in form(f"collections/{held['id']}/start").text
    assert "2015-07-01 01:00:00" in page("parts/upcoming").text
