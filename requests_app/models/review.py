"""Reviews of a request. A change to what a review rested on voids it; it is never deleted."""

from django.db import models
from django.db.models import Q

from consent.models import Consent
from practices.fields import code_list, person_key
from requests_app.models.request import AskedItem, Request


class Review(models.Model):
    """What triage and both reviews have in common.

    (request, reviewer, part) is a foreign key into Participation, so that whoever reviewed can't
    decide (INV-11), by any door.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="%(class)s_set")
    round = models.PositiveSmallIntegerField(default=1)
    reviewer = person_key()
    part = models.CharField(max_length=8, default="prepares", editable=False)
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)
    catalogue_version = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.request_id}"


def _live(name: str) -> list[models.BaseConstraint]:
    """One live review of a kind for a request, by somebody who prepares."""
    return [
        models.UniqueConstraint(name=f"{name}_one_live", fields=["request"], condition=Q(voided_at=None)),
        models.CheckConstraint(name=f"{name}_reviewer_prepares", condition=Q(part="prepares")),
    ]


class Triage(Review):
    """On the face of the request: is it in writing, for us, and what it says it is?"""

    written = models.BooleanField(null=True)
    addressed_to_us = models.BooleanField(null=True)
    own_data_or_foi = models.BooleanField(null=True)
    prohibitions = code_list("prohibitions visible on the face of the request")
    prohibitions_checked = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta(Review.Meta):
        constraints = _live("triage")


class LegalBasisReview(Review):
    """The three gates: confidentiality, Art 6, Art 9 or 10, for each item."""

    # What came of asking, as the register of consents holds it; the other answers say why nobody was asked.
    ASKED = [
        ("asked", "Sought, not answered yet"),
        ("given", "Sought and given"),
        ("in_part", "Sought and given in part: not for everything that was asked"),
        ("refused", "Sought and refused"),
        ("no_answer", "Sought, and not answered in time"),
        ("withdrawn", "Sought and given, and withdrawn since"),
        ("ended", "Sought and given, and not valid today"),
    ]
    NOT_NEEDED = "not_needed"
    # What must say why, or what the patient said.
    WITH_REASON = ("refused", "unsafe", "defeats", "impracticable")

    reveals_health = models.BooleanField(null=True)
    reveals_health_reason = models.TextField(blank=True)
    consent_sought = models.CharField(
        max_length=16,
        blank=True,
        choices=[
            *ASKED,
            ("unsafe", "Not sought: unsafe"),
            ("defeats", "Not sought: it would defeat the purpose"),
            ("impracticable", "Not sought: impracticable"),
            ("not_needed", "Not sought: nothing can lawfully leave, or the law compels"),
        ],
    )
    consent_reason = models.TextField(blank=True)
    dpo_advice = models.TextField(blank=True)
    # Items beyond the agreement that the request cites are then without a basis.
    narrowed_by_agreement = models.BooleanField(default=False, db_default=False)
    reason = models.TextField(blank=True)

    class Meta(Review.Meta):
        constraints = _live("legal_basis_review")


class LegalBasisFinding(models.Model):
    """What the law says of one item: compelled, consented, permitted or without a basis."""

    COMPELLED, CONSENTED, PERMITTED, NO_BASIS = "compelled", "consented", "permitted", "no_basis"
    EFFECTS = [
        (COMPELLED, "The law compels it"),
        (CONSENTED, "The patient consented"),
        (PERMITTED, "The law permits it, if the public interest outweighs confidence"),
        (NO_BASIS, "No basis"),
    ]

    review = models.ForeignKey(LegalBasisReview, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(AskedItem, on_delete=models.PROTECT, related_name="legal_findings")
    effect = models.CharField(
        max_length=12,
        choices=EFFECTS,
    )
    power = models.CharField(max_length=16, blank=True)
    confidentiality = models.CharField(max_length=16, blank=True)
    article6 = models.CharField(max_length=16, blank=True)
    article9 = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    # A trigger asks that it is this request's, holds the item and isn't withdrawn.
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["item__position"]
        constraints = [
            models.UniqueConstraint(name="legal_finding_once", fields=["review", "item"]),
            models.CheckConstraint(
                name="legal_finding_gates_unless_no_basis",
                condition=Q(effect="no_basis") | (~Q(confidentiality="") & ~Q(article6="")),
            ),
            models.CheckConstraint(
                name="legal_finding_compulsion_names_power",
                condition=~Q(effect="compelled") | ~Q(power=""),
            ),
            models.CheckConstraint(
                name="legal_finding_consented_names_consent",
                condition=Q(effect="consented", consent__isnull=False)
                | (~Q(effect="consented") & Q(consent=None)),
            ),
        ]
        indexes = [
            # Few findings rest on a consent; all that do are looked for when it is withdrawn.
            models.Index(
                name="legal_finding_by_consent", fields=["consent"], condition=Q(consent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.effect}"


class PublicInterestReview(Review):
    """The structured public-interest test: questions, factors, and a conclusion in words. No score."""

    answers = models.JSONField(default=dict, blank=True)
    factors = code_list("factors for (F) and against (A) disclosure")
    conclusion = models.CharField(
        max_length=8,
        blank=True,
        choices=[("met", "Met for at least one item"), ("not_met", "Not met")],
    )
    reason = models.TextField(blank=True)

    class Meta(Review.Meta):
        constraints = _live("public_interest_review")


class PublicInterestFinding(models.Model):
    """What the clinical reviewer advises for one item, and how it would change the outcome (Q4)."""

    review = models.ForeignKey(PublicInterestReview, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(AskedItem, on_delete=models.PROTECT, related_name="public_interest_findings")
    advice = models.CharField(
        max_length=8, choices=[("disclose", "In the public interest"), ("withhold", "Withhold")]
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["item__position"]
        constraints = [
            models.UniqueConstraint(name="public_interest_finding_once", fields=["review", "item"])
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.advice}"


class Match(models.Model):
    """Whether the person is a patient here: name, birth date and one more. Seen only by those who need it."""

    MATCHED, NOT_FOUND, UNCERTAIN = "matched", "not_found", "uncertain"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="matches")
    round = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(
        max_length=12,
        choices=[
            (MATCHED, "Matched on name, date of birth and one more"),
            (UNCERTAIN, "Uncertain"),
            (NOT_FOUND, "No match found"),
        ],
    )
    on_name = models.BooleanField(default=False)
    on_date_of_birth = models.BooleanField(default=False)
    third = models.CharField(
        max_length=16,
        blank=True,
        choices=[
            ("nhs_number", "NHS number"),
            ("address", "Address"),
            ("phone", "Phone number"),
            ("other", "Something else, described in the note"),
        ],
    )
    record_flags = code_list("prohibitions that the record itself carries, such as a refuge marker")
    note = models.TextField(blank=True)
    matched_by = person_key()
    matched_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="match_one_live", fields=["request"], condition=Q(voided_at=None)),
            models.CheckConstraint(
                name="match_needs_three",
                condition=~Q(result="matched") | (Q(on_name=True, on_date_of_birth=True) & ~Q(third="")),
            ),
        ]

    def __str__(self) -> str:
        return self.result


class EmergencyReview(models.Model):
    """Somebody uninvolved looks back at an emergency within one working day; until then it can't close."""

    FINDINGS = [("right", "Rightly done"), ("wrong", "Wrongly done")]

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="emergency_reviews")
    round = models.PositiveSmallIntegerField(default=1)
    finding = models.CharField(max_length=8, choices=FINDINGS)
    reason = models.TextField()
    reviewed_by = person_key()
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="emergency_review_once_a_round", fields=["request", "round"])
        ]

    def __str__(self) -> str:
        return self.finding
