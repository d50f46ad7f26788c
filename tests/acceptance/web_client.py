"""Makes every call about web jobs with an unmodified azure-mgmt-web, and prints what came back as JSON.

Arguments: base URL, file with the authority to trust, slot ('' for the site). The site has a triggered job ``hello``
and a continuous one ``loop``.
"""

import json
import sys
import time

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.mgmt.web import WebSiteManagementClient

BASE, AUTHORITY, SLOT = sys.argv[1:4]


class Credential:
    def get_token(self, *_scopes, **_options):
        return AccessToken("any", 4102444800)


client = WebSiteManagementClient(
    Credential(), "5ec4e7c6-0000-0000-0000-000000000000", base_url=BASE, connection_verify=AUTHORITY
)


def call(method, *rest):
    """Call a method, or that for a slot."""
    places = ("rg", "mine", *rest, SLOT) if SLOT else ("rg", "mine", *rest)
    return getattr(client.web_apps, f"{method}_slot" if SLOT else method)(*places)


def until(check):
    while True:
        found = check()
        if found:
            return found
        time.sleep(0.05)


def names(found):
    return [each.name for each in found]


def missing(method, *rest):
    try:
        call(method, *rest)
    except HttpResponseError as error:
        return [error.status_code, error.error.code]
    return None


def ended(name):
    found = call("get_triggered_web_job_history", "hello", name)
    return found if found.runs[0].status == "Success" else None


def status():
    return call("get_continuous_web_job", "loop").status


seen = {"all": names(call("list_web_jobs")), "one": call("get_web_job", "hello").name}
seen["triggered"] = names(call("list_triggered_web_jobs"))
job = call("get_triggered_web_job", "hello")
seen["job"] = [job.name, job.type, job.run_command, job.web_job_type]
call("run_triggered_web_job", "hello")
[run] = call("list_triggered_web_job_history", "hello")
run = until(lambda: ended(run.name.split("/")[-1]))
seen["run"] = [run.type, run.runs[0].job_name, run.runs[0].start_time <= run.runs[0].end_time]
seen["latest"] = call("get_triggered_web_job", "hello").latest_run.status
seen["continuous"] = names(call("list_continuous_web_jobs"))
until(lambda: status() == "Running")
call("stop_continuous_web_job", "loop")
until(lambda: status() == "Stopped")
call("start_continuous_web_job", "loop")
until(lambda: status() == "Running")
call("delete_continuous_web_job", "loop")
call("delete_triggered_web_job", "hello")
lists = ("list_web_jobs", "list_triggered_web_jobs", "list_continuous_web_jobs")
seen["none"] = [names(call(method)) for method in lists]
seen["missing"] = [
    missing("get_triggered_web_job", "hello"),
    missing("get_continuous_web_job", "loop"),
    missing("run_triggered_web_job", "hello"),
    missing("start_continuous_web_job", "loop"),
]
seen["sites"] = [names(client.web_apps.list()), names(client.web_apps.list_by_resource_group("rg"))]
credentials = call("begin_list_publishing_credentials").result()
seen["credentials"] = [credentials.publishing_user_name, credentials.publishing_password]
# The slot comes before the document.
update = client.web_apps.update_application_settings_slot if SLOT else client.web_apps.update_application_settings
profiles = (
    client.web_apps.list_publishing_profile_xml_with_secrets_slot
    if SLOT
    else client.web_apps.list_publishing_profile_xml_with_secrets
)
places = ("rg", "mine", SLOT) if SLOT else ("rg", "mine")
seen["profiles"] = b"".join(profiles(*places, {"format": "WebDeploy"})).count(b"<publishProfile ")
update(*places, {"properties": {"A": "1"}})
seen["settings"] = call("list_application_settings").properties
json.dump(seen, sys.stdout)
