"""What left otherwise than decided, in words for the patient: one field for each incident of a request.

The practice's own record of an incident speaks of others and of its causes, so nothing of it is taken over.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from kit.dates import date_time
from requests_app.forms.answers import WordsField
from requests_app.models import Incident, Request

SAID = "said_"
MASKED = "What left is shown only to those who may see the patient: ask one of them."


def incidents_of(requests: Iterable[Request]) -> list[Incident]:
    """The incidents of these requests, each request's first recorded first. No query on loaded stories."""
    return [row for request in requests for row in sorted(request.incidents.all(), key=lambda row: row.pk)]


def incident_fields(incidents: Iterable[Incident], *, shown: bool) -> dict[str, WordsField]:
    """A field for each incident. shown: whoever writes may read what left and to whom."""
    return {SAID + row.key.hex: _field(row, shown) for row in incidents}


def incident_answers(data: Mapping[str, Any], incidents: Iterable[Incident]) -> dict[UUID, str]:
    """The words for the patient by the incident's key, in one line each."""
    return {row.key: " ".join(data[SAID + row.key.hex].split()) for row in incidents}


def _field(incident: Incident, shown: bool) -> WordsField:
    which = f"the incident recorded on {date_time(incident.recorded_at)}"
    name = incident.request.name if incident.request else ""
    return WordsField(
        label=f"{name}: what does the patient read about {which}?",
        hint=f"{_recorded(incident) if shown else MASKED} Say what left, to whom and when. Name nobody else.",
        rows=3,
        max_length=1000,
        required_message=f"Enter what the patient reads about {which}",
    )


def _recorded(incident: Incident) -> str:
    whom = f" To whom: {incident.to_whom}." if incident.to_whom else ""
    return f"{incident.get_kind_display()}. Recorded as: {incident.what_left.rstrip('.')}.{whom}"
