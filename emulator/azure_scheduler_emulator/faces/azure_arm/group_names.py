"""Which names may resource groups have? Resource Manager's own rule, which is not that of the classic API.

Up to 90 letters and digits of any script, ``-``, ``_``, ``.`` and parentheses, without a period at the end (published;
code and first sentence are from user reports).
"""

from __future__ import annotations

import re

from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

CHARACTERS = 90
_FORBIDDEN = re.compile(r"[^-\w.()]")


def check_group(name: str) -> str:
    """Return the ``name`` of a new resource group.

    Raises:
        ArmError: 400, it cannot be one.
    """
    foreign = sorted(set(_FORBIDDEN.findall(name)))
    if foreign:
        raise _refusal(
            f"The provided resource group name '{name}' has these invalid characters: '{''.join(foreign)}'. "
            "The name can only be a letter, digit, '-', '.', '(', ')' or '_'."
        )
    if len(name) > CHARACTERS:
        raise _refusal(
            f"The provided resource group name '{name}' has a length of '{len(name)}', "
            f"which exceeds the maximum length of '{CHARACTERS}'."
        )
    if name.endswith("."):
        raise _refusal(f"The provided resource group name '{name}' is not valid: it cannot end with a period.")
    return name


def _refusal(message: str) -> ArmError:
    return ArmError(400, "InvalidResourceGroup", message, gateway=True)
