"""Whoever puts back what an answer showed keeps the secrets that no answer shows."""

import pytest

BASIC = {"type": "Basic", "username": "u", "password": "hidden"}
OAUTH = {"type": "ActiveDirectoryOAuth", "tenant": "t", "audience": "a", "clientId": "c", "secret": "hidden"}
QUEUE = {"storageAccount": "sa", "queueName": "q", "sasToken": "?sig=hidden", "message": "m"}
SENTENCES = {
    "basic": "Basic authentication needs a username and a password.",
    "oauth": "ActiveDirectoryOAuth authentication needs a tenant, an audience, a clientId and a secret.",
    "pfx": "ClientCertificate authentication needs a pfx.",
    "queue": "StorageQueue Action is missing the SAS token. This is required information.",
    "bus": "needs an authentication with a SAS key name and a SAS key.",
}
START = "2016-03-31T00:00:00Z"


def http(authentication):
    return {"type": "Http", "request": {"uri": "http://target/", "method": "GET", "authentication": authentication}}


def queue(**message):
    return {"type": "StorageQueue", "queueMessage": {**QUEUE, **message}}


def bus(kind="Queue", **message):
    place = {"queueName": "q"} if kind == "Queue" else {"topicPath": "q"}
    authentication = {"type": "sharedAccessKey", "sasKeyName": "n", "sasKey": "hidden"}
    return {
        "type": f"ServiceBus{kind}",
        f"serviceBus{kind}Message": {**place, "namespace": "ns", "authentication": authentication, **message},
    }


@pytest.fixture(params=["action", "errorAction"])
def put(request, jobs, documents):
    """Puts a job with an action, or with it as the error action; returns the answer."""

    def send(action):
        whole = action if request.param == "action" else {**http({"type": "NotSpecified"}), "errorAction": action}
        return jobs.job("PUT", body=documents.job(startTime=START, action=whole))

    send.shown = lambda answer: (
        answer.json["properties"]["action"]
        if request.param == "action"
        else answer.json["properties"]["action"]["errorAction"]
    )
    return send


@pytest.fixture
def stored(put, jobs):
    """Returns the action of the job as it is kept."""

    def look():
        jobs.performer.succeeds = False
        jobs.advance("2016-03-31T01:00:00Z")
        return jobs.performer.orders[-1].action

    return look


class TestPutBack:
    """Same kind, same name: the secret stays."""

    @pytest.mark.parametrize(
        ("action", "secret"),
        [
            (http(BASIC), lambda action: action.authentication.password),
            (http(OAUTH), lambda action: action.authentication.secret),
            (queue(), lambda action: action.sas_token.removeprefix("?sig=")),
            (bus(), lambda action: action.message.sas_key),
            (bus("Topic"), lambda action: action.message.sas_key),
        ],
    )
    def test_case_14_what_get_answered(self, put, stored, action, secret):
        made = put(action)
        assert made.status_code == 201, made.json
        assert b"hidden" not in made.data
        again = put(put.shown(made))
        assert (again.status_code, put.shown(again)) == (200, put.shown(made))
        assert secret(stored()) == "hidden"

    def test_case_14_a_client_certificate(self, put, stored, pfx):
        mine = pfx()
        made = put(http({"type": "ClientCertificate", "pfx": mine, "password": "secret"}))
        again = put(put.shown(made))
        assert (again.status_code, put.shown(again)) == (200, put.shown(made))
        kept = stored().authentication
        assert (kept.pfx, kept.password) == (mine, "secret")

    def test_a_certificate_that_is_not_even_named(self, put, stored, pfx):
        mine = pfx()
        put(http({"type": "ClientCertificate", "pfx": mine, "password": "secret"}))
        again = put(http({"type": "ClientCertificate", "pfx": None, "password": None}))
        assert again.status_code == 200, again.json
        assert stored().authentication.pfx == mine

    def test_everything_else_of_it_may_change(self, put, stored):
        put(http(OAUTH))
        changed = {**OAUTH, "secret": None, "audience": "other", "tenant": "T"}
        action = http(changed)
        action["request"]["uri"] = "http://elsewhere/"
        assert put(action).status_code == 200
        kept = stored()
        assert (kept.uri, kept.authentication.audience, kept.authentication.secret) == (
            "http://elsewhere/",
            "other",
            "hidden",
        )

    def test_a_new_secret_replaces_it(self, put, stored):
        put(http(BASIC))
        assert put(http({**BASIC, "password": ""})).status_code == 200
        assert stored().authentication.password == ""


class TestNothingToKeep:
    """Another name or another kind needs its own."""

    @pytest.mark.parametrize(
        ("first", "then", "words"),
        [
            (http(BASIC), http({"type": "Basic", "username": "U"}), "basic"),
            (http(OAUTH), http({"type": "Basic", "username": "c"}), "basic"),
            (http(BASIC), http({**OAUTH, "secret": None}), "oauth"),
            (http(OAUTH), http({**OAUTH, "clientId": "d", "secret": None}), "oauth"),
            (http(OAUTH), http({**OAUTH, "tenant": "u", "secret": ""}), "oauth"),
            (http(BASIC), http({"type": "ClientCertificate"}), "pfx"),
            (queue(), queue(queueName="r", sasToken=None), "queue"),
            (queue(), queue(storageAccount="sb", sasToken=""), "queue"),
            (bus(), bus(namespace="other", authentication={"sasKeyName": "n"}), "bus"),
            (bus(), bus(queueName="r", authentication={"sasKeyName": "n"}), "bus"),
            (bus(), bus(authentication={"sasKeyName": "o"}), "bus"),
            (bus(), bus("Topic", authentication={"sasKeyName": "n"}), "bus"),
        ],
    )
    def test_case_14_another_one_without_a_secret(self, put, is_error, first, then, words):
        made = put(first)
        assert made.status_code == 201, made.json
        assert is_error(put(then), 400, "BadRequest", SENTENCES[words])

    @pytest.mark.parametrize(
        ("action", "words"),
        [
            (http({"type": "Basic", "username": "u"}), "basic"),
            (http({**OAUTH, "secret": None}), "oauth"),
            (http({"type": "ClientCertificate", "certificateThumbprint": "AB"}), "pfx"),
            (queue(sasToken=None), "queue"),
            (bus(authentication={"sasKeyName": "n"}), "bus"),
        ],
    )
    def test_case_14_a_new_job(self, put, jobs, is_error, action, words):
        assert is_error(put(action), 400, "BadRequest", SENTENCES[words])
        assert jobs.job().status_code == 404

    def test_another_certificate(self, put, is_error, pfx):
        put(http({"type": "ClientCertificate", "pfx": pfx(), "password": "secret"}))
        other = put(http({"type": "ClientCertificate", "certificateThumbprint": "A" * 40}))
        assert is_error(other, 400, "BadRequest", SENTENCES["pfx"])

    def test_an_error_action_does_not_take_the_secret_of_the_action(self, jobs, documents, is_error):
        jobs.put_job(startTime=START, action=queue())
        action = {**queue(), "errorAction": queue(sasToken=None)}
        answer = jobs.job("PUT", body=documents.job(startTime=START, action=action))
        assert is_error(answer, 400, "BadRequest", SENTENCES["queue"])

    def test_a_patch_to_another_kind(self, jobs, is_error):
        jobs.put_job(startTime=START, action=http(BASIC))
        patch = {"properties": {"action": {"type": "StorageQueue", "queueMessage": {**QUEUE, "sasToken": None}}}}
        assert is_error(jobs.job("PATCH", body=patch), 400, "BadRequest", SENTENCES["queue"])


@pytest.mark.parametrize("member", ["tenant", "audience", "clientId"])
@pytest.mark.parametrize("value", ["", " "])
def test_case_14b_a_member_of_oauth_that_is_empty_is_named(put, is_error, member, value):
    answer = put(http({**OAUTH, member: value}))
    assert is_error(answer, 400, "BadRequest", f"The {member} of the ActiveDirectoryOAuth authentication is empty.")
