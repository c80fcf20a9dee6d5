"""Whether an incident was reported to the Information Commissioner: then its 72-hour clock is met."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from kit.errors import InvalidInput, NotAllowed, NotPossible
from practices.models import Person
from practices.permissions import access_of
from practices.roles import who_can
from requests_app import permissions
from requests_app.journey import clocks_beside as clocks
from requests_app.journey.grounds import instant
from requests_app.journey.unit import actor_of, refusals_in_words, require
from requests_app.models import Incident, IncidentReport
from requests_app.selectors.incident_scope import incident_in_scope

#: Those who hear of the 72 hours, and answer for how a disclosure went.
PERMISSION = "review_emergency"
OWN = "You recorded this incident, so somebody else decides that it need not be reported."


def record_report(
    *, incident: Incident, by: Person, reported_at: datetime | None, reference: str = "", reason: str = ""
) -> IncidentReport:
    """Record that an incident was reported, or that it need not be and why. Once, and never changed.

    UK GDPR Art 33(1): unless a risk to people is unlikely; Art 33(5): documented either way.
    Whoever recorded the incident may say that it was reported, and not that it need not be.
    Raises NotVisible, NotAllowed, NotPossible, and InvalidInput for a moment outside [awareness, now].
    """
    at = clock.now()
    about = incident.request.key if incident.request is not None else None
    refused = refusals_in_words(key=about, by=by, attempt="incident.reported")
    with refused, transaction.atomic(durable=True):
        access = access_of(by)
        incident = incident_in_scope(incident.key, access)
        permissions.check_at_practice(PERMISSION, practice_id=incident.practice_id, access=access)
        if reported_at is None and incident.recorded_by_id == by.pk:
            raise NotAllowed(OWN, who_can=who_can(PERMISSION))
        if IncidentReport.objects.filter(incident=incident).exists():
            raise NotPossible("This was recorded already. Nothing was changed.")
        require(reported_at is not None or bool(reason.strip()), "Say why it need not be reported.")
        if reported_at is not None and not incident.aware_at <= reported_at <= at:
            words = "It can only have been reported after you became aware, and before now"
            raise InvalidInput(f"{words}.", fields={"reported_on": words})
        event_id, log = new_event_id(), log_name(incident.practice.public_id)
        row = IncidentReport.objects.create(
            incident=incident,
            reported_at=reported_at,
            reference=reference.strip() if reported_at else "",
            reason="" if reported_at else reason.strip(),
            recorded_by=by,
            recorded_at=at,
            ledger_log=log,
            ledger_event=event_id,
        )
        writer = clocks.meet_breach(
            incident,
            at=at,
            by=by,
            log=log,
            event_id=event_id,
            reason=row.reason or str(row),
            met_at=reported_at or at,
        )
        facts: dict[str, Any] = {"incident": str(incident.key), "reported": instant(reported_at)}
        private: dict[str, Any] = {"reference": row.reference, "reason": row.reason}
        writer.tell(facts, private)
        record(
            "incident.reported" if reported_at else "incident.not_reported",
            actor=actor_of(by),
            practice=incident.practice.public_id,
            about=incident.request.about if incident.request else f"incident:{incident.key}",
            facts=facts,
            private=private,
            event_id=event_id,
            at=at,
        )
    return row
