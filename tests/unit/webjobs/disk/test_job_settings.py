"""What a job's settings say."""

import pytest
from azure_scheduler_emulator.webjobs.disk import job_settings


@pytest.mark.parametrize(
    ("settings", "wait", "singleton", "in_place", "schedule"),
    [
        ({}, 5, False, True, None),
        (
            {"stopping_wait_time": 9, "is_singleton": True, "is_in_place": False, "schedule": " * "},
            9,
            True,
            False,
            " * ",
        ),
        # Only the right type counts.
        ({"stopping_wait_time": 9.0, "is_singleton": "true", "is_in_place": 0, "schedule": 1}, 5, False, True, None),
        ({"stopping_wait_time": True}, 5, False, True, None),
        ({"stopping_wait_time": -1, "schedule": ""}, 0, False, True, ""),
    ],
)
def test_job_settings_count_only_with_the_right_type(settings, wait, singleton, in_place, schedule):
    assert job_settings.stopping_wait(settings, 5) == wait
    assert job_settings.singleton(settings) is singleton
    assert job_settings.in_place(settings, True) is in_place
    assert job_settings.schedule(settings) == schedule
