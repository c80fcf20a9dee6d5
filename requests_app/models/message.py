"""Messages to people: a row in the outbox first, then a mail. Never a patient's details."""

import uuid

from django.db import models
from django.db.models import Q

from practices.fields import person_key
from requests_app.events import URGENT
from requests_app.models.request import Request

# The topic of a reminder in a mail of its own.
REMINDER = "reminder"
# Of what may go, these go first: a morning's digests never hold up what can't wait.
FIRST = sorted({*URGENT, REMINDER})
# The last error of a mail of which it isn't sure that it came back (reminders/bounces.py).
POSSIBLY = "possibly came back"


class OutboxMessage(models.Model):
    """A mail that must go out: written in the transaction it tells of, claimed, sent, recorded.

    bounced_at: when the recipient's mail server sent it back, after it had been taken; with the last error
    POSSIBLY, when a report came of another address.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = person_key(related_name="outbox_messages")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="messages")
    topic = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="outbox_to_send",
                fields=["not_before", "id"],
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(
                name="outbox_to_send_first",
                fields=["not_before", "id"],
                condition=Q(sent_at=None, given_up_at=None, topic__in=FIRST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
