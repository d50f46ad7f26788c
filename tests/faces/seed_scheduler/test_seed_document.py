"""The users that an emulator starts with: from the seed document, or the one that it makes."""

import re

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.seed_scheduler import FACE


def usernames(client, token):
    answer = client("GET", "/v1/user/", token=token)
    assert answer.status_code == 200, answer.data
    return [user["username"] for user in answer.json["results"]][::-1]


def test_numbers_are_given_in_the_order_of_appearance(client):
    assert client("GET", "/v1/user/2/").json["username"] == "john"
    assert client("GET", "/v1/user/1/").json["groups"] == ["http://localhost/api/v1/group/1/"]


def first_token(client, capsys):
    """Return the token that is printed when a client, who cannot know it yet, first asks something."""
    assert client("GET", "/v1/user/", token=None).status_code == 401
    [token] = re.findall(r"staff user: ([0-9a-f]{40})\n", capsys.readouterr().err)
    return token


def test_case_32_the_token_that_nobody_chose_is_printed_at_the_first_request_and_only_then(start, capsys):
    client = start(seed="")
    assert capsys.readouterr().err == ""
    token = first_token(client, capsys)
    assert usernames(client, token) == ["admin"]
    assert client("GET", "/v1/nothing/", token=None).status_code == 404
    assert capsys.readouterr().err == ""


def test_without_a_document_there_is_one_staff_user(start, capsys):
    client = start(seed="")
    token = first_token(client, capsys)
    assert usernames(client, token) == ["admin"]
    assert client("POST", "/v1/user/token/", {"email": "a@b.co"}, token=token).status_code == 201


def test_a_token_that_was_set_is_not_printed(start, capsys):
    client = start(seed="", seed_token="chosen")
    assert usernames(client, "chosen") == ["admin"]
    assert "chosen" not in capsys.readouterr().err


def test_a_document_without_staff_gets_some(start, seed_file, capsys):
    client = start(seed=seed_file({"users": [{"username": "john", "token": "t"}]}))
    assert usernames(client, "t") == ["john", "admin"]
    assert "staff user" in capsys.readouterr().err


def test_the_token_set_goes_to_the_first_staff_user_of_the_document(start):
    client = start(seed_token="chosen")
    assert client("POST", "/v1/user/token/", {"email": "a@b.co"}, token="chosen").status_code == 201
    assert client("GET", "/v1/user/", token="a" * 40).status_code == 401


def test_a_reset_brings_back_the_users_with_their_tokens(start, capsys):
    client = start(seed="", seed_page_size=10)
    token = first_token(client, capsys)
    made = client("POST", "/v1/user/token/", {"email": "a@b.co"}, token=token).json["token"]
    client.emulator.testbed.resets.everything()
    assert client("GET", "/v1/user/", token=made).status_code == 401
    assert usernames(client, token) == ["admin"]


def test_a_reset_brings_back_passwords(client):
    client.emulator.testbed.resets.everything()
    answer = client("POST", "/token-auth/", {"username": "john", "password": "johnpw"}, token=None)
    assert answer.json == {"token": "b" * 40}


def test_a_restart_keeps_numbers_and_what_the_api_made(start, seed_file, tmp_path):
    state = str(tmp_path / "state.db")
    first = start(state=state)
    made = first("POST", "/v1/user/token/", {"email": "a@b.co"}).json["token"]
    first.emulator.stop()
    section = {"users": [{"username": "new"}, {"username": "john", "email": "j@b.co", "token": "t", "staff": True}]}
    second = start(state=state, seed=seed_file(section), seed_page_size=10)
    assert usernames(second, made) == ["admin", "john", "gone", "a@b.co", "new"]
    assert second("GET", "/v1/user/2/", token="t").json["email"] == "j@b.co"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"seed_scheduler": []}',
        '{"seed_scheduler": {"users": {}}}',
        '{"seed_scheduler": {"users": ["john"]}}',
        '{"seed_scheduler": {"users": [{"email": "a@b.co"}]}}',
        '{"seed_scheduler": {"users": [{"username": "john", "password": 5}]}}',
        '{"seed_scheduler": {"users": [{"username": "john", "admin": true}]}}',
        '{"seed_scheduler": {"groups": [{}]}}',
    ],
)
def test_a_document_that_makes_no_sense_is_refused(tmp_path, text):
    path = tmp_path / "seed.json"
    path.write_text(text)
    emulator = build(Settings(seed=str(path)))
    with pytest.raises(InvalidError, match=r"seed"):
        FACE.create_app(emulator.services)
    emulator.stop()


def test_a_document_for_other_faces_only_is_fine(start, tmp_path):
    path = tmp_path / "seed.json"
    path.write_text("{}")
    assert usernames(start(seed=str(path), seed_token="t"), "t") == ["admin"]
