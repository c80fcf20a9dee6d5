"""The same row, once for each way to keep its history."""

import pghistory
from auditlog.registry import auditlog
from django.db import models
from simple_history.models import HistoricalRecords


class Changed(models.Model):
    """A row that changes."""

    reference = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    words = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference


class Plain(Changed):
    """Nobody keeps its history; also the row of the transaction with a ledger entry."""


@pghistory.track()
class Triggered(Changed):
    """django-pghistory: a trigger copies the row, with the context of who did it and why."""


class Copied(Changed):
    """django-simple-history: saving copies the row."""

    history = HistoricalRecords()


class Compared(Changed):
    """django-auditlog: saving stores what differs."""


auditlog.register(Compared)
