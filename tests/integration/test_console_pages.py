"""What the pages of the console show, without a browser."""

import html
import os
import re
import subprocess
import sys

import pytest
from azure_scheduler_emulator.testing.live import SEED_TOKEN, LiveEmulator


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


def test_every_job_of_every_api_has_a_page(world):
    live, page = world
    listed = live.control.call("GET", "/jobs")["jobs"]
    text = page("jobs").text
    assert {each["api"] for each in listed} == {"azure_classic", "azure_arm", "seed_scheduler", "job_scheduler"}
    for job in listed:
        assert f'href="/_emulator/ui/jobs/{job["id"]}"' in text
        answer = page(f"jobs/{job['id']}")
        assert answer.status_code == 200
        upcoming = live.control.call("GET", f"/preview?job={job['id']}&n=10")[0]["next"]
        shown = re.search('id="job-next".*?</section>', answer.text, re.S)[0]
        assert re.findall('datetime="([^"]+)"', shown) == upcoming
        for form_ in re.findall(r'href="\?as=(\w+)#definition"', answer.text):
            assert page(f"jobs/{job['id']}?as={form_}").status_code == 200
    assert "s3cret" not in "".join(page(f"jobs/{job['id']}?as=sent").text for job in listed)


def test_a_job_that_is_not_there_has_a_page_that_says_so(page, form):
    answer = page("jobs/" + "0" * 32)
    assert answer.status_code == 404
    assert "There is no such job" in answer.text
    assert page("parts/job-facts?id=" + "0" * 32).status_code == 404
    assert page("parts/job-facts").status_code == 400
    assert page("parts/nope").status_code == 404
    assert "The job was not run." in form("jobs/" + "0" * 32 + "/run", script=True).text


@pytest.mark.parametrize(
    "query",
    ["q=night", "api=azure", "api=azure_classic", "state=enabled", "subscription=00000000-0000-0000-0000-000000000000"],
)
def test_jobs_are_found_by_each_filter(live, tenant, page, query):
    tenant.job("nightly", "http://crm.invalid/x", every="day")
    tenant.job("other", "http://web.invalid/", state="disabled")
    text = page(f"jobs?{query}").text
    assert "nightly" in text
    assert ("other</a>" in text) == (query not in ("q=night", "state=enabled"))
    assert "nightly" in page("jobs?q=crm.invalid").text
    assert "nightly" in page("jobs?q=every+day").text
    assert "No job fits these filters" in page("jobs?q=nope").text
    assert "No job fits" in page(f"jobs?{query}&page=9").text
    for odd in ("sort=nope", "page=-1", "page=x", "state=nope", "page=999999999999999999999"):
        assert page(f"jobs?{odd}").status_code == 200, odd


def test_a_moment_that_was_asked_about_is_explained(live, tenant, page):
    tenant.job("nightly", live.sink().url, every="day")
    live.clock.advance(by="P3D")
    [job] = live.control.call("GET", "/jobs")["jobs"]
    assert "It fired: tried once" in page(f"jobs/{job['id']}?past=2015-07-02+01:00").text
    assert "The schedule has no occurrence then" in page(f"jobs/{job['id']}?past=2015-07-02+02:00").text
    assert "is no moment" in page(f"jobs/{job['id']}?past=never").text


def test_a_refused_client_is_explained_and_let_in(live, tenant, page, form, tmp_path):
    made = live.control.call("POST", "/subscriptions", {})["certificate"]
    with LiveEmulator() as strict:
        (tmp_path / "c.pem").write_text(made["pem"])
        session = strict.session()
        session.cert = str(tmp_path / "c.pem")
        session.headers["x-ms-version"] = "2014-10-01"
        url = f"{strict.https_url}/{strict.subscription}/cloudservices"
        assert session.get(url).status_code == 403
        base = f"{strict.http_url}/_emulator/ui"
        text = session.get(f"{base}/traffic?answer=4xx").text
        key = re.search(r'data-entry="(in-\d+)"', text)[1]
        detail = session.get(f"{base}/parts/exchange?n={key}").text
        assert "not one of this subscription" in detail
        assert made["thumbprint"] in detail
        fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', detail)[1] for name in ("id", "certificate", "csrf")
        }
        session.post(f"{base}/do/subscriptions/add", data=fields, headers={"Origin": strict.http_url})
        assert session.get(url).status_code == 200


def test_traffic_is_found_by_each_filter_and_near_misses_are_told(live, tenant, page):
    tenant.job("nightly", live.sink("web").url, every="day")
    live.clock.next()
    assert "nightly, try 1" in page("traffic").text
    assert "nightly, try 1" not in page("traffic?way=in").text
    assert "nightly, try 1" in page("traffic?way=out&answer=2xx&method=post&path=web").text
    nothing = page("traffic?way=out&path=nightly&answer=5xx&since=00:30").text
    assert "Nothing fits these filters" in nothing
    assert "differs in answer" in nothing
    assert "is no moment" in page("traffic?since=never").text
    for odd in ("n=in-0", "n=x", "n=out-99999999999999999", "skip=x", "until=1", "until=999.x", "skip=99999999999"):
        assert page(f"traffic?{odd}").status_code == 200, odd


def test_newer_traffic_gathers_behind_a_line_while_one_reads(live, tenant, page):
    tenant.get()
    newest = re.search('data-newest="([0-9.]+)"', page("traffic").text)[1]
    for _ in range(3):
        tenant.get("/x")
    assert "3 newer" in page(f"parts/traffic?until={newest}").text
    assert "\N{MULTIPLICATION SIGN} 3" in page("traffic").text


def test_parts_are_rendered_again_only_when_something_changed(live, tenant, page):
    for name in ("clock", "figures", "timeline", "upcoming", "jobs", "traffic", "faults"):
        first = page(f"parts/{name}")
        again = page(f"parts/{name}", **{"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.text) == (200, 304, ""), name
    tag = page("parts/jobs").headers["ETag"]
    tenant.job("new", "http://x.invalid/", every="day")
    assert page("parts/jobs", **{"If-None-Match": tag}).status_code == 200
    tag = page("parts/clock").headers["ETag"]
    live.clock.advance(by="PT1M")
    assert page("parts/clock", **{"If-None-Match": tag}).status_code == 200


def test_what_clients_write_is_shown_and_never_rendered(live, tenant, page):
    nasty = "<script>alert(1)</script>\"'\u202e"
    tenant.job("nasty", "http://x.invalid/?<script>alert(2)</script>", every="day", body=nasty)
    live.clock.next()
    [job] = live.control.call("GET", "/jobs")["jobs"]
    keys = re.findall(r'data-entry="((?:in|out)-\d+)"', page("traffic").text)
    for path in (
        "",
        "jobs",
        f"jobs/{job['id']}",
        "traffic?path=%3Cscript%3E",
        "setup",
        *(f"parts/exchange?n={key}" for key in keys),
    ):
        # What buttons copy is exact, and nobody sees it.
        text = re.sub('data-copy="[^"]*"', "", page(path).text)
        assert "<script>alert" not in text, path
        assert "\u202e" not in text, path
    assert any("⟨U+202E⟩" in page(f"parts/exchange?n={key}").text for key in keys)


@pytest.mark.parametrize("sdk", ["curl", "python-arm", "seed", "job-scheduler", "python"])
def test_a_snippet_works_as_it_is_copied(live, page, sdk):
    code = copied(page(f"setup?sdk={sdk}").text)
    shell = not sdk.startswith("python")
    command = ["bash", "-c", f"set -e -o pipefail; {code} --fail -sS"] if shell else [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, "TOKEN": SEED_TOKEN})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("form", ["curl", "python"])
def test_a_definition_as_code_puts_the_job_back(live, tenant, page, form):
    tenant.job("it's", "http://x.invalid/?a=1&b=$HOME", every="day", body='say "hi"; $(false)')
    [job] = live.control.call("GET", "/jobs")["jobs"]
    before = live.state()["jobs"][0]["definition"]
    code = copied(page(f"jobs/{job['id']}?as={form}").text)
    command = (
        ["bash", "-c", f"{code} --fail -sS"] if form == "curl" else [sys.executable, "-c", f"{code}.raise_for_status()"]
    )
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert live.state()["jobs"][0]["definition"] == before


def copied(text):
    return html.unescape(re.search("<pre[^>]*>(.*?)</pre>", text, re.S)[1])
