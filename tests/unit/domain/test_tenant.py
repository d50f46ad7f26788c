"""Whose things are these?"""

import pytest
from azure_scheduler_emulator.domain.tenant import AZURE, NOBODY, JobScope, Tenant

GUID = "00000000-0000-0000-0000-00000000000A"


@pytest.mark.parametrize(
    ("whose", "other", "covered"),
    [
        (Tenant(AZURE, "a"), Tenant(AZURE, "a"), True),
        (Tenant(AZURE, "a"), Tenant(AZURE, "b"), False),
        (Tenant(AZURE, ""), Tenant(AZURE, "b"), True),
        (Tenant(AZURE, "a"), Tenant(AZURE, ""), False),
        (Tenant("kudu", ""), Tenant(AZURE, "a"), False),
        (Tenant("kudu", "a"), Tenant(AZURE, "a"), False),
        (NOBODY, Tenant(AZURE, "a"), False),
    ],
)
def test_a_tenant_covers_its_own_and_an_api_all_of_its_tenants(whose, other, covered):
    assert whose.covers(other) is covered


def test_the_jobs_of_a_subscription_are_its_own_in_any_casing():
    scope = JobScope.stored(GUID, "cs", "jc")
    assert (scope.made_on_use, scope.tenant) == (False, Tenant(AZURE, GUID.lower()))


def test_the_jobs_of_a_sibling_api_are_kept_under_names_that_no_azure_path_has():
    scope = JobScope.own("job_scheduler", "Example")
    assert scope.made_on_use
    assert scope.tenant == Tenant("job_scheduler", "Example")
    assert JobScope.stored(scope.subscription, scope.group, scope.collection) == scope


def test_a_scope_is_that_of_a_subscription_unless_it_says_otherwise():
    assert JobScope(GUID, "cs", "jc").tenant.api == AZURE
