"""The peer for lateness: APScheduler with its own SQLite job store, calling the same target by requests.

Arguments: target URL, number of jobs, seconds until they are due, folder for the database.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime

import requests
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

_local = threading.local()


def call(url: str) -> None:
    """Call the target as a user of APScheduler would, with a session for each thread."""
    session = getattr(_local, "session", None)
    if session is None:
        session = _local.session = requests.Session()
        session.trust_env = False
    session.get(url, timeout=60)


def main() -> None:
    """Schedule the jobs, print the due moment, and wait until they have been called."""
    url, count, lead, folder = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")},
        executors={"default": ThreadPoolExecutor(16)},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    due = time.time() + lead
    for _ in range(count):
        scheduler.add_job(call, "date", [url], run_date=datetime.fromtimestamp(due, UTC))
    scheduler.resume()
    print(due, flush=True)
    sys.stdin.readline()
    scheduler.shutdown(wait=False)


if __name__ == "__main__":
    main()
