"""What the examples share: a small client, and the plugin for those who run them without installing the emulator."""

import pytest

pytest_plugins = ["azure_scheduler_emulator.testing.plugin"]

XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'


class Jobs:
    """Makes jobs over the classic REST API."""

    def __init__(self, scheduler, subscription=None):
        self._session = scheduler.session()
        self._session.headers["x-ms-version"] = "2014-10-01"
        self._service = f"{scheduler.https_url}/{subscription or scheduler.subscription}/cloudservices/example"
        service = (
            f"<CloudService {XMLNS}><Label>Example</Label><Description>Example</Description>"
            "<GeoRegion>West Europe</GeoRegion></CloudService>"
        )
        self._session.put(self._service, data=service).raise_for_status()
        plan = f"<Resource {XMLNS}><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
        self._session.put(f"{self._service}/resources/scheduler/jobCollections/jobs", data=plan).raise_for_status()

    def put(self, name, url, **members):
        action = {"type": "http", "request": {"uri": url, "method": "POST", "body": f"from {name}"}}
        answer = self._session.put(self._url(name), json={"action": action, **members})
        answer.raise_for_status()
        return answer.json()

    def get(self, name):
        return self._session.get(self._url(name)).json()

    def _url(self, name):
        return f"{self._service}/resources/scheduler/~/jobCollections/jobs/jobs/{name}"


@pytest.fixture
def jobs(scheduler):
    return Jobs(scheduler)
