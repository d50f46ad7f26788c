"""VFS and ZIP: behaviours 34, 42-49, and that no path leads out of the home."""

import io
import json
import stat
import zipfile
from email import message_from_bytes

import pytest

ROOT = "/api/vfs/site/wwwroot"


def put(client, path, body="content", **headers):
    return client("PUT", path, body, headers=headers)


def test_what_does_not_exist_is_404(client):
    for path in ("/api/vfs/none", "/api/vfs/none/", "/api/vfs/none/none"):
        response = client("GET", path)
        assert (response.status_code, response.json) == (404, {"Message": f"'/home{path[8:].rstrip('/')}' not found."})


def test_a_new_file_is_there_to_be_read(client):
    written = put(client, f"{ROOT}/new/file.txt")
    assert written.status_code == 201
    for method in ("GET", "HEAD"):
        read = client(method, f"{ROOT}/new/file.txt?ignored=1")
        assert read.status_code == 200
        assert read.headers["ETag"] == written.headers["ETag"]
        assert read.headers["Last-Modified"] == written.headers["Last-Modified"]
        assert read.headers["Content-Type"] == "text/plain"
        assert read.headers["Content-Length"] == "7"
        assert read.text == ("content" if method == "GET" else "")


def test_a_percent_sign_in_a_name_is_decoded_once(client):
    assert put(client, f"{ROOT}/a%2520b.txt").status_code == 201
    assert (client.home / "site/wwwroot/a%20b.txt").read_text() == "content"
    assert client("GET", f"{ROOT}/a%2520b.txt").status_code == 200
    assert client("GET", f"{ROOT}/a%20b.txt").status_code == 404


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.txt", "text/plain"),
        ("a.md", "text/plain"),
        ("a.js", "application/javascript"),
        ("a.JSON", "application/json"),
        ("a.log", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_by_its_name(client, name, mime):
    put(client, f"{ROOT}/{name}")
    assert client("GET", f"{ROOT}/{name}").headers["Content-Type"] == mime


def test_names_match_in_any_casing(client):
    put(client, "/api/vfs/Site/WWWroot/Folder/File.TXT")
    assert client("GET", "/api/vfs/site/wwwroot/folder/file.txt").status_code == 200
    assert (client.home / "site/wwwroot/Folder/File.TXT").exists()


def test_conditions_and_ranges(client):
    tag = put(client, f"{ROOT}/a.txt", "0123456789").headers["ETag"]

    def get(**headers):
        return client(
            "GET", f"{ROOT}/a.txt", headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    unchanged = get(If_None_Match=f'"x", {tag}')
    assert (unchanged.status_code, unchanged.headers["ETag"], unchanged.data) == (304, tag, b"")
    assert get(If_None_Match='"x"').status_code == 200
    first = get(If_Range=tag, Range="bytes=0-0")
    assert (first.status_code, first.text, first.headers["Content-Range"]) == (206, "0", "bytes 0-0/10")
    assert (first.headers["Content-Length"], first.headers["ETag"]) == ("1", tag)
    assert get(Range="bytes=-3").text == "789"
    assert get(If_Range=tag).status_code == 200
    assert get(If_Range='"x"', Range="bytes=0-0").status_code == 200
    beyond = get(Range="bytes=100-100")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10")
    assert get(Range="bytes=0-0", If_None_Match=tag).status_code == 206, "a range is never unchanged"


@pytest.mark.parametrize(
    ("wanted", "parts"),
    [
        ("bytes=0-1,5-6", [("0-1", "01"), ("5-6", "56")]),
        ("bytes=5-6, 0-1", [("5-6", "56"), ("0-1", "01")]),
        ("bytes=0-4,2-6", [("0-4", "01234"), ("2-6", "23456")]),
        ("bytes=8-,-2", [("8-9", "89"), ("8-9", "89")]),
        # What lies outside is left out, what reaches beyond the end is cut.
        ("bytes=0-0,100-200", [("0-0", "0")]),
        ("bytes=7-99,-100", [("7-9", "789"), ("0-9", "0123456789")]),
    ],
)
def test_case_25_several_ranges_come_in_parts(client, wanted, parts):
    put(client, f"{ROOT}/a.txt", "0123456789")
    response = client("GET", f"{ROOT}/a.txt", headers={"Range": wanted})
    assert (response.status_code, response.headers["Accept-Ranges"]) == (206, "bytes")
    assert response.headers["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert int(response.headers["Content-Length"]) == len(response.data)
    head = f"Content-Type: {response.headers['Content-Type']}\r\n\r\n".encode()
    found = message_from_bytes(head + response.data).get_payload()
    assert [part.get_content_type() for part in found] == ["text/plain"] * len(parts)
    assert [(part["Content-Range"], part.get_payload()) for part in found] == [
        (f"bytes {span}/10", text) for span, text in parts
    ]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        *[("bytes=10-10,20-", 416), ("bytes=-0", 416), ("bytes=10-", 416)],
        # What cannot be read does not count.
        *[
            ("bytes=3-1", 200),
            ("bytes=x", 200),
            ("bytes=", 200),
            ("bytes=0-1,y", 200),
            ("lines=0-1", 200),
            ("0-1", 200),
        ],
    ],
)
def test_ranges_without_a_byte_are_refused_and_others_ignored(client, wanted, status):
    put(client, f"{ROOT}/a.txt", "0123456789")
    response = client("GET", f"{ROOT}/a.txt", headers={"Range": wanted})
    assert response.status_code == status
    assert response.headers.get("Content-Range") == ("bytes */10" if status == 416 else None)


def test_case_25b_an_encoded_slash_parts_names_as_others_do(client, zipped):
    def sent(path):
        # As a server hands it over that leaves encoded slashes alone.
        return {"PATH_INFO": path.replace("%20", " "), "REQUEST_URI": path}

    written = client("PUT", "/", "new", environ_overrides=sent("/api/vfs/site%2Fwwwroot%2Fmy%20folder%2fa.txt"))
    assert written.status_code == 201
    assert (client.home / "site/wwwroot/my folder/a.txt").read_text() == "new"
    folder = client("GET", "/", environ_overrides=sent("/api/vfs/site%2Fwwwroot%2F"))
    assert [entry["name"] for entry in folder.json] == ["my folder"]
    assert client("GET", "/", environ_overrides=sent("/vfs/site%2Fwwwroot")).status_code == 307
    body = zipped({"b.txt": "zipped"})
    assert client("PUT", "/", body, environ_overrides=sent("/api/zip/site%2Fwwwroot")).status_code == 200
    assert (client.home / "site/wwwroot/b.txt").read_text() == "zipped"
    assert client("PUT", "/", "x", environ_overrides=sent("/api/triggeredwebjobs/a%2Fb")).status_code == 404
    assert client("GET", "/", environ_overrides=sent("/api/vfs/site%2F..%2F..%2Foutside")).status_code == 400
    assert not list(client.home.rglob("*%2*"))


def test_a_backslash_parts_names_too(client):
    assert put(client, "/api/vfs/site%5Cwwwroot%5Ca.txt").status_code == 201
    assert (client.home / "site/wwwroot/a.txt").read_text() == "content"
    assert client("GET", "/api/vfs/site%5C..%5C..%5Coutside").status_code == 400


def test_a_folder_is_listed(client):
    put(client, f"{ROOT}/folder/b.txt")
    put(client, f"{ROOT}/folder/inner/")
    response = client("GET", f"{ROOT}/folder/?x=1")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    file, folder = response.json
    assert list(file) == ["name", "size", "mtime", "crtime", "mime", "href", "path"]
    assert (file["name"], file["size"], file["mime"]) == ("b.txt", 7, "text/plain")
    assert file["href"] == f"http://localhost{ROOT}/folder/b.txt?x=1"
    assert file["path"] == "/home/site/wwwroot/folder/b.txt"
    assert file["mtime"].endswith("+00:00")
    assert (folder["name"], folder["size"], folder["mime"]) == ("inner", 0, "inode/directory")
    assert folder["href"] == f"http://localhost{ROOT}/folder/inner/?x=1"
    root = client("GET", "/vfs/")
    assert root.headers["Content-Type"] == "application/json; charset=utf-8"
    assert [entry["name"] for entry in root.json] == ["data", "LogFiles", "site"], "the emulator's own are not shown"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/api/vfs", "/api/vfs/"),
        ("/VFS/site?x=1", "/VFS/site/?x=1"),
        ("/api/vfs/site/a%20b/", "/api/vfs/site/a%20b"),
    ],
)
def test_a_slash_too_many_or_too_few_is_a_redirect(client, path, target):
    put(client, "/api/vfs/site/a%20b")
    response = client("GET", path)
    assert (response.status_code, response.headers["Location"]) == (307, f"http://localhost{target}")


def test_only_who_knows_a_file_changes_it(client):
    first = put(client, f"{ROOT}/a.txt").headers["ETag"]
    for headers in ({}, {"If-Match": '"wrong"'}):
        refused = put(client, f"{ROOT}/a.txt", **headers)
        assert (refused.status_code, refused.headers["ETag"]) == (412, first)
        assert refused.json == {"Message": "ETag does not represent the latest state of the resource."}
    second = put(client, f"{ROOT}/a.txt", "changed", **{"If-Match": first})
    assert second.status_code == 204
    assert second.headers["ETag"] != first
    assert put(client, f"{ROOT}/a.txt", **{"If-Match": first}).status_code == 412, "it is stale by now"
    third = put(client, f"{ROOT}/a.txt", "again", **{"If-Match": "*"})
    assert (third.status_code, third.headers["ETag"] not in (first, second.headers["ETag"])) == (204, True)
    assert put(client, f"{ROOT}/new.txt", **{"If-Match": "*"}).status_code == 201


def test_tags_differ_however_fast_one_writes(client):
    path = f"{ROOT}/a.txt"
    tags = [put(client, path, **{"If-Match": "*"}).headers["ETag"] for _ in range(50)]
    assert len(set(tags)) == 50


def test_a_folder_is_made_once_and_is_no_file(client):
    assert put(client, f"{ROOT}/folder/").status_code == 201
    assert put(client, f"{ROOT}/folder/").status_code == 409
    assert put(client, f"{ROOT}/folder").status_code == 409
    put(client, f"{ROOT}/file")
    assert put(client, f"{ROOT}/file/inside").status_code == 409


def test_deletion(client):
    tag = put(client, f"{ROOT}/folder/a.txt").headers["ETag"]
    delete = "DELETE"
    assert client(delete, f"{ROOT}/folder/").status_code == 409
    assert client(delete, f"{ROOT}/folder/").json["Message"].startswith("Cannot delete directory. It is either not")
    for headers in ({}, {"If-Match": '"wrong"'}):
        refused = client(delete, f"{ROOT}/folder/a.txt", headers=headers)
        assert (refused.status_code, refused.headers["ETag"]) == (412, tag)
    assert client(delete, f"{ROOT}/folder/a.txt", headers={"If-Match": tag}).status_code == 200
    assert client(delete, f"{ROOT}/folder/a.txt", headers={"If-Match": tag}).status_code == 404
    assert client(delete, f"{ROOT}/folder").status_code == 200
    put(client, f"{ROOT}/folder/a.txt")
    assert client(delete, f"{ROOT}/folder?recursive=true").status_code == 200
    assert client(delete, "/api/vfs/?recursive=true").status_code == 409, "the home itself stays"


def test_a_replaced_script_keeps_its_permissions(client):
    put(client, f"{ROOT}/run.sh")
    path = client.home / "site/wwwroot/run.sh"
    path.chmod(0o755)
    put(client, f"{ROOT}/run.sh", **{"If-Match": "*"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


@pytest.mark.parametrize(
    "path",
    [
        "/api/vfs/../outside.txt",
        "/api/vfs/site/../../outside.txt",
        "/api/vfs/%2e%2e/outside.txt",
        "/api/vfs/link/outside.txt",
        "/api/vfs/site/wwwroot/App_Data/jobs/triggered/link/outside.txt",
        "/api/vfs/.emulator/credentials",
        "/api/vfs/.Emulator/settings.json",
        "/api/vfs/a%00b",
    ],
)
def test_no_path_leads_out_of_the_home(client, path):
    outside = client.home.parent / "outside.txt"
    outside.write_text("secret")
    (client.home / "link").symlink_to(client.home.parent)
    jobs = client.home / "site/wwwroot/App_Data/jobs/triggered"
    jobs.mkdir(parents=True)
    (jobs / "link").symlink_to(client.home.parent)
    client.set(SOMETHING="kept in the emulator's own folder")
    for method in ("GET", "PUT", "DELETE"):
        assert client(method, path, "stolen", headers={"If-Match": "*"}).status_code in (400, 404)
    assert outside.read_text() == "secret"
    assert client("GET", "/api/settings").json["SOMETHING"]


def test_a_folder_comes_as_a_zip(client):
    put(client, f"{ROOT}/file.bin", b"\x00\x01exact")
    redirect = client("GET", "/api/zip/site")
    assert (redirect.status_code, redirect.headers["Location"]) == (307, "http://localhost/api/zip/site/")
    response = client("GET", "/api/zip/site/")
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == "attachment; filename=site.zip"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.read("wwwroot/file.bin") == b"\x00\x01exact"
    named = client("GET", "/zip/site/?fileName=my%20site.zip")
    assert named.headers["Content-Disposition"] == 'attachment; filename="my site.zip"'
    assert client("GET", "/api/zip/none/").status_code == 404
    assert client("GET", f"{ROOT.replace('vfs', 'zip')}/file.bin").status_code == 404


def test_the_zip_of_everything_leaves_out_the_emulator_s_own(client):
    with zipfile.ZipFile(io.BytesIO(client("GET", "/api/zip/").data)) as archive:
        assert not [name for name in archive.namelist() if "emulator" in name]


def test_a_zip_goes_over_what_is_there(client, zipped):
    put(client, f"{ROOT}/a.txt", "a long first content")
    put(client, f"{ROOT}/kept.txt", "kept")
    body = zipped({"wwwroot/a.txt": "short", "wwwroot/new/b.txt": "new"})
    response = client("PUT", "/api/zip/site", body, headers={"If-Match": "*"})
    assert (response.status_code, response.data) == (200, b"")
    assert client("GET", f"{ROOT}/a.txt").text == "short"
    assert client("GET", f"{ROOT}/kept.txt").text == "kept"
    assert client("GET", f"{ROOT}/new/b.txt").text == "new"


def test_a_zip_makes_jobs(client, zipped):
    body = zipped({"run.sh": "echo zipped"})
    assert client("PUT", "/api/zip/site/wwwroot/App_Data/jobs/triggered/j/", body).status_code == 200
    assert "zipped" in client.output(client.run("j"))


def test_a_zip_needs_a_folder_or_a_slash(client, zipped):
    assert client("PUT", "/api/zip/new", zipped({"a": ""})).status_code == 404
    assert client("PUT", "/api/zip/new/", zipped({"a": ""})).status_code == 200


@pytest.mark.parametrize("body", [b"no zip", b"", b"PK\x03\x04broken"])
def test_a_bad_zip_is_refused(client, body):
    response = client("PUT", "/api/zip/site/", body)
    assert (response.status_code, response.json["Message"]) == (
        400,
        "End of Central Directory record could not be found.",
    )


@pytest.mark.parametrize(
    "name", ["../../out.txt", "/out.txt", "a/../../../out.txt", "..\\..\\out.txt", "C:\\out.txt", "..", "a/.."]
)
def test_entries_of_a_zip_stay_in_their_folder(client, zipped, name):
    response = client.upload("job1", {name: "stolen", "x/run.sh": "", "run.sh": ""})
    assert response.status_code in (200, 500)
    assert not list(client.home.parent.glob("out.txt"))
    assert not list(client.home.glob("*.txt"))
    assert not list((client.home / "site/wwwroot/App_Data/jobs/triggered").glob("*.txt"))


def test_a_zip_cannot_write_through_a_link_or_into_the_emulator_s_own(client, zipped):
    (client.home / "site/link").symlink_to(client.home.parent)
    assert client("PUT", "/api/zip/site/", zipped({"link/out.txt": "stolen"})).status_code == 400
    assert client("PUT", "/api/zip/", zipped({".emulator/credentials": "me:mine"})).status_code == 400
    assert not (client.home.parent / "out.txt").exists()
    assert not (client.home / ".emulator/credentials").exists()


def test_a_package_elsewhere_is_not_fetched(client):
    response = client(
        "PUT", "/api/zip/site/", json.dumps({"packageUri": "http://x"}), {"Content-Type": "application/json"}
    )
    assert response.status_code == 400
