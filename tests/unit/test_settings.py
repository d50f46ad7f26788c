"""Which settings make sense, wherever they come from?"""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.environment import load


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("https_port", 0, 65535),
        ("http_port", 0, 65535),
        ("workers", 1, 1000),
        ("journal", 0, None),
        ("seed_page_size", 1, None),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_by_flag_and_variable(name, lowest, highest):
    outside = [lowest - 1] + ([highest + 1] if highest else [])
    for number in outside:
        with pytest.raises(InvalidError, match=rf"--{name.replace('_', '-')} \(EMULATOR_{name.upper()}\) is {number};"):
            Settings(**{name: number})
        with pytest.raises(InvalidError, match=f"EMULATOR_{name.upper()}"):
            load(environ={f"EMULATOR_{name.upper()}": str(number)})
    for number in [lowest] + ([highest] if highest else []):
        assert getattr(Settings(**{name: number}), name) == number


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"state": "a", "database_url": "b"}, "--state .* and --database-url .* exclude each other"),
        ({"https_port": 9000, "http_port": 9000}, "--https-port .* and --http-port .* are both 9000"),
        ({"clock": "later"}, "--clock .*'later' is not a valid date and time"),
        ({"lead": "soon"}, "--lead .*'soon' is not a valid duration"),
        ({"lead": "P2D"}, "--lead .*'P2D' is not between nothing and a day"),
    ],
)
def test_settings_that_contradict_each_other_or_mean_nothing_are_refused(given, words):
    with pytest.raises(InvalidError, match=words):
        Settings(**given)


def test_two_free_ports_do_not_contradict_each_other():
    assert Settings(https_port=0, http_port=0).http_port == 0


def test_a_flag_beats_its_variable_and_a_variable_the_default():
    settings = load(
        {"pace": "instant", "workers": None},
        {"EMULATOR_PACE": "recorded", "EMULATOR_WORKERS": "3", "EMULATOR_ARM_TOKENS": "a, b", "PATH": "/bin"},
    )
    assert (settings.pace, settings.workers, settings.arm_tokens, settings.auth) == ("instant", 3, ("a", "b"), "strict")


@pytest.mark.parametrize(
    ("name", "meant"), [("EMULATOR_HTTP_PRT", "EMULATOR_HTTP_PORT"), ("EMULATOR_CLOCKS", "EMULATOR_CLOCK")]
)
def test_a_variable_that_is_no_setting_is_refused_with_the_one_that_was_meant(name, meant):
    with pytest.raises(InvalidError, match=rf"^{name} is not a setting; {meant} is one\.$"):
        load(environ={name: "1"})


def test_a_variable_that_is_like_no_setting_is_refused_too():
    with pytest.raises(InvalidError, match=r"^EMULATOR_QQQQQQQQQQQQQQQQQQ is not a setting\.$"):
        load(environ={"EMULATOR_QQQQQQQQQQQQQQQQQQ": "1"})


def test_variables_of_others_are_passed_over():
    others = {
        "EMULATOR_URL": "http://127.0.0.1:8080",  # where clients find a server
        # What Kubernetes tells the containers beside a service called "emulator".
        "EMULATOR_SERVICE_HOST": "10.0.0.7",
        "EMULATOR_SERVICE_PORT": "8080",
        "EMULATOR_SERVICE_PORT_HTTPS": "8443",
        "EMULATOR_PORT": "tcp://10.0.0.7:8080",
        "EMULATOR_PORT_8080_TCP": "tcp://10.0.0.7:8080",
        "EMULATOR_PORT_8080_TCP_ADDR": "10.0.0.7",
        "MY_EMULATOR_PORT": "1",
    }
    assert load(environ=others) == Settings()


def test_a_port_that_is_no_link_is_a_mistake():
    with pytest.raises(InvalidError, match="EMULATOR_PORT is not a setting"):
        load(environ={"EMULATOR_PORT": "8080"})
