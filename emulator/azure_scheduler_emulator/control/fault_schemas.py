"""What does the document of a fault hold?"""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from azure_scheduler_emulator.control.schemas import LONGEST, DurationField, Strict, Text

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\xa0-\xff]*")


class HeadersField(fields.Dict):
    """Headers that can be sent: names are tokens, values have no line breaks."""

    def __init__(self, **kwargs: Any) -> None:
        name = fields.String(validate=lambda text: _require(_TOKEN, text))
        super().__init__(name, fields.String(validate=lambda text: _require(_VALUE, text)), **kwargs)


class MatchDocument(Strict):
    """What a fault applies to; shell-style patterns without case."""

    face = Text()
    method = Text()
    path = Text(metadata={"description": "The path (api) or the whole address (target)."})
    job = Text(metadata={"description": "Targets only."})
    host = Text()
    subscription = Text()


class OperationDocument(Strict):
    """What becomes of the asynchronous operation that a request starts."""

    status = fields.Integer(strict=True, validate=validate.Range(400, 599))
    code = Text()
    message = Text()
    hold_for = DurationField(data_key="holdFor")
    hold_polls = fields.Integer(strict=True, data_key="holdPolls", validate=validate.Range(0, 10_000))


class EffectDocument(Strict):
    """What happens instead of the usual thing."""

    status = fields.Integer(strict=True, validate=validate.Range(200, 599))
    code = Text()
    message = Text()
    body = Text()
    headers = HeadersField()
    delay = DurationField(validate=validate.Range(max=LONGEST))
    reset = fields.Boolean()
    refuse = fields.Boolean(metadata={"description": "Targets only."})
    truncate = fields.Integer(strict=True, validate=validate.Range(1))
    operation = fields.Nested(OperationDocument)


class FaultDocument(Strict):
    """A rule."""

    id = fields.String(dump_only=True)
    where = Text(load_default="api", validate=validate.OneOf(["api", "target"]))
    match = fields.Nested(MatchDocument, load_default=dict)
    effect = fields.Nested(EffectDocument, required=True)
    times = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 1_000_000))
    after = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 1_000_000))
    probability = fields.Float(load_default=1.0, validate=validate.Range(0, 1))
    applied = fields.Integer(dump_only=True)

    @validates_schema(skip_on_field_errors=True)
    def _fits_its_seam(self, data: dict[str, Any], **_: Any) -> None:
        elsewhere = ("operation", "code", "message") if data["where"] == "target" else ("refuse",)
        for name in elsewhere:
            if name in data["effect"]:
                raise ValidationError(f"'{name}' has no meaning where '{data['where']}'.", "effect")


class WhichFaultsDocument(Strict):
    """Which rules to take away."""

    subscription = Text(metadata={"description": "Only rules for this subscription."})


def _require(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValidationError("This cannot be sent in a header.")
