"""Names on a disk that folds case (row 22), and uploads that nobody can tell apart by their times (row 23)."""

import io
import zipfile

import pytest

JOBS = "site/wwwroot/App_Data/jobs"


def make(client, path, text=""):
    """Put a file on the disk by hand, beside what is there in other casings."""
    file = client.home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def dated(files, date=(1980, 1, 1, 0, 0, 0)):
    """Return an archive whose entries all have one date, as reproducible builds make them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, date), text)
    return made.getvalue()


def names(client, kind="triggered"):
    return [job["name"] for job in client("GET", f"/api/{kind}webjobs").json]


@pytest.mark.parametrize("name", ["Settings.job", "SETTINGS.JOB", "settings.Job"])
def test_case_22_settings_are_found_in_any_casing_and_keep_it(client, name):
    client.upload("job1", {"run.sh": "", name: '{"is_in_place": true}'})
    path = "/api/triggeredwebjobs/job1/settings"
    assert client("GET", path).json == {"is_in_place": True}
    assert client("PUT", path, {"a": 1}).status_code == 200
    held = [path.name for path in (client.home / JOBS / "triggered/job1").iterdir()]
    assert sorted(held) == sorted(["run.sh", name]), "an existing spelling wins"
    assert client("GET", path).json == {"a": 1}


def test_case_22_a_job_is_disabled_by_a_file_in_any_casing(client):
    client.upload("c1", {"run.sh": "exec sleep 1000", "Disable.Job": ""}, kind="continuous")
    client.wait_for_status("c1", "Stopped")
    client("PUT", "/api/continuouswebjobs/c1/settings", {"stopping_wait_time": 0})
    assert client("POST", "/api/continuouswebjobs/c1/start").status_code == 200
    client.wait_for_status("c1", "Running")
    assert client("POST", "/api/continuouswebjobs/c1/stop").status_code == 200
    client.wait_for_status("c1", "Stopped")


@pytest.mark.parametrize(
    "folder",
    [
        "site/wwwroot/app_data/Jobs/Triggered",
        "site/wwwroot/APP_DATA/JOBS/TRIGGERED",
        "site/wwwroot/App_Data/jobs/Triggered",
        "Site/WwwRoot/App_Data/jobs/triggered",
        "site/Jobs/Triggered",
    ],
)
@pytest.mark.parametrize("how", ["by hand", "vfs", "zip"])
def test_case_22_jobs_are_found_wherever_their_folders_are_spelled_otherwise(client, zipped, folder, how):
    if how == "by hand":
        make(client, f"{folder}/x/Run.SH", "echo found")
    elif how == "vfs":
        assert client("PUT", f"/api/vfs/{folder}/x/Run.SH", "echo found").status_code == 201
    else:
        assert client("PUT", "/api/zip/", zipped({f"{folder}/x/Run.SH": "echo found"})).status_code == 200
    assert names(client) == ["x"]
    assert client("GET", "/api/triggeredwebjobs/X").json["run_command"] == "Run.SH"
    assert "found" in client.output(client.run("X"))
    assert client("PUT", "/api/triggeredwebjobs/x/settings", {"schedule": "0 0 0 1 1 *"}).status_code == 200
    client("DELETE", "/api/triggeredwebjobs/x")
    assert names(client) == []


def test_case_22_a_folder_beside_one_of_its_name_hides_nothing(client, zipped):
    make(client, "site/wwwroot/app_data/jobs/triggered/old/run.sh")
    client(
        "PUT", "/api/zip/site/wwwroot/", zipped({"App_Data/readme.txt": "", "APP_DATA/jobs/triggered/new/run.sh": ""})
    )
    assert names(client) == ["new", "old"]
    assert [path.name for path in (client.home / "site/wwwroot").iterdir()] == ["app_data"]
    make(client, "site/wwwroot/App_Data/jobs/triggered/third/run.sh")
    client.upload("fourth")
    assert set(names(client)) == {"new", "old", "third", "fourth"}, "they count together"
    assert client("GET", "/api/vfs/site/wwwroot/APP_DATA/jobs/triggered/third/run.sh").status_code == 200
    assert client("GET", "/api/vfs/site/wwwroot/APP_DATA/jobs/triggered/old/run.sh").status_code == 200


def test_case_22_an_archive_goes_over_what_is_there_in_another_casing(client, zipped):
    client.upload("job1", "echo old", file="run.sh")
    client("PUT", f"/api/zip/{JOBS}/Triggered/JOB1/", zipped({"Run.sh": "echo new", "RUN.sh": "echo newest"}))
    folder = client.home / JOBS / "triggered/job1"
    assert [path.name for path in folder.iterdir()] == ["run.sh"]
    assert "newest" in client.output(client.run("job1"))
    client("PUT", "/api/vfs/site/wwwroot/app_data/JOBS/triggered/job1/RUN.SH", "echo vfs", {"If-Match": "*"})
    assert [path.name for path in folder.iterdir()] == ["run.sh"]
    assert "vfs" in client.output(client.run("job1"))


def test_case_22_names_in_queries_have_any_casing(client, zipped):
    client.upload("job1", 'echo "<$*>"')
    assert "<one two>" in client.output(client.run("job1", "?Arguments=one%20two"))
    named = client("GET", "/api/zip/site/?FILENAME=a.zip")
    assert named.headers["Content-Disposition"] == "attachment; filename=a.zip"
    assert client("DELETE", f"/api/vfs/{JOBS}/?Recursive=TRUE").status_code == 200
    assert names(client) == []


def test_names_fold_as_ntfs_folds_them(client):
    root = "/api/vfs/site/wwwroot"
    for name in ("straße", "strasse", "ÉTÉ"):
        assert client("PUT", f"{root}/{name}.txt", name).status_code == 201
    assert client("GET", f"{root}/STRASSE.txt").text == "strasse", "it is another name than straße"
    assert client("GET", f"{root}/été.TXT").text == "ÉTÉ"
    for name in ("Straße", "Strasse"):
        client.upload(name, "exec sleep 1000", kind="continuous")
    client.wait_for_status("Straße", "Running")
    client.wait_for_status("Strasse", "Running")


@pytest.mark.parametrize(
    ("setting", "folder"),
    [
        ("Custom/Jobs", "site/wwwroot/custom/jobs"),
        ("..\\..\\Data\\Mine", "data/mine"),
        ("D:\\HOME\\Other", "other"),
        ("/home/site/Elsewhere/", "site/elsewhere"),
        ("../../../outside", "site/wwwroot/App_Data/jobs"),
        ("/elsewhere", "site/wwwroot/App_Data/jobs"),
        ("C:\\elsewhere", "site/wwwroot/App_Data/jobs"),
    ],
)
def test_the_setting_of_the_jobs_root_folds_too(client, setting, folder):
    client.set(WEBJOBS_ROOT_PATH=setting)
    make(client, f"{folder}/Triggered/x/run.sh")
    assert names(client) == ["x"]


@pytest.mark.parametrize("date", [(1980, 1, 1, 0, 0, 0), (2026, 9, 4, 13, 33, 0)])
def test_case_23_an_upload_counts_as_a_change_whatever_its_dates(client, date):
    def upload(text):
        body = dated({"run.sh": f"echo {text}"}, date)
        headers = {"Content-Disposition": "attachment; filename=a.zip", "Content-Type": "application/zip"}
        assert client("PUT", "/api/triggeredwebjobs/job1", body, headers).status_code == 200
        return client.output(client.run("job1"))

    for text in ("one", "two", "one", "two"):
        assert f"INFO] {text}" in upload(text)


def test_case_23_so_does_one_by_zip_and_one_by_vfs(client):
    path = f"{JOBS}/triggered/job1/"
    tags = set()
    for text in ("one", "two", "ten", "one"):
        assert client("PUT", f"/api/zip/{path}", dated({"run.sh": f"echo {text}"})).status_code == 200
        assert f"INFO] {text}" in client.output(client.run("job1"))
        tags.add(client("GET", f"/api/vfs/{path}run.sh").headers["ETag"])
    for text in ("one", "two"):
        assert client("PUT", f"/api/vfs/{path}run.sh", f"echo {text}", {"If-Match": "*"}).status_code == 204
        assert f"INFO] {text}" in client.output(client.run("job1"))
        tags.add(client("GET", f"/api/vfs/{path}run.sh").headers["ETag"])
    assert len(tags) == 6, "and clients see that by its tag"


def test_case_23_a_continuous_job_starts_anew(client, wait):
    headers = {"Content-Disposition": "attachment; filename=a.zip", "Content-Type": "application/zip"}
    for text in ("one", "two"):
        body = dated({"run.sh": f"echo {text}; exec sleep 1000", "settings.job": '{"stopping_wait_time": 0}'})
        client("PUT", "/api/continuouswebjobs/c1", body, headers)
        assert wait(lambda text=text: f"INFO] {text}" in client.log("c1"))


def test_an_archive_without_dates_keeps_the_executable_bit(client):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("run.sh")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, "")
    body = made.getvalue().replace(b"\x21\x00", b"\x00\x00")
    assert client("PUT", "/api/zip/site/", body).status_code == 200
    assert (client.home / "site/run.sh").stat().st_mode & 0o111
