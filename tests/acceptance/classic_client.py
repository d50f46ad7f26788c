"""Calls every scheduler and certificate method of an old client of the classic API, and prints what came back as JSON.

Arguments: address of the emulator, certificate with key, base64 of a certificate to add, its thumbprint. Runs under
Python 2.7 and 3.6, which these clients were made for; whom to trust is in SSL_CERT_FILE.
"""

import json
import sys
from datetime import datetime, timedelta

from azure.servicemanagement import ServiceManagementService
from azure.servicemanagement.schedulermanagementservice import SchedulerManagementService

HOST, CERTIFICATE, DATA, THUMBPRINT = sys.argv[1:5]
SUBSCRIPTION, PLACE = "00000000-0000-0000-0000-000000000000", ("cs", "jc")
# A fraction that does not end in a zero: .NET, and so the service, leaves such zeros out.
START = (datetime.utcnow() + timedelta(days=1)).replace(microsecond=344507).isoformat()  # noqa: DTZ003 - as old clients did
JOB = {
    "startTime": START,
    "action": {"type": "http", "request": {"uri": "http://bing.com/", "method": "GET", "headers": {"a": "b"}}},
    "recurrence": {"frequency": "minute", "interval": 30, "count": 10},
    "state": "enabled",
}


def finish(result):
    operation = client.wait_for_operation_status(result.request_id, sleep_interval=1, success_callback=None)
    return [operation.status, operation.http_status_code]


def refusal(call, *arguments):
    """Return the kind and the words of the error that a call ends in."""
    try:
        call(*arguments)
    except Exception as error:  # noqa: BLE001 - each version has its own
        return [type(error).__name__, str(error)]
    return None


def certificates(found):
    return [one.subscription_certificate_thumbprint for one in found]


client = SchedulerManagementService(SUBSCRIPTION, CERTIFICATE, HOST)
seen = {"missing service": refusal(client.get_cloud_service, "cs")}
seen["create service"] = finish(client.create_cloud_service("cs", "label", "description", "West Europe"))
seen["services"] = [found.name for found in client.list_cloud_services()]
service = client.get_cloud_service("cs")
seen["service"] = [service.name, service.label, service.description, service.geo_region]
seen["name is free"] = client.check_job_collection_name(*PLACE).result
seen["create collection"] = finish(client.create_job_collection(*PLACE))
collection = client.get_job_collection(*PLACE)
seen["collection"] = [collection.name, collection.state, collection.intrinsic_settings.plan]
seen["create job"] = finish(client.create_job("cs", "jc", "job1", JOB))
job = client.get_job("cs", "jc", "job1")
seen["job"] = [
    job["id"],
    job["state"],
    job["startTime"] == START + "Z",
    job["recurrence"],
    job["status"]["executionCount"],
]
seen["jobs"] = [found["id"] for found in client.get_all_jobs(*PLACE)]
seen["bad job"] = refusal(client.create_job, "cs", "jc", "job2", {"action": {"type": "smoke"}})
seen["delete job"] = finish(client.delete_job("cs", "jc", "job1"))
seen["missing job"] = refusal(client.get_job, "cs", "jc", "job1")
seen["delete collection"] = finish(client.delete_job_collection(*PLACE))
seen["delete service"] = finish(client.delete_cloud_service("cs"))
seen["left"] = [found.name for found in client.list_cloud_services()]

client = ServiceManagementService(SUBSCRIPTION, CERTIFICATE, HOST)
before = certificates(client.list_management_certificates())
client.add_management_certificate("key", THUMBPRINT, DATA)
seen["added"] = [one for one in certificates(client.list_management_certificates()) if one not in before]
found = client.get_management_certificate(THUMBPRINT)
seen["certificate"] = [
    found.subscription_certificate_data == DATA,
    found.subscription_certificate_public_key,
    found.subscription_certificate_thumbprint,
]
client.delete_management_certificate(THUMBPRINT)
seen["certificates are as before"] = certificates(client.list_management_certificates()) == before
seen["missing certificate"] = refusal(client.get_management_certificate, THUMBPRINT)
sys.stdout.write(json.dumps(seen))
