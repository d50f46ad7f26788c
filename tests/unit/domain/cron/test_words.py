"""The sentence that a preview shows."""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.cron import Dialect, parse
from azure_scheduler_emulator.domain.cron.words import describe


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 15 10 ? * *", "At 10:15 every day"),
        ("30 15 10 ? * *", "At 10:15:30 every day"),
        ("0 15 10 * * ? 2027", "At 10:15 every day in 2027"),
        ("0 * 14 * * ?", "Every minute from 14:00 to 14:59 every day"),
        ("0 0/5 14,18 * * ?", "Every 5 minutes in hours 14 and 18 every day"),
        ("0 10,44 14 ? 3 WED", "At 14:10 and 14:44 on Wednesdays in March"),
        ("0 15 10 ? * MON-FRI", "At 10:15 on Mondays to Fridays"),
        ("0 15 10 L * ?", "At 10:15 on the last day of the month"),
        ("0 15 10 L-2 * ?", "At 10:15 on the 2nd day before the last of the month"),
        ("0 15 10 ? * 6L 2027-2030", "At 10:15 on the last Friday of the month in the years 2027 to 2030"),
        ("0 15 10 ? * 6#3", "At 10:15 on the third Friday of the month"),
        ("0 0 12 1/5 * ?", "At 12:00 on the 1st, 6th, 11th, 16th, 21st, 26th and 31st of the month"),
        ("0 0 12 LW 2 ?", "At 12:00 on the last Monday-to-Friday day of the month in February"),
        ("0 0 12 15W * ?", "At 12:00 on the Monday-to-Friday day nearest to the 15th of the month"),
        (
            "0 0 12 ? JAN-MAR,JUN MON#1",
            "At 12:00 on the first Monday of the month in the months January to March and June",
        ),
        ("30 0/10 * * * ?", "Every 10 minutes at second 30"),
        ("0/15 * * * * ?", "Every 15 seconds"),
        ("* * * * * ?", "Every second"),
        ("0 0 * * * ?", "Every hour"),
        ("0 30 0/2 * * ?", "Every 2 hours at minute 30"),
        ("0 30 9-17 ? * MON-FRI", "Every hour from 09:30 to 17:30 on Mondays to Fridays"),
        ("0 7 1,3,8,9,11,13,15 * * ?", "At minute 7 in hours 1, 3, 8, 9, 11, 13 and 15 every day"),
        ("0 5,7,9 * * * ?", "At minutes 5, 7 and 9 of every hour"),
        ("10,40 30 * * * ?", "At seconds 10 and 40 of every minute in minute 30 of every hour"),
        ("0/10 0/5 * * * ?", "Every 10 seconds in every 5th minute"),
        ("* 30 14 * * ?", "Every second in minute 30 of every hour in hour 14 every day"),
        ("0 0 12 11-13,21-23 * ?", "At 12:00 on the 11th to 13th and 21st to 23rd of the month"),
    ],
)
def test_quartz_in_words(text: str, sentence: str) -> None:
    assert describe(parse(text, Dialect.QUARTZ)) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@daily", "At 00:00 every day"),
        ("0 0 13 * 5", "At 00:00 on the 13th of the month, but only on Fridays"),
        ("0 0 15,L * *", "At 00:00 on the 15th and the last day of the month"),
        ("0 0 * * L5,1", "At 00:00 on Mondays and the last Friday of the month"),
        ("0 0 * * sat-sun", "At 00:00 on Sundays and Saturdays"),
        # Accepted, and names nothing.
        ("0 0 * * L5-1", "At 00:00 on no day"),
    ],
)
def test_crontab_in_words(text: str, sentence: str) -> None:
    assert describe(parse(text, Dialect.CRONTAB)) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # Six times a day are named one by one, seven are not.
        ("0 0 0-5 * * *", "At 00:00, 01:00, 02:00, 03:00, 04:00 and 05:00 every day"),
        ("0 0 0-6 * * *", "Every hour from 00:00 to 06:00 every day"),
        ("0 5,6 9 * * *", "At 09:05 and 09:06 every day"),
        ("10,20 * * * * *", "At seconds 10 and 20 of every minute"),
        ("0 */30 * * * *", "Every 30 minutes"),
        ("0 10,20 * * * *", "At minutes 10 and 20 of every hour"),
        ("30 10,20 * * * *", "At minutes 10 and 20 of every hour at second 30"),
        ("30 0 */2 * * *", "Every 2 hours at second 30"),
        ("* * 9 * * *", "Every second from 09:00 to 09:59 every day"),
        ("* */5 9-10 * * *", "Every second in every 5th minute from 09:00 to 10:55 every day"),
        # Two in a row are named both, three are a run.
        ("0 0 0 1-2 * *", "At 00:00 on the 1st and 2nd of the month"),
        ("0 0 0 1-3 1,2 *", "At 00:00 on the 1st to 3rd of the month in January and February"),
        ("0 0 0 1 1-3 *", "At 00:00 on the 1st of the month in the months January to March"),
    ],
)
def test_ncrontab_in_words(text: str, sentence: str) -> None:
    assert describe(parse(text, Dialect.NCRONTAB)) == sentence
