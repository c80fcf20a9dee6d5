"""A consent: to these items, this recipient and this purpose, between two days, until it is withdrawn."""

import uuid

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, code_list, person_key
from practices.models import Practice


class GivenBy(models.TextChoices):
    """Who spoke: the patient, or somebody who may speak for them."""

    PATIENT = "patient", "The patient"
    PARENT = "parent", "A person with parental responsibility"
    ATTORNEY = "attorney", "An attorney under a registered power of attorney"
    DEPUTY = "deputy", "A deputy appointed by the Court of Protection"
    REPRESENTATIVE = "representative", "The personal representative of somebody who has died"


class HowGiven(models.TextChoices):
    """By which means it was given or taken back."""

    SIGNED = "signed", "On a signed form or letter"
    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone, with two identifiers checked"


class HowEnded(models.TextChoices):
    """By which means it was taken back; or that nobody ever gave it, and it was recorded by mistake."""

    SIGNED = HowGiven.SIGNED.value, HowGiven.SIGNED.label
    IN_PERSON = HowGiven.IN_PERSON.value, HowGiven.IN_PERSON.label
    PHONE = HowGiven.PHONE.value, HowGiven.PHONE.label
    MISTAKE = "mistake", "Not withdrawn: it was recorded by mistake"


class PhoneIdentifier(models.TextChoices):
    """What a caller is asked before they are believed."""

    NAME = "name", "Full name"
    BIRTH = "birth", "Date of birth"
    ADDRESS = "address", "Address"
    NHS_NUMBER = "nhs_number", "NHS number"
    CALL_BACK = "call_back", "Called back on the number in the record"


class Consent(LedgerEntryColumns):
    """What one person consented to, for one request. Never changed; it can only be withdrawn, once.

    `items`: the tokens of that request's items, and `wording` how each was worded then (own words, detail).
    `subject_version`: the request's own when it was given; a correction of the subject is another person
    until somebody says otherwise. `valid_from` and `valid_until`: UK days, both included.
    `requester_has_power`: the requester has power over the patient (Home Office, police, an employer);
    then `freely_given` says what was asked about that and answered.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    for_request = models.UUIDField(editable=False, help_text="The request's key.")

    given_by = models.CharField(max_length=16, choices=GivenBy)
    given_by_name = models.CharField(max_length=200, blank=True)
    authority_seen = models.TextField(blank=True, help_text="Which instrument was seen, and what it says.")
    capacity = models.TextField(help_text="How capacity was considered.")
    patient_is_child = models.BooleanField()
    competence = models.TextField(blank=True, help_text="How a child's competence was considered.")
    explained = models.TextField(help_text="What was explained before it was given.")
    recipient = models.CharField(max_length=300)
    purpose = models.TextField()
    items = code_list("tokens of the request's items")
    wording = models.JSONField(help_text="For each token: the requester's own words, and the detail.")
    subject_version = models.PositiveIntegerField(help_text="The request's, when it was given.")
    given_on = models.DateField()
    how = models.CharField(max_length=16, choices=HowGiven)
    identifier_one = models.CharField(max_length=16, blank=True, choices=PhoneIdentifier)
    identifier_two = models.CharField(max_length=16, blank=True, choices=PhoneIdentifier)
    evidence = models.CharField(max_length=300, help_text="Where the evidence is kept.")
    valid_from = models.DateField()
    valid_until = models.DateField()
    requester_has_power = models.BooleanField()
    freely_given = models.TextField(blank=True)
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = person_key(null=True)
    withdrawn_on = models.DateField(null=True, help_text="The day on which the practice was told.")
    withdrawn_how = models.CharField(max_length=16, blank=True, choices=HowEnded)
    withdrawn_to = models.CharField(
        max_length=200, blank=True, help_text="To whom it was said; for a mistake, what was wrong."
    )
    withdrawal_event = models.UUIDField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("recorded", model="consent", optional=False),
            paired("withdrawn", model="consent"),
            models.CheckConstraint(
                name="consent_speaker_and_authority",
                condition=Q(given_by="patient") | (~Q(given_by_name="") & ~Q(authority_seen="")),
            ),
            models.CheckConstraint(
                name="consent_was_informed",
                condition=~Q(capacity="") & ~Q(explained="") & ~Q(purpose="") & ~Q(recipient=""),
            ),
            models.CheckConstraint(
                name="consent_of_a_child_competence", condition=Q(patient_is_child=False) | ~Q(competence="")
            ),
            models.CheckConstraint(name="consent_names_items", condition=~Q(items=[])),
            models.CheckConstraint(name="consent_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="consent_by_phone_two_identifiers",
                condition=~Q(how="phone")
                | (~Q(identifier_one="") & ~Q(identifier_two="") & ~Q(identifier_one=F("identifier_two"))),
            ),
            models.CheckConstraint(
                name="consent_ends_not_before_it_starts", condition=Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="consent_starts_not_before_it_was_given", condition=Q(valid_from__gte=F("given_on"))
            ),
            models.CheckConstraint(
                name="consent_to_the_powerful_freely_given",
                condition=Q(requester_has_power=False) | ~Q(freely_given=""),
            ),
            models.CheckConstraint(
                name="consent_withdrawal_is_whole",
                condition=Q(
                    withdrawn_at=None,
                    withdrawn_on=None,
                    withdrawn_how="",
                    withdrawn_to="",
                    withdrawal_event=None,
                )
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False, withdrawal_event__isnull=False)
                    & ~Q(withdrawn_how="")
                    & ~Q(withdrawn_to="")
                ),
            ),
        ]
        indexes = [models.Index(name="consent_for_request", fields=["for_request"])]

    def __str__(self) -> str:
        return f"Consent {self.pk}"

    @property
    def mistaken(self) -> bool:
        """Whether it was recorded by mistake: then nobody ever gave it, and nobody withdrew it."""
        return self.withdrawn_how == HowEnded.MISTAKE

    @property
    def about(self) -> str:
        """How the ledger names it: by its request, to whose case it belongs."""
        return f"request:{self.for_request}"
