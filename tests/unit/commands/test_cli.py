"""What the command line understands, and what it says when it does not; nothing is started here."""

from __future__ import annotations

import re

import pytest
from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.commands.cli import cli, run
from azure_scheduler_emulator.commands.options import settings_of


def said(capsys):
    """Return what was said on stderr."""
    return capsys.readouterr().err


@pytest.mark.parametrize("words", [["version"], ["--version"]])
def test_the_version_is_printed_alone(capsys, words):
    assert run(words) == 0
    assert capsys.readouterr() == (f"{__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fly"], "No such command 'fly'."),
        (["serve", "--https-port", "none"], "Invalid value for '--https-port': 'none' is not a valid integer."),
        (["serve", "--auth", "odd"], "Invalid value for '--auth': 'odd' is not one of 'strict', 'loose'."),
        (["serve", "--htp-port", "1"], "--http-port"),
        (["serve", "--state", "--seed", "x"], "Option '--state' needs a value."),
        (["serve", "--map", "a=http://b", "--map", "--workers"], "Option '--map' needs a value."),
        (["serve", "--state"], "Option '--state' requires an argument."),
        (["serve", "more"], "Got unexpected extra argument (more)"),
        (["health", "--wait", "-1"], "Invalid value for '--wait'"),
        (["certs", "export"], "Missing argument 'DIR'."),
        (["certs", "burn"], "No such command 'burn'."),
        (["completion", "cmd"], "'cmd' is not one of 'bash', 'zsh', 'fish'."),
        (["serve", "--workers", "0"], "--workers (EMULATOR_WORKERS) is 0; it must be from 1 to 1000."),
        (["serve", "--http-port", "65536"], "--http-port (EMULATOR_HTTP_PORT) is 65536; it must be from 0 to 65535."),
        (["health", "--http-port", "-1"], "--http-port (EMULATOR_HTTP_PORT) is -1; it must be from 0 to 65535."),
    ],
)
def test_a_mistake_is_one_sentence_that_names_its_flag_and_status_2(capsys, words, sentence):
    assert run(words) == 2
    line = said(capsys)
    assert line.count("\n") == 1
    assert re.match(r"azure-scheduler-emulator( \w+)*: ", line)
    assert sentence in line


@pytest.mark.parametrize("words", [[], ["certs"]])
def test_without_a_command_there_is_help_on_stderr_and_status_2(capsys, words):
    assert run(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Commands:" in err


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--help"], ["serve", "health", "certs", "settings", "version", "completion", "--version"]),
        (["serve", "--help"], ["--https-port", "EMULATOR_HTTPS_PORT", "--no-classic-bearer", "[strict|loose]"]),
        (["certs", "--help"], ["issue", "show", "export"]),
        (["certs", "issue", "--help"], ["[NAME]...", "--certs DIR", "EMULATOR_CERTS"]),
    ],
)
def test_help_shows_what_there_is(capsys, words, shown):
    assert run(words) == 0
    text = capsys.readouterr().out
    assert [word for word in shown if word not in text] == []


def test_flags_of_each_kind_become_settings_over_the_variables(monkeypatch):
    monkeypatch.setenv("EMULATOR_CLASSIC_BEARER", "yes")
    monkeypatch.setenv("EMULATOR_PACE", "recorded")
    monkeypatch.setenv("EMULATOR_SERVER_NAMES", "x,y")
    flags = [
        "--no-classic-bearer",
        "--workers",
        "2",
        "--map",
        "a=http://b",
        "--map",
        "c=http://d,e",
        "--fault-seed",
        "-5",
    ]
    settings = settings_of(cli.commands["serve"].make_context("serve", flags))
    assert (settings.classic_bearer, settings.workers, settings.fault_seed) == (False, 2, -5)
    assert settings.map == ("a=http://b", "c=http://d,e")
    assert (settings.pace, settings.server_names, settings.journal) == ("recorded", ("x", "y"), 10_000)


@pytest.mark.parametrize(
    ("shell", "words"), [("bash", "complete -o nosort -F"), ("zsh", "#compdef"), ("fish", "complete --no-files")]
)
def test_each_shell_gets_its_script(capsys, shell, words):
    assert run(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert words in text
    assert "_AZURE_SCHEDULER_EMULATOR_COMPLETE" in text


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("azure-scheduler-emulator se", {"serve", "settings", "seed"}),
        ("azure-scheduler-emulator cl", {"clock"}),
        ("azure-scheduler-emulator clock ", {"show", "freeze", "set", "advance", "next", "follow", "cancel"}),
        ("azure-scheduler-emulator wait --tim", {"--timeout"}),
        ("azure-scheduler-emulator certs ", {"issue", "show", "export"}),
        ("azure-scheduler-emulator serve --http", {"--http-port", "--https-port"}),
        ("azure-scheduler-emulator serve --auth ", {"strict", "loose"}),
    ],
)
def test_a_shell_is_told_what_fits(capsys, monkeypatch, line, offered):
    words = line.split(" ")
    monkeypatch.setenv("_AZURE_SCHEDULER_EMULATOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    with pytest.raises(SystemExit):
        run([])
    assert {row.partition(",")[2] for row in capsys.readouterr().out.split()} == offered


def test_every_command_says_what_it_does():
    groups = [cli]
    while groups:
        for command in groups.pop().commands.values():
            assert command.help, command.name
            groups += [command] if hasattr(command, "commands") else []
