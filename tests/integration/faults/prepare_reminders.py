"""Run by `manage.py shell` in a copy of the project: requests in triage, with many clocks that are due."""

import json
import os
import sys
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from config.celery import app
from requests_app.demonstration.cases import ARMED_SUSPECT
from requests_app.demonstration.load import register
from requests_app.demonstration.people import LARKMOOR, set_up
from requests_app.demonstration.player import Player
from requests_app.models import Clock, OutboxMessage

REQUESTS = 10
CLOCKS = int(os.environ["CLOCKS"])  # each is heard of by two: the manager and the IG lead
# Of each ten so many can wait for the morning.
CAN_WAIT = 5

stage = set_up(LARKMOOR)
called = register(ARMED_SUSPECT, stage)
made = [
    Player(replace(ARMED_SUSPECT, until="triage", subject=f"Dmitar Due {letter}"), stage, called).play()
    for letter in "abcdefghij"[:REQUESTS]
]
Clock.objects.update(next_at=None)
OutboxMessage.objects.update(sent_at=timezone.now())
now = timezone.now()
Clock.objects.bulk_create(
    [
        Clock(
            practice=stage.practice,
            request=made[number % REQUESTS],
            rule="decide" if number % 10 < CAN_WAIT else "urgent",
            round=10 + number // REQUESTS,
            started_at=now - timedelta(days=9),
            due_at=now - timedelta(minutes=1),
            due_on=timezone.localdate(),
            next_at=now - timedelta(minutes=1),
        )
        for number in range(CLOCKS)
    ]
)
app.send_task("requests_app.tasks.remind")
sys.stdout.write("PREPARED " + json.dumps({"clocks": CLOCKS}) + "\n")
