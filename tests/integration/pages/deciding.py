"""What the tests of deciding and after share: forms as a browser posts them, and requests on their way."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from practices.models import Membership, Person
from practices.permissions import refresh_rows
from requests_app.journey import emergency, matching, triage
from requests_app.models import Request, RequesterOrganisation
from tests.factories import journeys
from tests.factories.journeys import Team

OURS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")


def url(request: Request, page: str) -> str:
    """The address of a request's page."""
    return f"/requests/{request.key}/{page}/"


def on(name: str, day: date) -> dict[str, str]:
    """A date in its three inputs."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def answers(request: Request, **changes: Any) -> dict[str, Any]:
    """What a guardian types to approve everything; a keyword changes or adds one input."""
    found: dict[str, Any] = {
        "recipient": "Det Insp Rhona Cald, Northmere Police",
        "route": "phone_call_back",
        "conditions": "For this investigation only",
        "tell_patient": "not",
        "tell_reason": "It would warn a suspect at large",
        "departs_because": "",
        "reason": "A serious crime and an imminent risk",
        "seen_version": str(request.version),
        **on("tell_review_on", timezone.localdate() + timedelta(days=30)),
        **on("expires_on", timezone.localdate() + timedelta(days=5)),
    }
    for item in request.live_items:
        found |= {
            f"outcome_{item.token}": "disclose",
            f"basis_{item.token}": "CLDC-5",
            f"reason_{item.token}": "Necessary to find the person",
        }
    return found | changes


def refusal(request: Request, **changes: Any) -> dict[str, Any]:
    """What a guardian types to refuse."""
    return {
        "outcome": "REFUSE_NCND",
        "factors": ["A1", "A10"],
        "refusal_reason": "Confidence outweighs the public interest here",
        "refusal_departs": "The risk is past",
        "seen_version": str(request.version),
    } | changes


def organisation_of(team: Team) -> RequesterOrganisation:
    """The practice's register entry for the police; made when it isn't there."""
    return RequesterOrganisation.objects.filter(practice=team.practice).first() or journeys.organisation(team)


def emergency_triage(
    team: Team,
    *,
    matched: str = "matched",
    level: str = "V2",
    record_flags: Sequence[str] = (),
    **changes: Any,
) -> Request:
    """An emergency in triage: verified, and matched unless told."""
    request = journeys.submitted(
        team, urgency={"urgency": "emergency", "emergency_reason": "Missing since noon, in danger"}, **changes
    )
    called = organisation_of(team)
    triage.verify(
        key=request.key,
        by=team.practice_manager,
        data={"level": level, "means": "Called back", "called": called, "spoke_to": "The control room"},
    )
    if matched:
        found = matched == "matched"
        matching.record_match(
            key=request.key,
            by=team.caldicott_guardian,
            data={
                "result": matched, "on_name": found, "on_date_of_birth": found,
                "third": "nhs_number" if found else "", "record_flags": list(record_flags), "note": "",
            },
        )  # fmt: skip
    return journeys.fresh(request)


def emergency_approved(team: Team) -> Request:
    """An emergency that the guardian approved."""
    request = emergency_triage(team)
    data = journeys.approval(request, tell_patient="after", tell_reason="", tell_review_on=None)
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def statements(captured: Any) -> list[str]:
    """The queries of a page, without the savepoints that only a test's transaction needs."""
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(OURS)]


def text_of(page: Any) -> str:
    """A page's HTML on one line."""
    return re.sub(r"\s+", " ", page.content.decode())


def second_guardian(team: Team) -> Person:
    """Another guardian of the same practice."""
    person = Person.objects.create_user("second@y99991.example", "Dr Rowan Second")
    Membership.objects.create(
        person=person,
        practice=team.practice,
        role="caldicott_guardian",
        starts_on=timezone.localdate(),
        founding=True,
    )
    refresh_rows(team.practice, on=timezone.localdate())
    return person


def confirmed(fields: dict[str, Any]) -> dict[str, Any]:
    """The same, sent by the page that asks once more."""
    return fields | {"step": "confirm"}
