"""AWS: EventBridge Scheduler, by a CloudFormation template for each job.

The Scheduler calls no addresses. It puts an event on a bus; a rule of the bus sends the request by an API destination,
which knows its address, its method and, by a connection, who it is (user guides of both services, CloudFormation
reference). An API destination takes HTTPS only, waits 5 seconds, and sends its body as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.export.call import Call, Secret, Text, written
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.export.job import Timing
from azure_scheduler_emulator.export.rules.aws import Schedule, schedules
from azure_scheduler_emulator.export.shell import TOKENS
from azure_scheduler_emulator.export.target import SECOND, Item, Rule
from azure_scheduler_emulator.export.targets.cron_targets import late

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
SOURCE = "azure-scheduler-export"
#: What a connection needs where the target asks for nothing.
NOBODY = "X-Exported-From"
_LONGEST_AGE = 86_400


class EventBridge:
    """CloudFormation templates."""

    name = "eventbridge"
    title = "AWS EventBridge Scheduler (CloudFormation)"
    #: Of 64, the rest is for endings.
    longest = 50
    error_actions = False
    ends = True

    def rules(self, timing: Timing) -> Sequence[Rule]:
        """Return schedules."""
        return schedules(timing)

    def losses(self, item: Item) -> Iterator[str]:
        """Yield what does not carry over.

        Raises:
            RefusalError: the request cannot be made by an API destination.
        """
        call = item.call
        _check(call)
        if call.timeout > 5:
            yield f"The target has 5 seconds to answer, not {call.timeout}."
        if call.body is not None and not _is_json(call.body):
            yield "The body, which is no JSON, is sent as a string of JSON, in quotes."
        if call.body is None:
            yield "A call without a body has the event for one."
        if item.retries:
            yield "retry: the waits grow, and only 401, 407, 409, 429 and answers of the 500s are tried again."
        yield from late(item)
        if call.follow_redirects:
            yield "Redirects are not followed."
        yield "The call is made within a minute of its time, through a bus."

    def documents(self, items: Sequence[Item]) -> Mapping[str, str]:
        """Return a template for each job."""
        return {f"{item.slug}.json": json.dumps(_template(item), indent=2, ensure_ascii=False) + "\n" for item in items}


def _check(call: Call) -> None:
    if not written(call.uri, lambda secret: secret.value or "").lower().startswith("https://"):
        raise RefusalError("an API destination takes HTTPS only")
    if call.method not in METHODS:
        raise RefusalError(f"an API destination knows no {call.method}")
    if call.identity and call.identity.kind == "certificate":
        raise RefusalError("an API destination has no client certificates")
    if call.binary is not None:
        raise RefusalError("an API destination sends JSON, and the body is no text")


def _is_json(text: Text) -> bool:
    try:
        json.loads("".join(part.value or "" if isinstance(part, Secret) else part for part in text))
    except ValueError:
        return False
    return True


def _template(item: Item) -> dict[str, Any]:
    secrets = item.secrets()
    resources: dict[str, Any] = {
        "Bus": _resource("Events::EventBus", {"Name": item.slug}),
        "Connection": _resource("Events::Connection", _connection(item.call)),
        "Destination": _resource("Events::ApiDestination", _destination(item.call)),
        "DestinationRole": _role(
            "events.amazonaws.com", "events:InvokeApiDestination", {"Fn::GetAtt": "Destination.Arn"}
        ),
        "Rule": _resource("Events::Rule", _rule(item)),
        "ScheduleRole": _role("scheduler.amazonaws.com", "events:PutEvents", {"Fn::GetAtt": "Bus.Arn"}),
    }
    for number, (name, rule) in enumerate(item.named_rules(), 1):
        assert isinstance(rule, Schedule)
        resources[f"Schedule{number}"] = _resource("Scheduler::Schedule", _schedule(item, name, rule))
    parameters = {_parameter(name): {"Type": "String", "NoEcho": True, "Description": name} for name in secrets}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Exported job {item.slug}",
        **({"Parameters": parameters} if parameters else {}),
        "Resources": resources,
    }


def _resource(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def _schedule(item: Item, name: str, rule: Schedule) -> dict[str, Any]:
    # Whether the very moment of StartDate counts is said of rates only, so that other schedules begin just before it.
    start = rule.start if rule.every or rule.start is None else rule.start - SECOND
    bounds = {} if rule.text.startswith("at(") else {"StartDate": start, "EndDate": rule.end}
    return {
        "Name": name,
        "ScheduleExpression": rule.text,
        "ScheduleExpressionTimezone": rule.zone,
        **{key: f"{moment:%Y-%m-%dT%H:%M:%S.000Z}" for key, moment in bounds.items() if moment},
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": "ENABLED" if item.job.enabled else "DISABLED",
        "Target": {
            "Arn": {"Fn::GetAtt": "Bus.Arn"},
            "RoleArn": {"Fn::GetAtt": "ScheduleRole.Arn"},
            "EventBridgeParameters": {"Source": SOURCE, "DetailType": item.slug},
            "Input": json.dumps({"job": item.slug}),
        },
    }


def _rule(item: Item) -> dict[str, Any]:
    call = item.call
    target: dict[str, Any] = {
        "Id": "destination",
        "Arn": {"Fn::GetAtt": "Destination.Arn"},
        "RoleArn": {"Fn::GetAtt": "DestinationRole.Arn"},
        "RetryPolicy": {
            "MaximumRetryAttempts": item.retries,
            "MaximumEventAgeInSeconds": _LONGEST_AGE,
        },
    }
    headers = {name: _text(value) for name, value in call.headers if name.lower() != "content-length"}
    if headers:
        target["HttpParameters"] = {"HeaderParameters": headers}
    if call.body is not None:
        target["Input"] = _text(call.body) if _is_json(call.body) else _quoted(call.body)
    return {
        "EventBusName": {"Ref": "Bus"},
        "EventPattern": {"source": [SOURCE], "detail-type": [item.slug]},
        "State": "ENABLED",
        "Targets": [target],
    }


def _destination(call: Call) -> dict[str, Any]:
    return {
        "ConnectionArn": {"Fn::GetAtt": "Connection.Arn"},
        "HttpMethod": call.method,
        "InvocationEndpoint": _text(call.uri),
    }


def _connection(call: Call) -> dict[str, Any]:
    identity = call.identity
    if identity is None:
        key = {"ApiKeyAuthParameters": {"ApiKeyName": NOBODY, "ApiKeyValue": SOURCE}}
        return {"AuthorizationType": "API_KEY", "AuthParameters": key}
    secret = _text((identity.password,))
    if identity.kind == "basic":
        basic = {"BasicAuthParameters": {"Username": identity.username, "Password": secret}}
        return {"AuthorizationType": "BASIC", "AuthParameters": basic}
    form = {"grant_type": "client_credentials", "resource": identity.audience}
    oauth = {
        "AuthorizationEndpoint": TOKENS.format(tenant=quote(identity.tenant, safe="")),
        "HttpMethod": "POST",
        "ClientParameters": {"ClientID": identity.client_id, "ClientSecret": secret},
        "OAuthHttpParameters": {"BodyParameters": [{"Key": key, "Value": value} for key, value in form.items()]},
    }
    return {"AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": {"OAuthParameters": oauth}}


def _role(service: str, action: str, resource: Any) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    policy = {"Effect": "Allow", "Action": action, "Resource": resource}
    return _resource(
        "IAM::Role",
        {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {"PolicyName": "call", "PolicyDocument": {"Version": "2012-10-17", "Statement": [policy]}},
            ],
        },
    )


def _text(text: Text) -> Any:
    """Return a text, with its secrets as parameters of the template."""
    if not any(isinstance(part, Secret) for part in text):
        return "".join(str(part) for part in text)
    put = written(text, lambda secret: f"${{{_parameter(secret.name)}}}", lambda part: part.replace("${", "${!"))
    return {"Fn::Sub": put}


def _quoted(text: Text) -> Any:
    """Return a text that is no JSON as a string of JSON."""
    if any(isinstance(part, Secret) for part in text):
        return _text(('"', *(part if isinstance(part, Secret) else json.dumps(part)[1:-1] for part in text), '"'))
    return json.dumps("".join(str(part) for part in text), ensure_ascii=False)


def _parameter(name: str) -> str:
    """Return the name of a parameter: letters and digits only."""
    return "".join(word.capitalize() for word in name.split("_"))
