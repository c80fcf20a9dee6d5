"""One request with everything on it: corrected, void and weighed again, in an emergency's company, closed."""

from datetime import timedelta

from django.utils import timezone

from requests_app.journey import conflicts, correction, incident, notes, reopening, waiting
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team

# Exemptions and a power, so that the page must tell them apart.
LAW = {"codes": ["PO-01", "EX-02"], "claimed_words": "Schedule 2 of the Act"}


def rich(team: Team, *, group: bool = False) -> Request:
    """Disclosed and closed once, reopened with new evidence, and at the guardian's decision again.

    group: it came in a letter about two people, so that there is a linked request.
    """
    changes = {"law": LAW}
    if group:
        people = journeys.parts()["subject"]["subjects"]
        second = {**people[0], "name": "Ivo Halloway", "nhs_number": ""}
        changes["subject"] = {"subject_kind": "several", "subjects": [*people, second]}
    request = journeys.submitted(team, **changes)
    waiting.ask(key=request.key, whom="requester", question="Which inquiry is it?", by=team.practice_manager)
    waiting.resume(key=request.key, answer="Operation Larch", by=team.practice_manager)
    request = journeys.legally_reviewed(team, journeys.triaged(team, request))
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "To find a suspect at large, and a child with him", "offence": "Attempted murder"},
        because="The officer wrote again",
    )
    request = journeys.legally_reviewed(team, journeys.fresh(request))
    request = journeys.matched(team, journeys.weighed(team, request))
    notes.add(key=request.key, by=team.data_protection_officer, text="I read it.\nNothing to add.")
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind="treated")
    request = journeys.closed(
        team, journeys.disclosed(team, journeys.released(team, journeys.approved(team, request)))
    )
    incident.record_incident(
        practice=team.practice,
        request=request,
        by=team.practice_manager,
        data={
            "kind": "extra_item",
            "what_left": "A previous address too",
            "to_whom": "The same officer",
            "happened_at": timezone.now() - timedelta(hours=2),
            "aware_at": timezone.now() - timedelta(hours=1),
        },
    )
    return journeys.fresh(request)


def rich_again(team: Team) -> Request:
    """As rich, reopened: an earlier round behind it, and at the guardian's decision in the second."""
    request = rich(team)
    reopening.reopen(
        key=request.key, by=team.ig_lead, reason="The court asks again", new_evidence="A letter of the court"
    )
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.fresh(request)))
    return journeys.matched(team, journeys.weighed(team, request))
