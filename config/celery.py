"""The task queue, with its schedule in code."""

import os
import warnings

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("ENVIRONMENT", "development") == "development":
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")  # a container
app = Celery("disclosure_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
