"""The task queue, with its schedule in code."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("ENVIRONMENT", "development") == "development":
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")  # a container
app = Celery("disclosure_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "config.scheduler:SturdyScheduler"

# Each scheduled task expires: a worker that was away finds no heap of old ones.
app.conf.beat_schedule = {
    "send-messages": {
        "task": "requests_app.tasks.send_messages",
        "schedule": 15,  # seconds: the longest that a message waits when nobody could wake a worker
        "options": {"expires": 14},
    },
    "remind": {
        "task": "requests_app.tasks.remind",
        "schedule": 60,  # seconds: where a life may be at risk, hours count
        "options": {"expires": 55},
    },
    "end-what-ran-out": {
        "task": "requests_app.tasks.end_what_ran_out",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    "start-clocks": {
        "task": "requests_app.tasks.start_clocks",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 6 * 3600},  # seconds
    },
    "return-what-fell": {
        "task": "requests_app.tasks.return_what_fell",
        "schedule": 60,  # seconds: nothing slips through meanwhile, but people wait to be told
        "options": {"expires": 50},
    },
    "follow-practices": {
        "task": "requests_app.tasks.follow_practices",
        "schedule": 60,  # seconds: changed targets and closures that nobody could be woken for
        "options": {"expires": 50},
    },
    "make-exports": {
        "task": "audit.desk.tasks.make_exports",
        "schedule": 20,  # seconds: a file whose worker died, or that nobody could be woken for
        "options": {"expires": 19},
    },
    "tidy-exports": {
        "task": "audit.desk.tasks.tidy_exports",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 14 * 60},
    },
    "verify": {
        "task": "audit.desk.tasks.verify",
        "schedule": 30,  # seconds: a verification whose worker died, or that nobody could be woken for
        "options": {"expires": 29},
    },
    "verify-nightly": {
        "task": "audit.desk.tasks.verify_nightly",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 12 * 3600},
    },
    "mail-checkpoints": {
        "task": "requests_app.tasks.mail_checkpoints",
        "schedule": crontab(hour=6, minute=30),  # once a week; on another day where Monday's was missed
        "options": {"expires": 12 * 3600},
    },
    "refresh-object-permissions": {
        "task": "practices.tasks.refresh_object_permissions",
        "schedule": crontab(hour=2, minute=15),
        "options": {"expires": 6 * 3600},  # seconds
    },
}


@celeryd_after_setup.connect
def without_advice(**_: Any) -> None:
    """A task that loses Redis goes on to its end: that the queue may hand it out again harms none of ours.

    Celery would print a page about that each time.
    """
    warnings.filterwarnings("ignore", message=r"\s*In Celery 5.1 we introduced an optional breaking change")
