"""Which subscription does a path name?"""

import pytest
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION, named_in

ANOTHER = "1fAB7ff2-99ce-4b55-b2ec-0a8b4a6ad5c2"


@pytest.mark.parametrize(
    ("path", "subscription"),
    [
        (f"/{DEFAULT_SUBSCRIPTION}/cloudservices", DEFAULT_SUBSCRIPTION),
        (f"/{DEFAULT_SUBSCRIPTION}", DEFAULT_SUBSCRIPTION),
        (f"/subscriptions/{DEFAULT_SUBSCRIPTION}", DEFAULT_SUBSCRIPTION),
        (f"/Subscriptions/{ANOTHER}/resourceGroups/rg", ANOTHER.lower()),
        (f"/{ANOTHER}/cloudservices/{DEFAULT_SUBSCRIPTION}", ANOTHER.lower()),
        (f"/{DEFAULT_SUBSCRIPTION}0/cloudservices", ""),
        (f"/{DEFAULT_SUBSCRIPTION[:-1]}g", ""),
        (f"/{DEFAULT_SUBSCRIPTION.replace('-', '')}", ""),
        (f"/groups/{DEFAULT_SUBSCRIPTION}", ""),
        (DEFAULT_SUBSCRIPTION, ""),
        ("/", ""),
        ("", ""),
    ],
)
def test_a_path_names_its_subscription_first(path, subscription):
    assert named_in(path) == subscription
