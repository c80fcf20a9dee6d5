"""Run by `manage.py shell` in a copy of the project: the morning's digests, and what became of all reminders.

Twice at once, and with the morning that comes next: the same key makes the same digest.
"""

import json
import sys
import threading
from datetime import datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from requests_app.deadlines import calendar_of
from requests_app.deadlines.local_time import LONDON
from requests_app.models import Clock, OutboxMessage, Reminder
from requests_app.reminders.digest import queue_digests

morning = datetime.combine(
    calendar_of("england").on_or_after(timezone.localdate() + timedelta(days=1)), time(10), tzinfo=LONDON
)


def queue() -> None:
    try:
        queue_digests(morning)
    finally:
        connection.close()


both = [threading.Thread(target=queue) for _ in range(2)]
for each in both:
    each.start()
for each in both:
    each.join()
OutboxMessage.objects.filter(topic="digest", sent_at=None).update(not_before=timezone.now())
theirs = Reminder.objects.filter(clock__round__gte=10)
sys.stdout.write(
    "TOOK EFFECT "
    + json.dumps(
        {
            "alone": [
                f"<{key}@disclosure-desk>" for key in theirs.filter(alone=True).values_list("key", flat=True)
            ],
            "gathered": theirs.filter(alone=False, message__topic="digest").count(),
            "left_alone": theirs.filter(message=None).count(),
            "dropped": theirs.exclude(dropped_at=None).count(),
            "digests": [
                f"<{key}@disclosure-desk>"
                for key in OutboxMessage.objects.filter(topic="digest").values_list("key", flat=True)
            ],
            "others": [
                f"<{key}@disclosure-desk>"
                for key in OutboxMessage.objects.exclude(topic__in=["digest", "reminder"]).values_list(
                    "key", flat=True
                )
            ],
            "behind": Clock.objects.filter(round__gte=10, next_at__lte=timezone.now()).count(),
        }
    )
    + "\n"
)
