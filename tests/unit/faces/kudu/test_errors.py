"""What the disk refuses, as an answer."""

import errno

import flask
import pytest
from azure_scheduler_emulator.faces.kudu.errors import io_error


@pytest.mark.parametrize(("number", "status"), [(errno.EROFS, 503), (errno.ENOSPC, 409), (errno.EACCES, 409)])
def test_a_disk_that_cannot_be_written_is_unavailable(number, status):
    with flask.Flask("x").test_request_context():
        response = io_error(OSError(number, "words")).response
    assert response.status_code == status
    assert bool(response.data) is (status == 409)
