"""The same without pytest: ``python examples/without_pytest.py``."""

from azure_scheduler_emulator.testing.live import LiveEmulator


def main() -> int:
    """Throttle a client once; return how many of three requests were answered."""
    with LiveEmulator(auth="loose") as scheduler:
        scheduler.faults.client({"status": 503}, times=1)
        session = scheduler.session()
        session.headers["x-ms-version"] = "2014-10-01"
        url = f"{scheduler.https_url}/{scheduler.subscription}/cloudservices"
        return [session.get(url).status_code for _ in range(3)].count(200)


if __name__ == "__main__":
    print(f"{main()} of 3 requests were answered")  # noqa: T201 - an example speaks
