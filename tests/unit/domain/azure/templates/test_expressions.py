"""What expressions may say and where, and what is wrong with those that may not stand where they do."""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.azure.templates.errors import DeferredError, TemplateError
from azure_scheduler_emulator.domain.azure.templates.functions import FUNCTIONS
from azure_scheduler_emulator.domain.azure.templates.plan import evaluate
from azure_scheduler_emulator.domain.azure.templates.scope import Place

from tests.fixtures.templates import SUBSCRIPTION, scope, value, world


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("nope('x')", "The template function 'nope' is not valid."),
        ("ours.nope('x')", "The template function 'ours.nope' is not valid."),
        ("div(1, 0)", "divisor"),
        ("mul(9223372036854775807, 2)", "64 bits"),
        ("int('x')", "cannot be converted"),
        ("range(0, 10001)", "10000"),
        ("substring('abc', 2, 5)", "within the string"),
        ("concat('a', createArray())", "concat"),
        ("toLower(1)", "'String'"),
        ("toLower('a', 'b')", "argument(s)"),
        ("json('{')", "JSON"),
        ("json('NaN')", "JSON"),
        ("base64ToString('%')", "base64"),
        ("format('{1}', 'a')", "must be less than"),
        ("format('{', 'a')", "format string"),
        ("createObject('a')", "even number"),
        ("dateTimeAdd('x', 'P1D')", "DateTime"),
        ("dateTimeAdd('2020-01-01', 'P')", "duration"),
        ("dateTimeAdd('2020-01-01', 'P900000Y')", "range"),
        ("resourceId('Microsoft.Web/sites', 'a', 'b')", "requires '1' resource name"),
        ("resourceId('a', 'b')", "namespace"),
        ("parameters('object').four", "property 'four' doesn't exist, available properties are 'one, Two'"),
        ("parameters('one').four", "can't be evaluated"),
        ("parameters('array')[3]", "array index '3' is out of bounds"),
        ("copyIndex('none')", "copy name 'none' doesn't exist"),
        ("lambda('x', 1)", "not expected at this location"),
        ("lambdaVariables('x')", "lambda variable 'x'"),
        ("map(createArray(1), 1)", "lambda"),
        ("utcNow()", "'utcNow' is not expected at this location"),
        ("newGuid()", "'newGuid' is not expected at this location"),
        ("concat('a'", "expected token 'RightParenthesis' and actual 'EndOfData'"),
        ("", "expected token 'Identifier' and actual 'EndOfData'"),
        ("concat('a') 'b'", "expected token 'EndOfData'"),
        ("concat{'a'}", "the string character '{' at position '6' is not expected"),
        ("concat", "expected token 'LeftParenthesis'"),
    ],
)
def test_what_is_wrong_is_said_in_the_services_words(expression, words):
    with pytest.raises(TemplateError) as error:
        value(expression)
    assert words in str(error.value)


def test_only_defaults_of_parameters_know_the_time_and_new_ids_and_they_know_no_variables():
    assert value("utcNow()", Place.DEFAULT) == "20180912T130102Z"
    assert (
        value("utcNow('yyyy-MM-dd HH:mm:ss dddd MMM h tt')", Place.DEFAULT) == "2018-09-12 13:01:02 Wednesday Sep 1 PM"
    )
    assert value("utcNow('d')", Place.DEFAULT) == "09/12/2018"
    assert value("newGuid()", Place.DEFAULT).startswith("2222")
    with pytest.raises(TemplateError, match="'variables' is not expected"):
        value("variables('number')", Place.DEFAULT)


@pytest.mark.parametrize("call", ["reference('x')", "listKeys('x', '2016-01-01').keys[0]", "list('x', '2016')"])
def test_what_is_deployed_can_be_asked_for_in_bodies_and_outputs_alone(call):
    for place in (Place.HEAD, Place.VARIABLE, Place.DEFAULT):
        with pytest.raises(TemplateError, match="is not expected at this location"):
            value(call, place)
    with pytest.raises(DeferredError):
        value(call, Place.BODY)


def test_texts_are_expressions_by_their_brackets():
    document = {"a": "[concat('x', 'y')]", "b": "[[concat('x')]", "c": "[unfinished", "[d]": ["plain", 1, None, True]}
    assert evaluate(scope(), document) == {
        "a": "xy",
        "b": "[concat('x')]",
        "c": "[unfinished",
        "[d]": ["plain", 1, None, True],
    }


def test_a_property_may_be_made_by_a_loop():
    loop = {"name": "disks", "count": 3, "input": {"lun": "[copyIndex('disks')]", "size": "[copyIndex('disks', 1)]"}}
    made = evaluate(scope(), {"kept": 1, "copy": [loop]})
    assert made == {"kept": 1, "disks": [{"lun": 0, "size": 1}, {"lun": 1, "size": 2}, {"lun": 2, "size": 3}]}


def test_a_subscription_has_no_resource_group():
    above = scope(world=world(resource_group=None))
    with pytest.raises(TemplateError, match="'resourceGroup' is not expected"):
        evaluate(above, "[resourceGroup()]")
    assert evaluate(above, "[resourceId('A.B/c', 'd')]") == f"/subscriptions/{SUBSCRIPTION}/providers/A.B/c/d"


def test_every_function_says_how_many_arguments_it_takes():
    for name, function in FUNCTIONS.items():
        if function.least:
            with pytest.raises(TemplateError, match="argument"):
                value(f"{name}()")
