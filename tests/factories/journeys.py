"""Requests at any point of their way, made through the journey itself, so every rule and entry is real."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from practices.models import Person, Practice
from requests_app.journey import (
    closing,
    disclosure,
    guardian_decision,
    legal_basis,
    log,
    matching,
    public_interest,
    release,
    requesters,
    triage,
)
from requests_app.journey.parts import WRITERS
from requests_app.journey.unit import work
from requests_app.law.loader import catalogue
from requests_app.models import Request, RequesterOrganisation
from requests_app.workflow import State
from tests.factories.answers import PUT_OFF, approval, finding, parts

# A valid number of the 999 range, which is never issued.
NHS_NUMBER = "9993014176"


@dataclass
class Team:
    """The people of one practice, by role key, and the organisation that asks."""

    practice: Practice
    people: dict[str, Person]

    def __getattr__(self, role: str) -> Person:
        return self.people[role]


def organisation(team: Team, **fields: Any) -> RequesterOrganisation:
    """Police in the register, entered by the IG lead so that the manager can call back."""
    data = {
        "name": "Northmere Police",
        "kind": "police",
        "unit": "",
        "published_address": "1 Station Road, Northmere",
        "published_email": "",
        "switchboard": "01632 960101",
        "switchboard_source": "The force's published website",
        "switchboard_source_on": date(2026, 1, 5),
    } | fields
    return requesters.save(practice=team.practice, by=team.people["ig_lead"], data=data)


def draft(team: Team, *, by: str = "practice_manager", **changes: Any) -> Request:
    """A complete draft. All tasks are saved as one, which costs an eighth; the pages save them one by one."""
    request = log.start(practice=team.practice, by=team.people[by])
    with work(
        key=request.key,
        by=team.people[by],
        event="request.draft_saved",
        permission="draft_request",
        states=[State.DRAFT],
        part="prepares",
    ) as unit:
        unit.facts["part"] = "everything"
        for part, data in parts(**changes).items():
            WRITERS[part](unit, data)
    return fresh(request)


def fresh(request: Request) -> Request:
    """The request as it is now, with nothing cached."""
    return Request.objects.select_related("practice").get(pk=request.pk)


def submitted(team: Team, *, by: str = "practice_manager", **changes: Any) -> Request:
    """In triage."""
    request = draft(team, by=by, **changes)
    log.submit(key=request.key, by=team.people[by])
    return fresh(request)


def submitted_as_it_is(team: Team, request: Request, *, by: str = "practice_manager") -> Request:
    """A draft that is complete, submitted."""
    log.submit(key=request.key, by=team.people[by])
    return fresh(request)


def triaged(team: Team, request: Request, *, level: str = "V2") -> Request:
    """Verified and accepted: in legal-basis review."""
    called = None
    if level in ("V2", "V3"):
        called = RequesterOrganisation.objects.filter(practice=team.practice).first() or organisation(team)
    manager = team.people["practice_manager"]
    triage.verify(
        key=request.key,
        by=manager,
        data={"level": level, "means": "Called back", "called": called, "spoke_to": "The control room"},
    )
    triage.save(
        key=request.key,
        by=manager,
        data={
            "written": True,
            "addressed_to_us": True,
            "own_data_or_foi": False,
            "prohibitions": [],
            "prohibitions_checked": True,
            "reason": "",
        },
    )
    triage.accept(key=request.key, by=manager)
    return fresh(request)


def legally_reviewed(team: Team, request: Request, effects: dict[str, str] | None = None) -> Request:
    """Legal basis found for every item (permitted, unless told), and sent on."""
    chosen = effects or {item.token: "permitted" for item in request.live_items}
    legal_basis.save(
        key=request.key,
        by=team.people["ig_lead"],
        data={
            "reveals_health": False,
            "reveals_health_reason": "",
            "consent_sought": "defeats",
            "consent_reason": "A suspect at large would be warned",
            "dpo_advice": "",
            "reason": "As set out for each item",
            "findings": {token: finding(effect) for token, effect in chosen.items()},
        },
    )
    verb = "weigh" if "permitted" in chosen.values() else "skip_test"
    legal_basis.finish(key=request.key, verb=verb, by=team.people["ig_lead"])
    return fresh(request)


def weighed(team: Team, request: Request, *, conclusion: str = "met") -> Request:
    """The public interest weighed for every permitted item: at the guardian's decision."""
    reviewer = team.people["clinical_reviewer"]
    review = request.legalbasisreview_set.get(voided_at=None)
    tokens = [f.item.token for f in review.findings.filter(effect="permitted").select_related("item")]
    advice = "disclose" if conclusion == "met" else "withhold"
    public_interest.save(
        key=request.key,
        by=reviewer,
        data={
            "answers": dict.fromkeys(catalogue().questions, "Answered in words"),
            "factors": ["F1", "F2"] if conclusion == "met" else ["A1", "A4"],
            "conclusion": conclusion,
            "reason": "The factors weigh so, in words",
            "findings": {token: {"advice": advice, "reason": "It changes the outcome"} for token in tokens},
        },
    )
    public_interest.finish(key=request.key, by=reviewer)
    return fresh(request)


def matched(team: Team, request: Request, **fields: Any) -> Request:
    """The person matched to a record."""
    data = {
        "result": "matched",
        "on_name": True,
        "on_date_of_birth": True,
        "third": "nhs_number",
        "record_flags": [],
        "note": "",
    } | fields
    matching.record_match(key=request.key, by=team.people["clinical_reviewer"], data=data)
    return fresh(request)


def at_decision(team: Team, **changes: Any) -> Request:
    """Waiting for the guardian, public interest met, matched."""
    request = triaged(team, submitted(team, **changes))
    return matched(team, weighed(team, legally_reviewed(team, request)))


def approved(team: Team, request: Request | None = None, withheld: tuple[str, ...] = ()) -> Request:
    """Approved by the guardian."""
    request = request or at_decision(team)
    data = approval(request, withheld, departs_because="One item is not necessary" if withheld else "")
    guardian_decision.approve(key=request.key, by=team.people["caldicott_guardian"], data=data)
    return fresh(request)


def refused(team: Team, request: Request | None = None, outcome: str = "REFUSE_NCND") -> Request:
    """Refused by the guardian."""
    request = request or at_decision(team)
    guardian_decision.refuse(
        key=request.key,
        by=team.people["caldicott_guardian"],
        data={
            "outcome": outcome,
            "reason": "Confidence outweighs the public interest",
            "departs_because": "I weigh it otherwise",
            "factors": ["A1"],
            "at_decision": request.state == "decision",
        },
    )
    return fresh(request)


def released(team: Team, request: Request | None = None) -> Request:
    """Released to the approved recipient."""
    request = request or approved(team)
    decision = request.decisions.get(voided_at=None)
    tokens = [row.item.token for row in decision.items.filter(outcome="disclose").select_related("item")]
    release.release(
        key=request.key,
        by=team.people["practice_manager"],
        tokens=tokens,
        recipient=decision.recipient,
        route=decision.route,
    )
    return fresh(request)


def disclosed(team: Team, request: Request | None = None) -> Request:
    """Sent, and confirmed."""
    request = request or released(team)
    go = request.releases.get(ended_at=None)
    tokens = [row.item_decision.item.token for row in go.items.select_related("item_decision__item")]
    disclosure.confirm(
        key=request.key, by=team.people["practice_manager"], tokens=tokens, sent_at=timezone.now()
    )
    return fresh(request)


def long_closed(request: Request, years: int = 21) -> Request:
    """A closed request, closed so many years before."""
    before = timezone.now() - timedelta(days=366 * years)
    Request.objects.filter(pk=request.pk).update(closed_at=before)
    return fresh(request)


def closed(team: Team, request: Request | None = None) -> Request:
    """Closed after its reply was sent."""
    request = request or disclosed(team)
    closing.close(
        key=request.key,
        by=team.people["practice_manager"],
        data={
            "reply_sent_on": timezone.localdate(),
            "reply_means": "Letter",
            "patient_told": "later",
            **PUT_OFF,
            "note": "Done",
        },
    )
    return fresh(request)
