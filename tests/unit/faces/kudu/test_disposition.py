"""The name of an uploaded file."""

import pytest
from azure_scheduler_emulator.faces.kudu.disposition import file_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=run.sh", "run.sh"),
        ("attachment;filename=run.sh", "run.sh"),
        ("ATTACHMENT ; FileName = run.sh", "run.sh"),
        ("x; filename==?utf-8?B?w6kuc2g=?=", None),
        ('x; filename="=?utf-8?B?w6kuc2g=?="', "é.sh"),
        ('x; filename="=?utf-8?Q?=C3=A9.sh?="', "é.sh"),
        # Two encoded words are one text.
        ('x; filename="=?utf-8?B?w6k=?= =?utf-8?B?LnNo?="', "é.sh"),
        ('x; filename="=?nonsense?B?w6k=?="', "=?nonsense?B?w6k=?="),
        # UTF-8, as curl sends it and WSGI hands it over.
        ('x; filename="\xc3\xa9.sh"', "é.sh"),
        ("x; filename=a b.sh", None),
        ("x; filename*=UTF-8''a.sh", None),
        # A parameter may be a name alone, or have no value.
        ("attachment; attachment; filename=run.sh", "run.sh"),
        ("attachment; size=; filename=run.sh", "run.sh"),
        ("attachment; filename=run.sh; inline", "run.sh"),
        ('form-data; name ; filename="my run.sh" ; size = ', "my run.sh"),
        ("x; filename=a.sh; filename=b.sh", "a.sh"),
        ("x; filename; filename=a.sh", None),
        ("x; filename=", None),
        ("x; filename=a.sh;", None),
        ("x;; filename=a.sh", None),
        ("x filename=a.sh", None),
        ("x; filename=a.sh, y", None),
        ("x", None),
        ("", None),
        (None, None),
        ('x; filename="../.."', None),
        ('x; filename="dir/"', None),
    ],
)
def test_case_21_the_name_of_an_uploaded_file(header, name):
    assert file_name(header) == name
