"""Which parts of what went over the wire are masked, and which are not."""

import json
import time
from urllib.parse import parse_qs, quote, urlencode

import pytest
from azure_scheduler_emulator import masking
from azure_scheduler_emulator.masking import names

SECRET = "s3cr3tValue0"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"password": "p", "a": 1}', '{"password": "***", "a": 1}'),
        (r'{"sasToken":"?sig=\"x"}', '{"sasToken":"***"}'),
        # As leniently as documents are read.
        ("{'password': 'it\\'s', a: 1}", "{'password': \"***\", a: 1}"),
        ("{sasKey: 'k', secret: \"s\"}", '{sasKey: "***", secret: "***"}'),
        ('{"pfx": "half', '{"pfx": "***"'),
        ('{"password": 12345, "n": 1}', '{"password": "***", "n": 1}'),
        ('{"password": null, "secret": ""}', '{"password": null, "secret": ""}'),
        ("a=1&sig=abc&b=2", "a=1&sig=***&b=2"),
        ('{"uri":"http://$site:secret@host/"}', '{"uri":"http://$site:***@host/"}'),
        (r'{"uri":"https:\/\/u:se@cret@host\/"}', r'{"uri":"https:\/\/u:***@host\/"}'),
        ("<a>http://u:p@h/</a> http://h:80/x@y", "<a>http://u:***@h/</a> http://h:80/x@y"),
        # No secrets, but words that look like their names.
        ('{"mypassword2": "a", "tokens": "b"}', '{"mypassword2": "a", "tokens": "b"}'),
        ("the secret of the token", "the secret of the token"),
        ('{"error": {"code": "Conflict", "key": "a"}}', '{"error": {"code": "Conflict", "key": "a"}}'),
        ("https://h/x?$skiptoken=abc&api-version=1", "https://h/x?$skiptoken=abc&api-version=1"),
        ("Unexpected token: < in line 1", "Unexpected token: < in line 1"),
        ('{"grants": ["password", "client_credentials"]}', '{"grants": ["password", "client_credentials"]}'),
        ('{"type": "token", "name": "a"}', '{"type": "token", "name": "a"}'),
    ],
)
def test_secrets_are_masked_where_they_stand(text, shown):
    assert masking.text(text) == shown


FORMS = {
    "headers of a job document": json.dumps({"request": {"headers": {"Authorization": f"Bearer {SECRET}"}}}),
    "headers as pairs": json.dumps({"headers": [["X-Api-Key", SECRET], ["Accept", "a"]]}),
    "settings": json.dumps([{"name": "DB_PASSWORD", "value": SECRET}, {"value": SECRET, "name": "x-functions-key"}]),
    "parameters of a template": json.dumps({"adminPassword": {"value": SECRET}}),
    "a list of secrets": json.dumps({"client_secret": [SECRET, SECRET]}),
    "auth_token": json.dumps({"auth_token": SECRET}),
    "AccountKey": f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={SECRET}==;EndpointSuffix=e",
    "SharedAccessKey": f"Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey={SECRET}",
    "connection string with blanks": f"Server=tcp:h;User ID=sa;Password=a {SECRET};Encrypt=True",
    "the same inside a document": json.dumps({"text": f"Server=h;Pwd={SECRET};"}),
    "redis": f"cache.example:6380,password={SECRET},ssl=True",
    "code": f"https://f.example/api/run?code={SECRET}&x=1",
    "sig in a sentence": f"The call of https://h/q?sv=1&sig={SECRET} failed",
    "encoded names": f"x=1&pass%77ord={SECRET}",
    "a fragment": f"https://h/back#access_token={SECRET}&state=1",
    "an address inside a form": urlencode({"url": f"http://u:{SECRET}@h/", "n": 1}),
    "a document inside a form": urlencode({"data": json.dumps({"token": SECRET})}),
    "a form inside a document": json.dumps({"body": f"client_assertion={SECRET}&grant_type=x"}),
    "a document inside a document": json.dumps({"body": json.dumps({"body": json.dumps({"password": SECRET})})}),
    "a document that is a string": json.dumps(json.dumps({"password": SECRET})),
    "cut off inside": json.dumps({"body": json.dumps({"a": 1, "password": SECRET * 3})})[:-12],
    "escaped in a message": f'Response Body: {{\\"access_token\\":\\"{SECRET}\\",\\"n\\":1}}',
    "a document in a message": f'Response Body: {{"access_token": "{SECRET}", "n": 1}}',
    "headers in a message": f"Response Headers: Set-Cookie: sid={SECRET}; Path=/\r\nServer: x\r\n",
    "lines of headers": f"GET / HTTP/1.1\r\nAuthorization: Basic {SECRET}\r\nX-Functions-Key: {SECRET}\r\n",
    "comments": f"{{ // don't\n 'password': '{SECRET}' /* it's */ }}",
    "single quotes around a document": f'{{data: \'{{"password": "{SECRET}"}}\'}}',
    "attributes": f'<publishProfile userName="u" userPWD="{SECRET}" x="y" />',
    "elements": f"<Job><Password>{SECRET}</Password><a:Secret><![CDATA[{SECRET}]]></a:Secret></Job>",
    "settings in XML": f'<add key="DbPassword" value="{SECRET}" />',
    "multipart": f'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{SECRET}\r\n--b--',
    "a bearer token in a sentence": f"got Bearer {SECRET}{SECRET} from",
    "a web token": f"it was eyJhbGciOiJub25lIn0.{SECRET}.{SECRET}",
    "other schemes": f"amqps://user:{SECRET}@h/ and redis://:{SECRET}@h",
    "one slash": f"/1/jobs/now/http:/u:{SECRET}@h/",
    "a private key": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_case_09_secrets_are_found_in_every_form(text):
    shown = masking.text(text)
    assert SECRET not in shown
    assert masking.MASK in shown


def test_case_09_what_is_beside_a_secret_stays():
    document = {"uri": "http://u:p@h/a?b=1", "headers": {"Accept": "x", "Cookie": "a=b"}, "body": '{"n": 1}'}
    assert json.loads(masking.text(json.dumps(document))) == {
        "uri": "http://u:***@h/a?b=1",
        "headers": {"Accept": "x", "Cookie": "***"},
        "body": '{"n": 1}',
    }
    form = parse_qs(masking.text(urlencode({"data": '{"token": "x", "é": "ü +"}', "n": "a b"})))
    assert form == {"data": ['{"token": "***", "é": "ü +"}'], "n": ["a b"]}
    assert 'x="y"' in masking.text(FORMS["attributes"])


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "x-functions-key"),
        *("X-Auth-Token", "Ocp-Apim-Subscription-Key", "aeg-sas-key", "X-Vault-Token"),
    ],
)
def test_case_09_headers_are_masked_by_their_names(name):
    assert masking.headers([(name, "v"), ("Accept", "v")]) == [[name, "***"], ["Accept", "v"]]


def test_case_09_records_of_calls_are_masked_in_every_part():
    call = {"method": "POST", "uri": "https://h/?sig=x", "headers": [["Cookie", "x"]], "body": '{"token":"x"}'}
    shown = {"method": "POST", "uri": "https://h/?sig=***", "headers": [["Cookie", "***"]], "body": '{"token":"***"}'}
    assert masking.record(call | {"status": 200}) == shown | {"status": 200}
    assert masking.record({"body": None}) == {"body": None}


def test_whatever_the_table_calls_a_secret_is_worth_reading():
    parts = (*names._ENDINGS, *names._WHOLE, *names._PARAMETERS)
    assert len(parts) > 30
    assert all(names.may_hold_secrets(part) for part in parts)
    assert all(names.may_hold_secrets(text) for text in FORMS.values())
    assert masking.text('{"\\u0070assword": "x"}') == '{"\\u0070assword": "***"}'


def test_too_deep_a_nest_is_not_shown_at_all():
    nest = f"sig={SECRET}"
    for _ in range(20):
        nest = f"a={quote(nest, safe='')}"
    assert SECRET not in masking.text(nest)


HOSTILE = [
    "http://" * 50_000,
    "http://" + "a:" * 50_000,
    "a" * 300_000,
    "password" * 40_000,
    "password:" * 40_000,
    "password=" * 40_000,
    '"password\\":' * 30_000,
    "{" * 100_000,
    '{"a":[' * 50_000,
    "<a><![CDATA[" * 30_000,
    "<" * 200_000,
    'name="' * 50_000,
    'name="a"\n\n' * 30_000,
    "eyJ" * 100_000,
    "[" + "'\"" * 100_000,
    "{/*" * 100_000,
    "%25" * 100_000,
    "a=" * 100_000,
    "=;" * 100_000,
    "-----BEGIN PRIVATE KEY-----" * 10_000,
    "\\" * 200_000 + '"',
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_once(text):
    """Time grows with the size: of a text that is as much longer, it takes no more than a few times as long."""

    def seconds(part: str) -> float:
        started = time.process_time()
        masking.text(part)
        return time.process_time() - started

    assert seconds(text) < 0.2 + 40 * max(seconds(text[: len(text) // 8]), 0.01)


def test_a_string_that_never_ends_is_masked():
    assert masking.text('"password":"' + '\\"' * 100_000) == '"password":"***"'
