"""Whatever an expression or a template says: it has a value or is refused, soon, and never with a traceback."""

from __future__ import annotations

import json

from azure_scheduler_emulator.domain.azure.templates.errors import DeferredError, TemplateError
from azure_scheduler_emulator.domain.azure.templates.functions import FUNCTIONS
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.plan import evaluate, plan
from azure_scheduler_emulator.domain.azure.templates.syntax import Call, Index, Literal, Member, parse, render
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.templates import named, scope, value, world

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
LITERALS = st.builds(Literal, st.text(max_size=12) | st.integers(-(2**63), 2**63 - 1))
CALLED = st.sampled_from(sorted(FUNCTIONS)) | NAMES


def ends_well(work):
    """Tell whether ``work`` ends in a value, or in a refusal that says why; whatever else it raises goes on."""
    try:
        work()
    except DeferredError:
        return True
    except TemplateError as refusal:
        return bool(str(refusal))
    return True


def nodes(names):
    """Expressions that call functions of these names."""
    return st.recursive(
        LITERALS,
        lambda inner: st.one_of(
            st.builds(Call, names, st.lists(inner, max_size=4).map(tuple)),
            st.builds(Member, st.builds(Call, names, st.lists(inner, max_size=2).map(tuple)), NAMES),
            st.builds(Index, st.builds(Call, names, st.lists(inner, max_size=2).map(tuple)), inner),
        ),
        max_leaves=12,
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
#: Words of expressions, in no order.
SCRAPS = st.lists(
    st.sampled_from(
        ["concat", "parameters", "(", ")", "[", "]", ",", ".", "'", "''", "'a'", "1", "-", " ", "{0}", "é"]
    ),
    max_size=14,
).map("".join)


@given(nodes(CALLED))
def test_what_is_written_is_read_again(node):
    assert parse(f"[{render(node)}]") == node


@given(st.text(max_size=60) | SCRAPS)
def test_any_text_in_brackets_has_a_value_or_is_refused(text):
    assert ends_well(lambda: json.dumps(value(text)))


@given(nodes(CALLED))
def test_any_expression_has_a_value_or_is_refused(node):
    assert ends_well(lambda: json.dumps(evaluate(scope(), f"[{render(node)}]"), allow_nan=False))


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(JSON, max_size=5))
def test_every_function_takes_or_refuses_any_values(name, values):
    given_values = {str(at): item for at, item in enumerate(values)}
    arguments = ", ".join(f"parameters('{at}')" for at in given_values)
    given_scope = scope(parameters=named(given_values, "parameter"))
    assert ends_well(lambda: evaluate(given_scope, f"[{name}({arguments})]"))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: JSON
            | st.lists(st.dictionaries(st.sampled_from(["type", "name", "copy", "dependsOn"]), JSON), max_size=3)
            for name in ("parameters", "variables", "resources", "outputs", "functions")
        },
    ),
    st.dictionaries(st.text(max_size=5), JSON, max_size=2),
)
def test_any_template_is_planned_or_refused(template, values):
    assert ends_well(lambda: plan(template, values, world(), "/subscriptions/s/resourceGroups/rg", Budget()))
