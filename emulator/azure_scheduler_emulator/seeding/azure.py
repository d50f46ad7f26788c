"""How do subscriptions, with what is below them, get into the emulator? As clients of both Azure APIs ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from azure_scheduler_emulator.seed_files import Way
from azure_scheduler_emulator.seeding.asking import Question, json_question

CLASSIC, ARM = "azure_classic", "azure_arm"
#: The version that the jobs of each API are in.
API_VERSION = "2016-03-01"
_XMLNS = "http://schemas.microsoft.com/windowsazure"
_CLASSIC_HEADERS = {"x-ms-version": "2014-10-01"}

#: What to ask, and where in the seed it stands.
Step = tuple[Way, Question]
Document = Mapping[str, Any]


def steps(subscription: str, given: Document) -> Iterator[Step]:
    """Yield what is asked for one subscription, in order."""
    at: Way = ("subscriptions", subscription)
    if given.get("registered"):
        path = f"/{subscription}/services?service=scheduler.JobCollections&action=register"
        yield (*at, "registered"), Question(face=CLASSIC, method="PUT", path=path, headers=_CLASSIC_HEADERS)
    for name, service in given.get("cloud_services", {}).items():
        place = f"/{subscription}/cloudservices/{_part(name)}"
        yield from _cloud_service((*at, "cloud_services", name), place, service)
    for name, group in given.get("resource_groups", {}).items():
        place = f"/subscriptions/{subscription}/resourceGroups/{_part(name)}"
        yield from _resource_group((*at, "resource_groups", name), place, group)


def _cloud_service(at: Way, path: str, service: Document) -> Iterator[Step]:
    members = {"Label": service["label"], "Description": service["description"], "GeoRegion": service["region"]}
    yield at, _xml(path, _element("CloudService", members))
    for name, collection in service.get("collections", {}).items():
        below: Way = (*at, "collections", name)
        yield below, _xml(f"{path}/resources/scheduler/jobCollections/{_part(name)}", _collection(collection))
        for job, document in collection.get("jobs", {}).items():
            place = f"{path}/resources/scheduler/~/jobCollections/{_part(name)}/jobs/{_part(job)}"
            yield (*below, "jobs", job), json_question(CLASSIC, "PUT", place, document, headers=_CLASSIC_HEADERS)


def _collection(given: Document) -> Element:
    resource = Element("Resource", xmlns=_XMLNS)
    settings = SubElement(resource, "IntrinsicSettings")
    SubElement(settings, "Plan").text = given["plan"]
    if quota := given.get("quota"):
        limits = SubElement(settings, "Quota")
        if "max_job_count" in quota:
            SubElement(limits, "MaxJobCount").text = str(quota["max_job_count"])
        if "frequency" in quota:
            shortest = SubElement(limits, "MaxRecurrence")
            SubElement(shortest, "Frequency").text = quota["frequency"]
            SubElement(shortest, "Interval").text = str(quota.get("interval", 1))
    for member in ("label", "state"):
        if member in given:
            SubElement(resource if member == "label" else settings, member.capitalize()).text = given[member]
    return resource


def _resource_group(at: Way, path: str, group: Document) -> Iterator[Step]:
    body = {"location": group["location"], **({"tags": group["tags"]} if "tags" in group else {})}
    yield at, _put(path, body)
    for name, given in group.get("job_collections", {}).items():
        below: Way = (*at, "job_collections", name)
        collection = {"location": group["location"], **given}
        jobs = collection.pop("jobs", None) or {}
        place = f"{path}/providers/Microsoft.Scheduler/jobCollections/{_part(name)}"
        yield below, _put(place, collection)
        for job, document in jobs.items():
            yield (*below, "jobs", job), _put(f"{place}/jobs/{_part(job)}", document)


def _put(path: str, document: Any) -> Question:
    return json_question(ARM, "PUT", f"{path}?api-version={API_VERSION}", document)


def _xml(path: str, root: Element) -> Question:
    headers = {"Content-Type": "application/xml", **_CLASSIC_HEADERS}
    return Question(
        face=CLASSIC, method="PUT", path=path, body=tostring(root), headers=headers, otherwise={"If-Match": "*"}
    )


def _element(name: str, members: Mapping[str, str]) -> Element:
    root = Element(name, xmlns=_XMLNS)
    for member, text in members.items():
        SubElement(root, member).text = text
    return root


def _part(name: str) -> str:
    """Return a name as a part of a path."""
    return quote(name, safe="")
