"""An objection: a person does not want their data, or some items of it, to go to anybody, or to one body."""

import uuid

from django.db import models
from django.db.models import Q

from consent.models.patient import KnownBy, PatientPage
from kit.constraints import paired
from practices.fields import LedgerEntryColumns, code_list, person_key
from practices.models import Practice


class Against(models.TextChoices):
    """Which requests it is about."""

    EVERYBODY = "everybody", "Any request about them"
    KIND = "kind", "Requests from one kind of requester"
    ORGANISATION = "organisation", "Requests from one organisation"


class SaidBy(models.TextChoices):
    """Who said it: the patient, or somebody for them."""

    PATIENT = "patient", "The patient"
    PARENT = "parent", "A person with parental responsibility"
    ATTORNEY = "attorney", "An attorney under a registered power of attorney"
    DEPUTY = "deputy", "A deputy appointed by the Court of Protection"
    REPRESENTATIVE = "representative", "Somebody else who may speak for the patient"


class HowSaid(models.TextChoices):
    """By which means it was said."""

    LETTER = "letter", "Letter or form"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    APP = "app", "NHS App or text message"


class Objection(KnownBy, LedgerEntryColumns):
    """One objection, standing until it is taken back. Never changed; matched to requests by its hashes.

    `items`: codes of data items, empty for all. `organisation`: the key of the register's entry, where there
    is one. `page`: where it was recorded, and so how the ledger names what it is about.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(PatientPage, on_delete=models.PROTECT, related_name="+")

    against = models.CharField(max_length=16, choices=Against)
    requester_kind = models.CharField(max_length=40, blank=True)
    organisation = models.UUIDField(null=True, editable=False)
    organisation_name = models.CharField(max_length=200, blank=True)
    items = code_list("data items; empty for all")

    said_by = models.CharField(max_length=16, choices=SaidBy)
    speaker = models.CharField(max_length=300, blank=True, help_text="Who spoke for them, and why they may.")
    said_on = models.DateField()
    how = models.CharField(max_length=16, choices=HowSaid)
    words = models.TextField(help_text="What they said, in their words.")
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    ended_at = models.DateTimeField(null=True)
    ended_by = person_key(null=True)
    ended_because = models.TextField(blank=True)
    ended_event = models.UUIDField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("recorded", model="objection", optional=False),
            paired("ended", model="objection"),
            models.CheckConstraint(
                name="objection_of_somebody", condition=~Q(nhs_number_index="", name_and_birth_index="")
            ),
            models.CheckConstraint(
                name="objection_says_against_whom",
                condition=Q(against="everybody", requester_kind="", organisation_name="", organisation=None)
                | (Q(against="kind", organisation_name="", organisation=None) & ~Q(requester_kind=""))
                | (Q(against="organisation", requester_kind="") & ~Q(organisation_name="")),
            ),
            models.CheckConstraint(
                name="objection_speaker_named", condition=Q(said_by="patient") | ~Q(speaker="")
            ),
            models.CheckConstraint(name="objection_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="objection_ending_is_whole",
                condition=Q(ended_at=None, ended_because="", ended_event=None)
                | (Q(ended_at__isnull=False, ended_event__isnull=False) & ~Q(ended_because="")),
            ),
        ]
        indexes = [
            models.Index(
                name="objection_by_number",
                fields=["practice", "nhs_number_index"],
                condition=~Q(nhs_number_index=""),
            ),
            models.Index(
                name="objection_by_name",
                fields=["practice", "name_and_birth_index"],
                condition=~Q(name_and_birth_index=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Objection {self.pk}"
