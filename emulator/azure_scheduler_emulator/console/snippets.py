"""How does a client connect to this very process? Code to copy, with its addresses, paths and names in it.

What stands in quotes is quoted by the rules of the language: a folder may have any name.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Connection:
    """What a client has to know."""

    https: str
    http: str
    subscription: str
    #: Paths of the management certificate with its key (PEM), the same for .NET (PFX), and the authority.
    management: str
    pfx: str
    authority: str
    #: Deployment user of the Kudu site; empty without one.
    kudu_user: str = ""

    @property
    def host(self) -> str:
        """Return host and port of the TLS listener."""
        return self.https.partition("://")[2]


@dataclass(frozen=True)
class Snippet:
    """One way to connect."""

    title: str
    write: Callable[[Connection], str]
    #: What has to be installed before.
    needs: str = ""


def _python(at: Connection) -> str:
    return f"""import requests
from azure.servicemanagement import SchedulerManagementService

session = requests.Session()
session.trust_env = False  # an exported REQUESTS_CA_BUNDLE would win over session.verify
session.cert = {_text(at.management)}
session.verify = {_text(at.authority)}
scheduler = SchedulerManagementService(
    {_text(at.subscription)}, request_session=session, host={_text(at.host)}
)
print([service.name for service in scheduler.list_cloud_services()])
"""


def _python_arm(at: Connection) -> str:
    return f"""import requests

scheduler = requests.Session()
scheduler.headers["Authorization"] = "Bearer any"
subscription = {_text(f"{at.http}/subscriptions/{at.subscription}")}
place = f"{{subscription}}/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections/jc"
version = {{"api-version": "2016-03-01"}}
collection = {{"location": "West US", "properties": {{"sku": {{"name": "Standard"}}}}}}
scheduler.put(place, params=version, json=collection).raise_for_status()
print(scheduler.get(place, params=version).json()["properties"]["state"])
"""


def _node(at: Connection) -> str:
    return f"""// NODE_EXTRA_CA_CERTS={shlex.quote(at.authority)} node scheduler.js
const fs = require('fs'), asm = require('azure-asm-scheduler'), scheduler = require('azure-scheduler');
const base = {_text(at.https)};
const credentials = asm.createCertificateCloudCredentials({{
  subscriptionId: {_text(at.subscription)}, pem: fs.readFileSync({_text(at.management)}, 'utf8') }});
const jobs = scheduler.createSchedulerClient('cs', 'jc', credentials, base).jobs;
jobs.list({{}}, (error, answer) => {{ if (error) throw error; console.log(answer.jobs.length); }});
"""


def _dotnet(at: Connection) -> str:
    return f"""// {_text(at.authority)} has to be among the trusted roots.
var certificate = new X509Certificate2({_text(at.pfx)});
var client = new SchedulerManagementClient(
    new CertificateCloudCredentials({_text(at.subscription)}, certificate),
    new Uri({_text(at.https)}));
"""


def _curl(at: Connection) -> str:
    return f"""curl --cacert {shlex.quote(at.authority)} --cert {shlex.quote(at.management)} \\
  -H 'x-ms-version: 2014-10-01' \\
  {shlex.quote(f"{at.https}/{at.subscription}/cloudservices")}
"""


def _seed(at: Connection) -> str:
    return f"""# TOKEN: --seed-token, or what the emulator printed when this API was first used
curl -H "Authorization: Token $TOKEN" {shlex.quote(f"{at.http}/api/v1/schedule/")}
"""


def _job_scheduler(at: Connection) -> str:
    return f"""curl -u example: {shlex.quote(f"{at.http}/1/jobs")}
"""


def _kudu(at: Connection) -> str:
    user = at.kudu_user or "$mysite"
    start = "" if at.kudu_user else "# start the emulator with --kudu FOLDER first\n"
    return f"""{start}curl -u {shlex.quote(user)} {shlex.quote(f"{at.http}/api/triggeredwebjobs")}
"""


def _pytest(_at: Connection) -> str:
    return """# The plugin starts an emulator of the test's own; no server is needed.
def test_nothing_is_due(scheduler, scheduler_clock):
    assert scheduler.executions() == []
    print(scheduler.https_url, scheduler.ca_file, scheduler.certificate_file, scheduler_clock.now)
"""


SNIPPETS: Mapping[str, Snippet] = {
    "python": Snippet("Python, classic", _python, "pip install azure-servicemanagement-legacy"),
    "python-arm": Snippet("Python, ARM", _python_arm, "pip install requests"),
    "node": Snippet("Node", _node, "npm install azure-asm-scheduler azure-scheduler"),
    "dotnet": Snippet(".NET", _dotnet, "NuGet: Microsoft.WindowsAzure.Management.Scheduler"),
    "curl": Snippet("curl", _curl),
    "seed": Snippet("Seed", _seed),
    "job-scheduler": Snippet("Job Scheduler", _job_scheduler),
    "kudu": Snippet("Kudu", _kudu),
    "pytest": Snippet("pytest", _pytest, "pip install azure-scheduler-emulator pytest"),
}


def _text(value: str) -> str:
    """Return a text as Python, JavaScript and C# alike quote it."""
    return json.dumps(value)
