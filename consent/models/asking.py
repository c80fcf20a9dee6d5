"""That a patient was asked for consent, by when an answer is hoped for, and what came of it."""

import uuid

from django.db import models
from django.db.models import F, Q

from consent.models.consent import Consent
from kit.constraints import paired
from practices.fields import LedgerEntryColumns, code_list, person_key
from practices.models import Practice


class AskedBy(models.TextChoices):
    """By which means the patient was asked."""

    LETTER = "letter", "Letter"
    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    APP = "app", "NHS App or text message"
    EMAIL = "email", "E-mail"


class Answer(models.TextChoices):
    """What came of it."""

    GIVEN = "given", "Consent given"
    REFUSED = "refused", "Consent refused"
    NO_ANSWER = "no_answer", "No answer in time"


class Asking(LedgerEntryColumns):
    """One asking for consent, for one request. `answer_by` is a UK day; one is open at a time.

    `subject_version`: the request's own then; after a correction of the subject it asked somebody else.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    for_request = models.UUIDField(editable=False, help_text="The request's key.")
    asked_on = models.DateField()
    means = models.CharField(max_length=16, choices=AskedBy)
    items = code_list("tokens of the request's items")
    subject_version = models.PositiveIntegerField(help_text="The request's, when they were asked.")
    answer_by = models.DateField()
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    answer = models.CharField(max_length=16, blank=True, choices=Answer)
    answer_reason = models.TextField(blank=True)
    answered_by = person_key(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_event = models.UUIDField(null=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="askings")

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("recorded", model="asking", optional=False),
            paired("answered", model="asking"),
            models.CheckConstraint(name="asking_names_items", condition=~Q(items=[])),
            models.CheckConstraint(
                name="asking_answer_by_not_before_asked", condition=Q(answer_by__gte=F("asked_on"))
            ),
            models.CheckConstraint(
                name="asking_answer_is_whole",
                condition=Q(answer="", answered_at=None, answer_event=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answer_event__isnull=False)),
            ),
            models.CheckConstraint(
                name="asking_given_names_its_consent",
                condition=Q(answer="given", consent__isnull=False) | (~Q(answer="given") & Q(consent=None)),
            ),
            models.UniqueConstraint(
                name="asking_one_open", fields=["for_request", "subject_version"], condition=Q(answer="")
            ),
        ]
        indexes = [models.Index(name="asking_for_request", fields=["for_request"])]

    def __str__(self) -> str:
        return f"Asking {self.pk}"
