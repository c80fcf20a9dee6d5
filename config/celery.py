"""The task queue, with its schedule in code."""

import os
import warnings

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("ENVIRONMENT", "development") == "development":
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")  # a container
app = Celery("disclosure_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each scheduled task expires: a worker that was away finds no heap of old ones.
app.conf.beat_schedule = {
    "refresh-object-permissions": {
        "task": "practices.tasks.refresh_object_permissions",
        "schedule": crontab(hour=2, minute=15),
        "options": {"expires": 6 * 3600},  # seconds
    },
}
