"""What does .NET call a status code?"""

from __future__ import annotations

from http import HTTPStatus

import pytest
from azure_scheduler_emulator.actions.wire.status_names import status_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (200, "OK"),  # recorded
        (503, "ServiceUnavailable"),  # recorded
        (201, "Created"),
        (206, "PartialContent"),
        (401, "Unauthorized"),
        # .NET spells these in its own way
        (203, "NonAuthoritativeInformation"),
        (413, "RequestEntityTooLarge"),
        (414, "RequestUriTooLong"),
        (505, "HttpVersionNotSupported"),
        # two members share the value
        (300, "MultipleChoices"),
        (301, "MovedPermanently"),
        (302, "Redirect"),
        (303, "SeeOther"),
        (307, "TemporaryRedirect"),
        # members of later versions
        (308, "PermanentRedirect"),
        (429, "TooManyRequests"),
        # no member at all
        (418, "418"),
        (299, "299"),
        (599, "599"),
    ],
)
def test_it_gives_the_name_that_dotnet_prints(code: int, name: str) -> None:
    assert status_name(code) == name


def test_it_knows_every_registered_code_that_dotnet_knows() -> None:
    unnamed = {code.value for code in HTTPStatus if status_name(code).isdigit()}
    # I'm a teapot and Too Early: .NET has refused the one and not got round to the other.
    assert unnamed <= {418, 425}
