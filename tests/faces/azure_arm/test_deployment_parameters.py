"""The parameters of deployments: what is refused, what is never shown, and secrets of key vaults."""

from __future__ import annotations

import json

import pytest

from tests.faces.azure_arm.deploying import GROUP, SUBSCRIPTION, body


@pytest.mark.parametrize(
    ("definition", "given", "words"),
    [
        ({"type": "string"}, None, "The value for the template parameter 'p' is not provided."),
        ({"type": "string"}, {"q": 1}, "The template parameters 'q' in the parameters file are not valid"),
        ({"type": "string", "allowedValues": ["a", "b"]}, {"p": "c"}, "not part of the allowed value(s): 'a,b'"),
        ({"type": "string", "allowedValues": ["a"], "defaultValue": "z"}, None, "not part of the allowed value(s)"),
        ({"type": "int"}, {"p": "5"}, "Expected a value of type 'Integer', but received a value of type 'String'"),
        ({"type": "bool"}, {"p": 1}, "'Boolean'"),
        ({"type": "array"}, {"p": {}}, "'Array'"),
        ({"type": "object"}, {"p": []}, "'Object'"),
        ({"type": "text"}, {"p": "x"}, "'text' must be one of"),
        ({"type": "string", "minLength": 3}, {"p": "ab"}, "greater than or equal to '3'"),
        ({"type": "string", "maxLength": 3}, {"p": "abcd"}, "less than or equal to '3'"),
        ({"type": "array", "minLength": 1}, {"p": []}, "greater than or equal to '1'"),
        ({"type": "int", "minValue": 1}, {"p": 0}, "greater than or equal to '1'"),
        ({"type": "int", "maxValue": 9}, {"p": 10}, "less than or equal to '9'"),
        ({"type": "string", "defaultValue": "[nope()]"}, None, "The template function 'nope' is not valid."),
        ({"type": "string", "defaultValue": "[variables('v')]"}, None, "'variables' is not expected"),
    ],
)
def test_parameters_are_checked(deployer, is_error, definition, given, words):
    for answer in (
        deployer.put(parameters={"p": definition}, values=given),
        deployer.validate(parameters={"p": definition}, values=given),
    ):
        assert is_error(answer, 400, "InvalidTemplate", words)
        assert answer.json["error"]["message"].startswith("Deployment template validation failed: '")


def test_secrets_are_not_shown(deployer):
    parameters = {"s": {"type": "secureString"}, "o": {"type": "SecureObject", "allowedValues": [{"a": 1}]}}
    outputs = {"out": {"type": "securestring", "value": "[parameters('s')]"}}
    found = deployer.deployed(parameters=parameters, values={"s": "hush", "o": {"a": 1}}, outputs=outputs)
    assert found["parameters"] == {"s": {"type": "SecureString"}, "o": {"type": "SecureObject"}}
    assert found["outputs"] == {"out": {"type": "SecureString"}}
    refused = deployer.put(parameters=parameters, values={"s": "x", "o": {"hush": 1}})
    assert "hush" not in refused.json["error"]["message"]


def test_the_secret_of_a_key_vault_is_a_parameter(deployer, is_error):
    vault = f"{SUBSCRIPTION}{GROUP}/providers/Microsoft.KeyVault/vaults/v"
    reference = {"reference": {"keyVault": {"id": vault}, "secretName": "s"}}
    template = {
        "parameters": {"p": {"type": "securestring"}},
        "outputs": {"o": {"type": "int", "value": "[length(parameters('p'))]"}},
    }
    text = json.dumps({"properties": {"mode": "Incremental", "template": template, "parameters": {"p": reference}}})
    assert is_error(deployer.ask("PUT", "/d", text), 400, "KeyVaultParameterReferenceSecretRetrieveFailed", "'s'")
    deployer.resource("Microsoft.KeyVault/vaults/v", "PUT", {"location": "westus"})
    deployer.resource("Microsoft.KeyVault/vaults/v/secrets/s", "PUT", {"properties": {"value": "12345"}})
    assert deployer.ask("PUT", "/d", text).status_code == 201
    assert deployer.properties()["outputs"]["o"]["value"] == 5


def test_bodies_of_templates_may_be_large_but_not_without_end(deployer):
    large = body(sections={"variables": {"v": "x" * 2_000_000}})
    assert deployer.ask("PUT", "/d", large).status_code == 201
    assert deployer.ask("PUT", "/d", body(sections={"variables": {"v": "x" * 5_000_000}})).status_code == 413
