"""What comes out of a request and goes another way, with a clock of its own from its original receipt."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from practices.models import Practice
from requests_app.models.request import Request


class HandoverKind(models.TextChoices):
    SUBJECT_ACCESS = "sar", "Subject access request"
    FREEDOM_OF_INFORMATION = "foi", "Freedom of information request"
    COMPLAINT = "complaint", "Data protection complaint"
    FGM_REPORT = "fgm", "Report of female genital mutilation"


class Handover(LedgerEntryColumns):
    """A rights request, a freedom of information request, a complaint or a duty to report, out of a request.

    received_on: the original receipt, which the law counts from, whenever it was noticed here; for a report
    the day on which it was first found.
    relevant_on: for a subject access request, the later day on which information asked for to identify the
    person came (Data (Use and Access) Act 2025 s.76); empty where none was asked for.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="handovers")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=12, choices=HandoverKind)
    received_on = models.DateField()
    relevant_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    opened_by = person_key()
    opened_at = models.DateTimeField()
    acknowledged_by = person_key(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    extended_by = person_key(null=True)
    extended_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    # The day that the practice chose, where it weighs the public interest (Freedom of Information Act 2000).
    extended_to = models.DateField(null=True, blank=True)
    # The notice to the person, with the reasons, that an extension needs within its limit.
    notice_sent_on = models.DateField(null=True, blank=True)
    # The day on which a report was made, which may be before it was recorded as its answer.
    reported_on = models.DateField(null=True, blank=True)
    answered_by = person_key(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    closed_by = person_key(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="handover_kind_is_known", condition=Q(kind__in=HandoverKind.values)),
            paired("opened", model="handover", optional=False),
            paired("acknowledged", model="handover"),
            paired("extended", model="handover"),
            paired("answered", model="handover"),
            paired("closed", model="handover"),
            models.CheckConstraint(
                name="handover_relevant_not_before_receipt",
                condition=Q(relevant_on=None) | Q(relevant_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="handover_only_a_report_is_reported",
                condition=Q(reported_on=None)
                | Q(kind=HandoverKind.FGM_REPORT, reported_on__gte=F("received_on")),
            ),
            # Art 12(3) extends a rights request, with notice and reasons. To weigh the public interest takes
            # a reasonable time, whose end the practice names. Nothing else is extended.
            models.CheckConstraint(
                name="handover_extension_has_its_reason",
                condition=Q(extended_at=None, extended_to=None)
                | (
                    ~Q(extension_reason="")
                    & Q(extended_at__isnull=False)
                    & (
                        Q(kind=HandoverKind.SUBJECT_ACCESS, notice_sent_on__isnull=False, extended_to=None)
                        | Q(kind=HandoverKind.FREEDOM_OF_INFORMATION, extended_to__isnull=False)
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="handover_open",
                fields=["practice", "received_on", "id"],
                condition=Q(closed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("handover", args=[self.key])

    @property
    def about(self) -> str:
        """How the ledger names it."""
        return f"handover:{self.key}"
