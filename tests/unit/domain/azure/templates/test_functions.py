"""The functions of the template language. Values are those of the published reference, where it gives any."""

from __future__ import annotations

import pytest

from tests.fixtures.templates import SUBSCRIPTION, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # texts
        ("concat('prefix-', 'x', 5)", "prefix-x5"),
        ("concat(createArray('1-1'), createArray('2-1', '2-2'))", ["1-1", "2-1", "2-2"]),
        (
            "format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)",
            "Hello, User. Formatted number: 8,175,133",
        ),
        ("format('{{{0,4}|{1,-3}}}', 7, 'a')", "{   7|a  }"),
        ("format('{0:D4} {0:X} {0:x2} {0:F1}', 10)", "0010 A 0a 10.0"),
        ("toLower('One Two Three')", "one two three"),
        ("toUpper('One Two Three')", "ONE TWO THREE"),
        ("trim('    one two three   ')", "one two three"),
        ("replace('123-123-1234', '-', '')", "1231231234"),
        ("split('one;two,three', createArray(';', ','))", ["one", "two", "three"]),
        ("split('one,two,three', ',')", ["one", "two", "three"]),
        ("join(createArray('a', 'b', 'c'), ', ')", "a, b, c"),
        ("substring('one two three', 4, 3)", "two"),
        ("substring('one two three', 8)", "three"),
        ("padLeft('123', 10, '0')", "0000000123"),
        ("startsWith('abcdef', 'AB')", True),
        ("endsWith('abcdef', 'E')", False),
        ("indexOf('test', 'T')", 0),
        ("lastIndexOf('abcdef', 'AB')", 0),
        ("indexOf('abcdef', 'z')", -1),
        ("indexOf(parameters('array'), 'two')", 1),
        ("string(createObject('a', 1, 'b', createArray(true())))", '{"a":1,"b":[true]}'),
        ("string(true())", "True"),
        ("'it''s'", "it's"),
        # numbers
        ("int('4')", 4),
        ("add(5, 3)", 8),
        ("sub(7, 3)", 4),
        ("mul(5, -3)", -15),
        ("div(-8, 3)", -2),
        ("mod(-7, 3)", -1),
        ("min(createArray(0, 3, 2, 5, 4))", 0),
        ("max(0, 3, 2, 5, 4)", 5),
        ("range(5, 3)", [5, 6, 7]),
        ("float('3.5')", 3.5),
        # logic
        ("if(equals(1, 2), div(1, 0), 'else')", "else"),
        ("and(false(), equals(1, div(1, 0)))", False),
        ("or(bool('true'), false())", True),
        ("not(bool(0))", True),
        ("equals('a', 'A')", False),
        ("equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1))", True),
        ("equals(1, true())", False),
        ("less(1, 2)", True),
        ("greaterOrEquals('b', 'a')", True),
        ("coalesce(null(), json('null'), 'x')", "x"),
        # arrays and objects
        ("length('one two three')", 13),
        ("length(parameters('object'))", 2),
        ("empty(createArray())", True),
        ("contains('OneTwoThree', 'e')", True),
        ("contains('OneTwoThree', 'E')", False),
        ("contains(parameters('object'), 'TWO')", True),
        ("contains(parameters('array'), 'two')", True),
        ("first('One Two Three')", "O"),
        ("last(parameters('array'))", "three"),
        ("first(createArray())", None),
        ("skip(parameters('array'), 2)", ["three"]),
        ("take('one two three', 2)", "on"),
        ("union(createArray('one', 'two'), createArray('two', 'three'))", ["one", "two", "three"]),
        (
            "union(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2)))",
            {"a": {"x": 1, "y": 2}},
        ),
        ("intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))", ["two", "three"]),
        ("intersection(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 3))", {"b": 2}),
        ("array('a')", ["a"]),
        ("flatten(createArray(createArray(1, 2), createArray(3)))", [1, 2, 3]),
        ("items(createObject('b', 1, 'a', 2))", [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("json('{\"a\": [1, null]}')", {"a": [1, None]}),
        ("objectKeys(createObject('b', 1, 'a', 2))", ["a", "b"]),
        ("shallowMerge(createArray(createObject('a', 1), createObject('a', 2, 'b', 3)))", {"a": 2, "b": 3}),
        ("tryGet(parameters('object'), 'two', 'three', 7)", None),
        ("tryGet(parameters('object'), 'two', 'three', 1)", 2),
        # encodings
        ("base64('one, two, three')", "b25lLCB0d28sIHRocmVl"),
        ("base64ToString('b25lLCB0d28sIHRocmVl')", "one, two, three"),
        ('base64ToJson(base64(\'{"one": "a"}\')).one', "a"),
        ("dataUri('Hello')", "data:text/plain;charset=utf8;base64,SGVsbG8="),
        ("dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", "Hello, World!"),
        (
            "uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')",
            "http://contoso.org/firstpath/azuredeploy.json/myscript.sh",
        ),
        (
            "uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')",
            "http://contoso.org/firstpath/myscript.sh",
        ),
        ("uriComponent('http://contoso.com/a b')", "http%3A%2F%2Fcontoso.com%2Fa%20b"),
        ("uriComponentToString('http%3A%2F%2Fcontoso.com')", "http://contoso.com"),
        # Values that Bicep gave, as a public port of the function holds them.
        ("uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-rg')", "bmg7c6xu4tw46"),
        ("uniqueString('foo', 'bar', 'baz')", "xzi4ioaxtmth4"),
        ("uniqueString('test')", "rbgf3xv4ufgzg"),
        ("uniqueString('hello', 'world')", "a7wkljktk6wne"),
        ("length(guid('a', 'b'))", 36),
        # dates
        ("dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')", "2023-04-07T14:53:14Z"),
        ("dateTimeAdd('20200407T145314Z', '-PT1H', 'u')", "2020-04-07 13:53:14Z"),
        ("dateTimeToEpoch('1970-01-02T00:00:00Z')", 86400),
        ("dateTimeFromEpoch(1683040573)", "2023-05-02T15:16:13Z"),
        # lambdas
        ("map(parameters('dogs'), lambda('dog', lambdaVariables('dog').name))", ["Evie", "Casper", "Kira"]),
        (
            "map(createArray('a', 'b'), lambda('item', 'i', concat(lambdaVariables('item'), lambdaVariables('i'))))",
            ["a0", "b1"],
        ),
        ("length(filter(parameters('dogs'), lambda('dog', greaterOrEquals(lambdaVariables('dog').age, 5))))", 2),
        ("reduce(range(1, 4), 0, lambda('sum', 'next', add(lambdaVariables('sum'), lambdaVariables('next'))))", 10),
        ("first(sort(parameters('dogs'), lambda('a', 'b', less(lambdaVariables('a').age, 5)))).name", "Casper"),
        ("sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))", [1, 2, 3]),
        ("toObject(createArray('a'), lambda('d', lambdaVariables('d')), lambda('d', 7)).A", 7),
        (
            "groupBy(createArray('ab', 'ac', 'bc'), lambda('x', first(lambdaVariables('x'))))",
            {"a": ["ab", "ac"], "b": ["bc"]},
        ),
        ("mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))", {"a": 2}),
        # where it stands
        ("parameters('one')", "a"),
        ("variables('number')", 4),
        ("copyIndex()", 2),
        ("copyIndex(1)", 3),
        ("copyIndex('outer')", 5),
        ("copyIndex('OUTER', 10)", 15),
        ("resourceGroup().location", "westus"),
        ("ResourceGroup().Name", "rg"),
        ("subscription().subscriptionId", SUBSCRIPTION),
        ("deployment().properties.mode", "Incremental"),
        ("environment().name", "AzureCloud"),
        # ids
        (
            "resourceId('Microsoft.Web/sites/config', 's', 'web')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Web/sites/s/config/web",
        ),
        (
            "resourceId('other', 'Microsoft.Web/sites/', 's')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other/providers/Microsoft.Web/sites/s",
        ),
        (
            "resourceId('33333333-3333-3333-3333-333333333333', 'g', 'A.B/c', 'd')",
            "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/g/providers/A.B/c/d",
        ),
        (
            "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')",
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/r",
        ),
        (
            "tenantResourceId('Microsoft.Management/managementGroups', 'm')",
            "/providers/Microsoft.Management/managementGroups/m",
        ),
        (
            "extensionResourceId(resourceId('A.B/c', 'd'), 'Microsoft.Authorization/locks', 'l')",
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/A.B/c/d/providers/Microsoft.Authorization/locks/l",
        ),
        # ways into values
        ("parameters('object').two.three[1]", 2),
        ("parameters('object')['one']", "a"),
        (" concat ( 'a' ,\r\n 'b' ) ", "ab"),
        ("CONCAT('a', toUPPER('b'))", "aB"),
    ],
)
def test_a_call_has_the_published_value(expression, expected):
    assert value(expression) == expected
    assert type(value(expression)) is type(expected)
