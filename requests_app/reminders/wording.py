"""What a message says: a reference and a link, and never whose data it is about."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from requests_app.deadlines import RULES, RuleCode
from requests_app.events import CHANGES, TOPICS, URGENT
from requests_app.models import OutboxMessage, Reminder
from requests_app.reminders import checkpoints, digest, words

# Topics of mails that were queued before there were clocks.
STAGES = {"near": "is due soon", "past": "is overdue"}
PATIENT_REVIEW = "patient_review"


def mail_of(message: OutboxMessage) -> tuple[str, str]:
    """Subject and body of a message's mail, in plain text."""
    request = message.request
    if message.topic == checkpoints.TOPIC:
        return checkpoints.mail_of(message.key)
    if request is None and message.topic.startswith("agreement."):
        return _of_the_register(headline_of(message.topic))
    name = request.name if request is not None else "Your work"
    headline = headline_of(message.topic)
    path = reverse("request", args=[request.key]) if request is not None else "/"
    practice = request.practice.name if request is not None else ""
    body = (
        f"{headline}.\n\n"
        f"Request: {name}\n"
        f"Practice: {practice}\n"
        f"Open it: {settings.PUBLIC_URL}{path}\n\n"
        "This message holds no details of the request. Sign in to see them.\n"
    )
    subject = f"{name}: {headline}"
    return f"Urgent: {subject}" if message.topic in URGENT else subject, body


def reminding_mail(message: OutboxMessage, reminders: Sequence[Reminder], now: datetime) -> tuple[str, str]:
    """Subject and body of a digest, or of a reminder by itself, from those that still hold."""
    if message.topic == digest.TOPIC:
        return words.digest_mail(reminders, now)
    return words.alone_mail(reminders[0], now)


def _of_the_register(headline: str) -> tuple[str, str]:
    """A mail about the register of agreements, which is about no request."""
    body = (
        f"{headline}.\n\n"
        f"Open the register of agreements: {settings.PUBLIC_URL}{reverse('agreements')}\n\n"
        "This message holds no details of the agreement. Sign in to see them.\n"
    )
    return f"Sharing agreements: {headline}", body


def headline_of(topic: str) -> str:
    """What a topic says in words: a reminder by its rule and stage, a step by its event."""
    if topic == f"reminder.{PATIENT_REVIEW}":
        return "Look again at whether the patient can be told"
    if topic.startswith("reminder."):
        rule, _, stage = topic.removeprefix("reminder.").rpartition("_")
        return f"{RULES[RuleCode(rule)].label} {STAGES[stage]}"
    return CHANGES.get(topic) or TOPICS[topic]
