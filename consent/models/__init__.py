"""What patients said about requests for their data. A request is named by its key, never by a foreign key."""

from consent.models.asking import Asking
from consent.models.consent import Consent
from consent.models.objection import Objection
from consent.models.patient import PatientPage
from consent.models.telling import Telling

__all__ = ["Asking", "Consent", "Objection", "PatientPage", "Telling"]
