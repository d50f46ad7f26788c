"""Registering the scheduler with a subscription, and what the scheduler says about itself."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.collection import Plan
from azure_scheduler_emulator.domain.azure.operation import Work
from azure_scheduler_emulator.domain.azure.subscription import SCHEDULER_TYPES
from azure_scheduler_emulator.domain.time.duration import timespan
from azure_scheduler_emulator.faces.application import pull_place, services
from azure_scheduler_emulator.faces.azure_classic import wire, xml
from azure_scheduler_emulator.faces.azure_classic.context import mutation, query
from azure_scheduler_emulator.faces.azure_classic.errors import ClassicError, missing_query

blueprint = Blueprint("subscriptions", __name__, url_prefix="/<subscription>")
pull_place(blueprint, "subscription")

#: Resource types that can be registered: ours in its two documented spellings, and the one that was recorded answering
#: a second registration. Any other is unknown to the service (recorded).
RESOURCE_TYPES = (*SCHEDULER_TYPES, "website")

#: As recorded in January 2016, in this order.
REGIONS = (
    "South Central US,North Central US,North Europe,West Europe,East Asia,Southeast Asia,West US,East US,"
    "Japan West,Japan East,Brazil South,East US 2,Central US,Australia East,Australia Southeast,"
    "South India,Central India,West India"
)
#: The plans that the classic API knew; those of later years are the Resource Manager face's.
PLANS = (Plan.FREE, Plan.STANDARD, Plan.PREMIUM)


@blueprint.put("/services")
def register() -> Response:
    """Register Subscription and Unregister Subscription."""
    asked = query()
    resource_type, action = asked.get("service", "").lower(), asked.get("action", "").lower()
    if action not in ("register", "unregister") or not resource_type:
        raise missing_query()
    if resource_type not in RESOURCE_TYPES:
        raise ClassicError(404, "ResourceNotFound", "The service name is unknown.")
    service = services().subscriptions
    (service.register if action == "register" else service.unregister)(mutation(), resource_type)
    return wire.empty(200)


@blueprint.get("/resourceproviders/<provider>/properties")
def properties(provider: str) -> Response:
    """Get Resource Provider Properties."""
    if provider.lower() != "scheduler":
        raise ClassicError(404, "ResourceNotFound", "The service name is unknown.")
    if query().get("resourcetype", "").lower() != "jobcollections":
        raise missing_query()
    known = [("SupportedGeoRegions", REGIONS), ("Plans", ", ".join(PLANS))]
    known += [(f"PlanDetail:{plan}:Quota:MaxJobCount", str(plan.limits.max_jobs)) for plan in PLANS]
    known += [(f"PlanDetail:{plan}:Quota:MinRecurrence", timespan(plan.limits.floor)) for plan in PLANS]
    known += [(f"PlanDetail:{plan}:MaxJobCollections", str(plan.limits.max_collections)) for plan in PLANS]
    listed = [("ResourceProviderProperty", {"Key": key, "Value": value}) for key, value in known]
    return wire.xml_answer("ResourceProviderProperties", listed)


@blueprint.post("/entitleresource")
def entitle() -> Response:
    """Entitle Resource: take note of a purchase."""
    body = xml.read(request.get_data(), "EntitleResource")
    if not body.text("ResourceProviderNameSpace") or not body.text("Type"):
        raise ClassicError(400, "BadRequest")
    services().subscriptions.entitle(mutation(Work.CLOUD_SERVICE))
    return wire.empty(202)
