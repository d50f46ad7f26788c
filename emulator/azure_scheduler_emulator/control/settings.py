"""What was this emulator started with?"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.testbed.fields import Strict, Text
from azure_scheduler_emulator.testbed.setup import in_force

blueprint = Blueprint("settings", __name__, url_prefix="/settings", description="What it was started with.")


class SettingDocument(Strict):
    """A setting in force."""

    name = Text(required=True)
    flag = Text(required=True)
    variable = Text(required=True)
    value = fields.Raw(required=True, allow_none=True, metadata={"description": "`***` for a secret."})
    default = fields.Raw(required=True, allow_none=True)
    origin = Text(
        required=True,
        metadata={
            "enum": ["default", "environment", "given"],
            "description": "`given` by a flag, by a program, or made at the start.",
        },
    )
    help = Text(required=True)


@blueprint.get("")
@blueprint.response(200, SettingDocument(many=True), example=[examples.SETTING])
def list_settings() -> list[dict[str, Any]]:
    """List the settings in force, and where each comes from; secrets are masked."""
    return [vars(setting) for setting in in_force(testbed().settings)]
