"""A person's own page at one practice: found again by keyed hashes, without an identifier in clear."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from practices.models import Practice


class KnownBy(models.Model):
    """The keyed hashes of an NHS number, and of a name with its date of birth; either may be "".

    kit/blind_index.py says what is hashed and how; `index_key_version` which key made them.
    """

    nhs_number_index = models.CharField(max_length=64, blank=True, editable=False)
    name_and_birth_index = models.CharField(max_length=64, blank=True, editable=False)
    index_key_version = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class PatientPage(KnownBy, LedgerEntryColumns):
    """An address for one person, made when somebody looks for them. Never changed; it says nothing of a list.

    Another way of knowing the same person makes another page: what a page shows is matched by its hashes.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    made_by = person_key()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="patient_page_once",
                fields=["practice", "nhs_number_index", "name_and_birth_index"],
            ),
            models.CheckConstraint(
                name="patient_page_of_somebody", condition=~Q(nhs_number_index="", name_and_birth_index="")
            ),
            paired("made", model="patient_page", optional=False),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("patient", args=[self.key])

    @property
    def about(self) -> str:
        """How the ledger names it."""
        return f"patient:{self.key}"
