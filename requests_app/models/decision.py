"""The guardian's decision, and one row for each item. Item decisions are replaced, never updated."""

from django.db import models
from django.db.models import F, Q

from practices.fields import LedgerEntryColumns, code_list, person_key
from requests_app.models.request import AskedItem, Request


class Route(models.TextChoices):
    SECURE_EMAIL = "secure_email", "Secure e-mail"
    RECORDED_POST = "recorded_post", "Recorded post"
    BY_HAND = "by_hand", "Handed over in person"
    PHONE_CALL_BACK = "phone_call_back", "By phone, calling the verified number"
    PORTAL = "portal", "The requester's secure portal"
    COURT_FILING = "court_filing", "Filed at the court"


class TellPatient(models.TextChoices):
    BEFORE = "before", "Tell the patient before disclosure"
    AFTER = "after", "Tell the patient straight after"
    LATER = "later", "Tell the patient later"
    NOT = "not", "Do not tell the patient"


class Decision(LedgerEntryColumns):
    """Approved or refused, by whom and why. (request, decided by, part) is a key into Participation."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField(default=1)
    approves = models.BooleanField()
    emergency = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40)
    reply = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    departs_because = models.TextField(blank=True)
    # Why an address leaves on a permission without the supervisor's signature that the practice asks for.
    countersignature_waived = models.TextField(blank=True, db_default="")
    factors = code_list()
    conditions = models.TextField(blank=True)
    recipient = models.CharField(max_length=300, blank=True)
    route = models.CharField(max_length=24, choices=Route, blank=True)
    expires_at = models.DateTimeField(null=True)
    tell_patient = models.CharField(max_length=8, choices=TellPatient, blank=True)
    tell_reason = models.TextField(blank=True)
    tell_review_on = models.DateField(null=True, blank=True)
    decided_by = person_key()
    part = models.CharField(max_length=8, default="decides", editable=False)
    decided_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)
    catalogue_version = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="decision_one_live", fields=["request"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(name="decision_by_somebody_who_decides", condition=Q(part="decides")),
            models.CheckConstraint(
                name="decision_approval_is_bounded",
                condition=Q(approves=False)
                | (
                    ~Q(recipient="")
                    & ~Q(route="")
                    & ~Q(tell_patient="")
                    # A comparison with nothing would pass: an approval without its end never ends.
                    & Q(expires_at__isnull=False, expires_at__gt=F("decided_at"))
                ),
            ),
            # "Later" without its day would be forgotten, and "not" never looked at again.
            models.CheckConstraint(
                name="decision_untold_has_reason_and_day",
                condition=~Q(tell_patient__in=["later", "not"])
                | (~Q(tell_reason="") & Q(tell_review_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="decision_refusal_has_reply", condition=Q(approves=True) | ~Q(reply="")
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class ItemDecision(models.Model):
    """Disclose or withhold one item, with basis and reason."""

    DISCLOSE, WITHHOLD = "disclose", "withhold"
    OUTCOMES = [(DISCLOSE, "Disclose"), (WITHHOLD, "Withhold")]

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(AskedItem, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    basis = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["item__position"]
        constraints = [
            models.UniqueConstraint(name="item_decision_once", fields=["decision", "item"]),
            # The target of released items' foreign key: only a disclosed item can be released.
            models.UniqueConstraint(name="item_decision_id_and_outcome", fields=["id", "outcome"]),
            models.CheckConstraint(
                name="item_decision_disclosure_has_basis",
                condition=Q(outcome="withhold") | ~Q(basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.outcome}"
