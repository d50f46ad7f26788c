"""Which file is the script (contract of the Kudu face, section 5)."""

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.webjobs.disk.scripts import HOSTS, choose, find, read_hosts, script_folder


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["readme.txt"], None),
        ([], None),
        (["b.sh", "a.sh"], "a.sh"),
        (["B.sh", "a.sh"], "a.sh"),
        (["RUN.SH", "a.cmd"], "RUN.SH"),
        # A run file of a later type wins over any other of an earlier one;
        (["a.cmd", "run.js"], "run.js"),
        # without one, the first type wins, whatever its file is called.
        (["z.cmd", "a.js"], "z.cmd"),
        (["a.py", "a.php"], "a.py"),
        # It counts as a run file,
        (["a.cmd", "project.json"], "project.json"),
        # of a type that comes late,
        (["run.js", "project.json"], "run.js"),
        (["run.fsx", "Project.JSON"], "Project.JSON"),
        # and other JSON is nothing.
        (["run.json"], None),
        (["run"], None),
    ],
)
def test_it_chooses_the_script(names, chosen):
    found = choose(names, HOSTS)
    assert (found and found[0]) == chosen


def test_it_goes_through_folders_that_hold_nothing_else(tmp_path):
    inner = tmp_path / "only" / "this"
    inner.mkdir(parents=True)
    assert script_folder(tmp_path) == inner
    (inner / "run.sh").touch()
    assert find(tmp_path, HOSTS).run_command == "only/this/run.sh"
    (tmp_path / "only" / "more.txt").touch()
    assert script_folder(tmp_path) == tmp_path / "only"
    assert find(tmp_path, HOSTS) is None


def test_a_folder_that_is_a_link_is_not_gone_through(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)
    assert script_folder(tmp_path) == tmp_path


def test_a_setting_names_interpreters():
    hosts = {kind: host for host in read_hosts([".rb=ruby -W0", ".CMD=wine cmd /c"]) for kind in host.types}
    assert (hosts[".rb"].name, hosts[".rb"].command) == ("RbScriptHost", ("ruby", "-W0"))
    assert (hosts[".cmd"].name, hosts[".cmd"].command) == ("WindowsScriptHost", ("wine", "cmd", "/c"))
    assert hosts[".bat"].command == ()
    assert list(hosts)[-1] == ".rb", "what is new is looked for last"


@pytest.mark.parametrize("text", ["", "rb", "rb=ruby", ".=ruby", ".rb=", ".rb= "])
def test_a_malformed_interpreter_is_refused(text):
    with pytest.raises(InvalidError):
        read_hosts([text])
