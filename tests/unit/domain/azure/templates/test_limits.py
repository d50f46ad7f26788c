"""No template takes long or much room, however it is meant."""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.limits import ROOM, STEPS, Budget
from azure_scheduler_emulator.domain.azure.templates.plan import plan

from tests.fixtures.templates import value, world


def tight():
    """A tenth of what a template may ask for: used up as the whole is, ten times as soon."""
    return Budget(STEPS // 10, ROOM // 10)


def planned(budget=None, **template):
    return plan(template, {}, world(), "/subscriptions/s/resourceGroups/rg", budget or Budget())


def chain(count, pattern):
    """Variables that each use the one before, by ``pattern``."""
    first = {"v0": "0123456789"}
    return first | {f"v{at}": pattern.replace("@", f"variables('v{at - 1}')") for at in range(1, count)}


@pytest.mark.parametrize(
    "expression",
    [
        "concat(" * 200 + "'a'" + ")" * 200,
        "parameters('object')" + ".two" * 5000,
        "replace(replace('" + "a" * 4000 + "', 'a', '" + "b" * 4000 + "'), 'b', '" + "c" * 4000 + "')",
        "format('{0,999999}{0,999999}{0,999999}{0,999999}{0,999999}', 1)",
        "map(range(0, 10000), lambda('i', map(range(0, 10000), lambda('j', lambdaVariables('i')))))",
        "padLeft('a', 2000000000)",
        "concat('" + "a" * 30000 + "')",
        "9" * 5000,
        "json('" + "[" * 5000 + "]" * 5000 + "')",
    ],
)
def test_expensive_expressions_are_refused(expression):
    with pytest.raises(TemplateError):
        value(expression, budget=tight())


@pytest.mark.parametrize(("turns", "enough"), [(STEPS - 1, True), (STEPS, False)])
def test_a_template_may_take_so_many_steps_and_no_more(turns, enough):
    budget = Budget()
    for _ in range(turns):
        budget.step()
    if enough:
        assert value("concat('a', 'b')", budget=budget) == "ab"
    else:
        with pytest.raises(TemplateError, match=f"more than {STEPS} steps"):
            value("concat('a', 'b')", budget=budget)


@pytest.mark.parametrize(
    "variables",
    [
        chain(60, "[concat(@, @, @, @)]"),
        chain(60, "[createArray(@, @)]"),
        {
            name: ["[variables('v" + str(int(name[1:]) - 1) + "')]"] * 2 if name != "v0" else "x"
            for name in chain(60, "")
        },
        dict(reversed(chain(200, "[@]").items())),
        {"a": "[variables('b')]", "b": "[variables('a')]"},
        {f"v{at}": 1 for at in range(300)},
    ],
)
def test_variables_that_grow_or_go_round_are_refused(variables):
    with pytest.raises(TemplateError):
        planned(tight(), variables=variables)


def test_a_loop_has_800_turns_at_most():
    resource = {"type": "A.B/c", "name": "[concat('n', copyIndex())]", "apiVersion": "2016-01-01"}
    assert len(planned(resources=[{**resource, "copy": {"name": "l", "count": 800}}]).order) == 800
    for count in (801, -1, "x", None):
        with pytest.raises(TemplateError, match="copy count"):
            planned(resources=[{**resource, "copy": {"name": "l", "count": count}}])
    with pytest.raises(TemplateError, match="limit exceeded"):
        planned(
            resources=[
                {**resource, "copy": {"name": "l", "count": 700}},
                *[{**resource, "name": f"x{at}"} for at in range(101)],
            ]
        )
