"""What was done about reporting an incident: what its 72-hour clock waits for."""

from django.db import models
from django.db.models import Q

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from requests_app.models.incident import Incident


class IncidentReport(LedgerEntryColumns):
    """Reported to the Information Commissioner, or knowingly not, with the reason (UK GDPR Art 33(1), (5)).

    Once an incident, and never changed. reference: the Commissioner's own, where there is one.
    """

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="report")
    reported_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            paired("recorded", model="incident_report", optional=False),
            models.CheckConstraint(
                name="incident_report_or_why_not", condition=Q(reported_at__isnull=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return "Reported" if self.reported_at else "Not reported"
