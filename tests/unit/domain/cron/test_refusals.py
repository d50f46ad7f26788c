"""What each dialect refuses, why, and in whose words."""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.domain.cron import CronError, CronFault, CronField, Dialect, parse
from azure_scheduler_emulator.domain.errors import InvalidError

QUARTZ = [
    # Neither day field is open, or both are.
    ("0 0 12 * * *", CronFault.COMBINATION, None),
    ("0 0 12 1 * MON", CronFault.COMBINATION, None),
    ("0 0 12 ? * ?", CronFault.COMBINATION, None),
    ("", CronFault.COUNT, None),
    ("foo", CronFault.COUNT, None),
    ("* * * * *", CronFault.COUNT, None),
    ("0 0 12 * * ? 2027 2028", CronFault.COUNT, None),
    ("@daily", CronFault.COUNT, None),
    ("60 0 12 * * ?", CronFault.RANGE, CronField.SECOND),
    ("0 60 * * * ?", CronFault.RANGE, CronField.MINUTE),
    ("0 0 25 * * ?", CronFault.RANGE, CronField.HOUR),
    ("0 0 24 * * ?", CronFault.RANGE, CronField.HOUR),
    ("0 0 12 32 * ?", CronFault.RANGE, CronField.DAY_OF_MONTH),
    ("0 0 12 0 * ?", CronFault.RANGE, CronField.DAY_OF_MONTH),
    ("0 0 12 1-32 * ?", CronFault.RANGE, CronField.DAY_OF_MONTH),
    ("0 0 12 32W * ?", CronFault.RANGE, CronField.DAY_OF_MONTH),
    ("0 0 12 L-31 * ?", CronFault.RANGE, CronField.DAY_OF_MONTH),
    ("0 0 12 ? 13 *", CronFault.RANGE, CronField.MONTH),
    ("0 0 12 ? 0 *", CronFault.RANGE, CronField.MONTH),
    ("0 0 12 ? * 8", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 0", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 8L", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 0#1", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 6#6", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 6#0", CronFault.RANGE, CronField.DAY_OF_WEEK),
    ("0 0 12 * * ? 1969", CronFault.RANGE, CronField.YEAR),
    ("0 0 12 * * ? 2100", CronFault.RANGE, CronField.YEAR),
    # Every other field goes on over its end; years do not.
    ("0 0 12 * * ? 2030-2027", CronFault.ORDER, CronField.YEAR),
    ("0/60 * * * * ?", CronFault.STEP, CronField.SECOND),
    ("0 */60 * * * ?", CronFault.STEP, CronField.MINUTE),
    ("0 0 0/24 * * ?", CronFault.STEP, CronField.HOUR),
    ("0 0 12 1/32 * ?", CronFault.STEP, CronField.DAY_OF_MONTH),
    ("0 0 12 ? 1/13 *", CronFault.STEP, CronField.MONTH),
    ("0 0 12 ? * 1/8", CronFault.STEP, CronField.DAY_OF_WEEK),
    ("0 0/0 12 * * ?", CronFault.STEP, CronField.MINUTE),
    ("0 0 12 L,15 * ?", CronFault.COMBINATION, CronField.DAY_OF_MONTH),
    ("0 0 12 15W,20 * ?", CronFault.COMBINATION, CronField.DAY_OF_MONTH),
    ("0 0 12 ? * 6L,MON", CronFault.COMBINATION, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * L,MON", CronFault.COMBINATION, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 3#1,6#3", CronFault.COMBINATION, CronField.DAY_OF_WEEK),
    ("0 ? 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 0 12 ?,1 * ?", CronFault.SYNTAX, CronField.DAY_OF_MONTH),
    ("0 0 L * * ?", CronFault.SYNTAX, CronField.HOUR),
    ("0 0 12 L3 * ?", CronFault.SYNTAX, CronField.DAY_OF_MONTH),
    ("0 0 12 W * ?", CronFault.SYNTAX, CronField.DAY_OF_MONTH),
    ("0 0 12 1-5W * ?", CronFault.SYNTAX, CronField.DAY_OF_MONTH),
    ("0 0 12 MON * ?", CronFault.SYNTAX, CronField.DAY_OF_MONTH),
    ("0 0 12 ? JANUARY *", CronFault.SYNTAX, CronField.MONTH),
    ("0 0 12 ? MON *", CronFault.SYNTAX, CronField.MONTH),
    ("0 0 12 ? * XYZ", CronFault.SYNTAX, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * 6#x", CronFault.SYNTAX, CronField.DAY_OF_WEEK),
    ("0 0 12 ? * MON#", CronFault.SYNTAX, CronField.DAY_OF_WEEK),
    ("0 0,,5 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 0, 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 */x 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 1- 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 -1 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 1-2-3 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 *-5 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    ("0 ** 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
    # Digits, but not ours.
    ("0 \u0663 12 * * ?", CronFault.SYNTAX, CronField.MINUTE),
]

SIX = (
    "is an invalid crontab expression. It must contain 6 components of a schedule in the sequence of seconds,"
    " minutes, hours, days, months, and days of week."
)
NCRONTAB = [
    ("x", CronFault.COUNT, None, f"'x' {SIX}"),
    ("", CronFault.COUNT, None, f"'' {SIX}"),
    # No form with five fields, no macros.
    ("*/5 * * * *", CronFault.COUNT, None, f"'*/5 * * * *' {SIX}"),
    ("@daily", CronFault.COUNT, None, f"'@daily' {SIX}"),
    # Blanks part the fields, tabs do not.
    ("0\t0\t0 * * *", CronFault.COUNT, None, f"'0\t0\t0 * * *' {SIX}"),
    (
        "0 0 0 * * 7",
        CronFault.RANGE,
        CronField.DAY_OF_WEEK,
        (
            "7 is higher than the maximum allowable value for the [DayOfWeek] field."
            " Value must be between 0 and 6 (all inclusive)."
        ),
    ),
    (
        "0 0 0 0 * *",
        CronFault.RANGE,
        CronField.DAY_OF_MONTH,
        (
            "0 is lower than the minimum allowable value for the [Day] field."
            " Value must be between 1 and 31 (all inclusive)."
        ),
    ),
    (
        "0 70/5 * * * *",
        CronFault.RANGE,
        CronField.MINUTE,
        (
            "70 is higher than the maximum allowable value for the [Minute] field."
            " Value must be between 0 and 59 (all inclusive)."
        ),
    ),
    (
        "0 0 0 * 13-0 *",
        CronFault.RANGE,
        CronField.MONTH,
        (
            "0 is lower than the minimum allowable value for the [Month] field."
            " Value must be between 1 and 12 (all inclusive)."
        ),
    ),
    ("0 0 x * * *", CronFault.SYNTAX, CronField.HOUR, "'x' is not a valid [Hour] crontab field expression."),
    ("? * * * * *", CronFault.SYNTAX, CronField.SECOND, "'?' is not a valid [Second] crontab field expression."),
    ("0 0 0 L * *", CronFault.SYNTAX, CronField.DAY_OF_MONTH, "'L' is not a valid [Day] crontab field expression."),
    ("0 0 0 15W * *", CronFault.SYNTAX, CronField.DAY_OF_MONTH, "'15W' is not a valid [Day] crontab field expression."),
    (
        "0 0 0 * * 5#3",
        CronFault.SYNTAX,
        CronField.DAY_OF_WEEK,
        "'5#3' is not a valid [DayOfWeek] crontab field expression.",
    ),
    ("0 0 0 * foo *", CronFault.SYNTAX, CronField.MONTH, "'foo' is not a valid [Month] crontab field expression."),
    ("0 1- * * * *", CronFault.SYNTAX, CronField.MINUTE, "'1-' is not a valid [Minute] crontab field expression."),
    ("0 -1 * * * *", CronFault.SYNTAX, CronField.MINUTE, "'-1' is not a valid [Minute] crontab field expression."),
    (
        "0 1-2-3 * * * *",
        CronFault.SYNTAX,
        CronField.MINUTE,
        "'1-2-3' is not a valid [Minute] crontab field expression.",
    ),
    ("0 */ * * * *", CronFault.SYNTAX, CronField.MINUTE, "'*/' is not a valid [Minute] crontab field expression."),
    ("0 /5 * * * *", CronFault.SYNTAX, CronField.MINUTE, "'/5' is not a valid [Minute] crontab field expression."),
    # The whole field is quoted, not the piece.
    ("0 1,x * * * *", CronFault.SYNTAX, CronField.MINUTE, "'1,x' is not a valid [Minute] crontab field expression."),
    ("0 ,1 * * * *", CronFault.SYNTAX, CronField.MINUTE, "',1' is not a valid [Minute] crontab field expression."),
    ("0 1, * * * *", CronFault.SYNTAX, CronField.MINUTE, "A crontab field value cannot be empty."),
]

CRONTAB = [
    # Recorded answers of the real server.
    ("99 * * * *", CronFault.RANGE, CronField.MINUTE, "item value 99 out of range [0, 59]"),
    ("0 24 * * *", CronFault.RANGE, CronField.HOUR, "item value 24 out of range [0, 23]"),
    ("0 0 0 * *", CronFault.RANGE, CronField.DAY_OF_MONTH, "item value 0 out of range [1, 31]"),
    ("0 0 * 13 *", CronFault.RANGE, CronField.MONTH, "item value 13 out of range [1, 12]"),
    ("* * * *", CronFault.COUNT, None, "improper number of cron entries specified; got 4 need 5 to 7"),
    ("@reboot", CronFault.COUNT, None, "improper number of cron entries specified; got 1 need 5 to 7"),
    ("a b c d e", CronFault.SYNTAX, CronField.MINUTE, "invalid range specifier: 'a' ('a')"),
    ("5-1 * * * *", CronFault.ORDER, CronField.MINUTE, "minute range start value 5 > end value 1"),
    ("0 0 * * 5-1", CronFault.ORDER, CronField.DAY_OF_WEEK, "isoweekday range start value 5 > end value 1"),
    ("0 22-2 * * *", CronFault.ORDER, CronField.HOUR, "hour range start value 22 > end value 2"),
    ("*/0 * * * *", CronFault.STEP, CronField.MINUTE, "you can only use positive increment values, you provided 0"),
    ("0 15 10 ? * *", CronFault.SYNTAX, CronField.MONTH, "cannot use '?' in the 'month' field"),
    # From what the validator compares.
    ("0 0 * * 8", CronFault.RANGE, CronField.DAY_OF_WEEK, "item value 8 out of range [0, 7]"),
    ("0 0 * * * 2100", CronFault.RANGE, CronField.YEAR, "item value 2100 out of range [1970, 2099]"),
    # Seconds are dropped, but checked.
    ("60 0 0 * * * *", CronFault.RANGE, CronField.SECOND, "item value 60 out of range [0, 59]"),
    ("* * * * * * * *", CronFault.COUNT, None, "improper number of cron entries specified; got 8 need 5 to 7"),
    ("", CronFault.COUNT, None, "improper number of cron entries specified; got 0 need 5 to 7"),
    # Macros are for who spells them in lower case.
    ("@Daily", CronFault.COUNT, None, "improper number of cron entries specified; got 1 need 5 to 7"),
    # 7 starts the week after.
    ("0 0 * * 7/2", CronFault.ORDER, CronField.DAY_OF_WEEK, "isoweekday range start value 7 > end value 6"),
    ("*/-5 * * * *", CronFault.STEP, CronField.MINUTE, "you can only use positive increment values, you provided -5"),
    ("*/x * * * *", CronFault.STEP, CronField.MINUTE, "invalid literal for int() with base 10: 'x'"),
    ("5/2/3 * * * *", CronFault.SYNTAX, CronField.MINUTE, "too many values to unpack (expected 2)"),
    ("1-2-3 * * * *", CronFault.SYNTAX, CronField.MINUTE, "too many values to unpack (expected 2)"),
    # Whatever comes after the third.
    ("1-2-3-x * * * *", CronFault.SYNTAX, CronField.MINUTE, "too many values to unpack (expected 2)"),
    ("1-2-x * * * *", CronFault.SYNTAX, CronField.MINUTE, "invalid range specifier: 'x' ('1-2-x')"),
    ("5- * * * *", CronFault.SYNTAX, CronField.MINUTE, "invalid range specifier: '' ('5-')"),
    ("1,,2 * * * *", CronFault.SYNTAX, CronField.MINUTE, "invalid range specifier: '' ('')"),
    ("0 0 * * 5#3", CronFault.SYNTAX, CronField.DAY_OF_WEEK, "invalid range specifier: '5#3' ('5#3')"),
    ("0 0 15W * *", CronFault.SYNTAX, CronField.DAY_OF_MONTH, "invalid range specifier: '15w' ('15w')"),
    ("0 0 * * L", CronFault.SYNTAX, CronField.DAY_OF_WEEK, "you can only specify a bare 'L' in the 'day' field"),
    (
        "0 0 L5 * *",
        CronFault.SYNTAX,
        CronField.DAY_OF_MONTH,
        "you can only specify a leading 'L' in the 'weekday' field",
    ),
    (
        "0 0 * * L9",
        CronFault.SYNTAX,
        CronField.DAY_OF_WEEK,
        "last <day> specifier must include a day number or range in the 'weekday' field, you entered 'l9'",
    ),
]


@pytest.mark.parametrize(("text", "fault", "field"), QUARTZ)
def test_quartz_refuses(text: str, fault: CronFault, field: CronField | None) -> None:
    with pytest.raises(CronError) as refusal:
        parse(text, Dialect.QUARTZ)
    assert (refusal.value.fault, refusal.value.field) == (fault, field)


@pytest.mark.parametrize(("text", "fault", "field", "message"), NCRONTAB)
def test_ncrontab_refuses_in_the_words_of_kudu(
    text: str, fault: CronFault, field: CronField | None, message: str
) -> None:
    with pytest.raises(CronError) as refusal:
        parse(text, Dialect.NCRONTAB)
    assert (refusal.value.fault, refusal.value.field, str(refusal.value)) == (fault, field, message)


@pytest.mark.parametrize(("text", "fault", "field", "message"), CRONTAB)
def test_crontab_refuses_in_the_words_of_the_seed_scheduler(
    text: str, fault: CronFault, field: CronField | None, message: str
) -> None:
    with pytest.raises(CronError) as refusal:
        parse(text, Dialect.CRONTAB)
    assert (refusal.value.fault, refusal.value.field, str(refusal.value)) == (fault, field, message)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_refusal_is_an_invalid_value_and_names_the_piece(dialect: Dialect) -> None:
    with pytest.raises(InvalidError) as refusal:
        parse("0 0 77 ? * *" if dialect is Dialect.QUARTZ else "0 0 77 * * *", dialect)
    assert isinstance(refusal.value, CronError)
    assert refusal.value.given == "77"


@pytest.mark.parametrize("text", ["0 0 12 ? * 1/7", "0 0 12 1/31 * ?", "0 0 12 ? 1/12 *", "0/59 0/59 0/23 * * ?"])
def test_quartz_takes_a_step_as_long_as_the_field(text: str) -> None:
    assert parse(text, Dialect.QUARTZ).text == text
