"""The unmodified Azure CLI deploys templates: with a template in a file it sends no JSON (row 19)."""

from __future__ import annotations

TEMPLATE = """{
  // As files of templates are: with comments, and commas at the end.
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"name": {"type": "string"}, "hidden": {"type": "securestring", "defaultValue": "x"},},
  "resources": [
    {
      "type": "Microsoft.Scheduler/jobCollections",
      "apiVersion": "2016-03-01",
      "name": "[parameters('name')]",
      "location": "[resourceGroup().location]", /* that of the group */
      "properties": {"sku": {"name": "Standard"}},
      "resources": [
        {
          "type": "jobs",
          "apiVersion": "2016-03-01",
          "name": "j",
          "dependsOn": ["[parameters('name')]"],
          "properties": {
            "action": {"type": "Http", "request": {"uri": "http://target/", "method": "GET"}},
            "state": "Disabled",
          },
        },
      ],
    },
  ],
  "outputs": {"state": {"type": "string", "value": "[reference(parameters('name')).state]"}},
}"""
BROKEN = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [{"type": "A.B/c", "apiVersion": "2016-01-01", "name": "[nope()]"}]
}"""


def test_case_19_az_deploys_a_template(az, process, tmp_path):
    cli = az(process.certs / "ca.pem")
    cli.sign_in(process.https)
    cli("group", "create", "--name", "rg", "--location", "westus")
    file = tmp_path / "template.json"
    file.write_text(TEMPLATE)
    asked = ("-g", "rg", "--name", "d", "--template-file", str(file), "--parameters", "name=jc")
    valid = cli("deployment", "group", "validate", *asked)
    assert valid["properties"]["provisioningState"] == "Succeeded"
    made = cli("deployment", "group", "create", *asked)
    assert made["properties"]["provisioningState"] == "Succeeded"
    assert made["properties"]["outputs"] == {"state": {"type": "String", "value": "Enabled"}}
    assert [each["name"] for each in cli("deployment", "group", "list", "-g", "rg")] == ["d"]
    steps = cli("deployment", "operation", "group", "list", "-g", "rg", "--name", "d")
    done = [each["properties"]["provisioningOperation"] for each in steps]
    assert done == ["Create", "Create", "EvaluateDeploymentOutput"]
    assert len(cli("deployment", "group", "export", "-g", "rg", "--name", "d")["resources"]) == 1
    job = cli("resource", "show", "--ids", f"{made['properties']['outputResources'][0]['id']}/jobs/j")
    assert job["name"] == "jc/j"
    cli("deployment", "group", "delete", "-g", "rg", "--name", "d")
    assert cli("deployment", "group", "list", "-g", "rg") == []


def test_az_shows_why_a_template_is_refused(az, process, tmp_path):
    cli = az(process.certs / "ca.pem")
    cli.sign_in(process.https)
    cli("group", "create", "--name", "rg", "--location", "westus")
    file = tmp_path / "broken.json"
    file.write_text(BROKEN)
    refused = cli.run("deployment", "group", "create", "-g", "rg", "--template-file", str(file))
    assert refused.returncode != 0
    assert "InvalidTemplate" in refused.stderr
    assert "The template function 'nope' is not valid." in refused.stderr
    file.write_text(BROKEN.replace("[nope()]", "a/b"))
    refused = cli.run("deployment", "group", "validate", "-g", "rg", "--template-file", str(file))
    assert "incorrect segment lengths" in refused.stderr
