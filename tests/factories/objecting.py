"""Objections as their page would give them to the journey."""

from datetime import date
from typing import Any

from django.utils import timezone

from consent.models import Objection, PatientPage
from practices.models import Person
from requests_app.journey import objections, patient_pages, weighing
from requests_app.models import Request
from tests.factories.journeys import Team, fresh

HIM = {"nhs_number": "9993035203", "name": "Dmitar Halloway", "date_of_birth": date(1979, 11, 3)}


def page_of(team: Team, **given: Any) -> PatientPage:
    """The page of whom the requests of tests.factories.journeys are about, or of somebody else."""
    return patient_pages.of_identifiers(practice=team.practice, by=team.ig_lead, given=given or HIM)


def answers(**changes: Any) -> dict[str, Any]:
    """A patient's objection to any request about them, said in a letter today."""
    return {
        "against": "everybody",
        "requester_kind": "",
        "organisation_name": "",
        "items": [],
        "said_by": "patient",
        "speaker": "",
        "said_on": timezone.localdate(),
        "how": "letter",
        "words": "I do not want my address to go to anybody",
    } | changes


def recorded(team: Team, page: PatientPage | None = None, **changes: Any) -> Objection:
    """An objection on record, written down by the practice manager."""
    return objections.record_objection(
        page=page or page_of(team), by=team.practice_manager, data=answers(**changes)
    )


def weighed(
    team: Team,
    request: Request,
    objection: Objection,
    *,
    by: Person | None = None,
    conclusion: str = "not_upheld",
    **changes: Any,
) -> Request:
    """The objection weighed for the request, by the guardian unless told."""
    weighing.weigh(
        key=request.key,
        by=by or team.caldicott_guardian,
        objection=objection.key,
        data={"conclusion": conclusion, "upheld": [], "reason": "A life is at risk", **changes},
    )
    return fresh(request)


def standing(team: Team) -> Objection:
    """The practice's latest objection that nobody took back."""
    found = Objection.objects.filter(practice=team.practice, ended_at=None)
    return found.select_related("page").order_by("-id")[0]
