"""The objects that pages are about, each in the state where its page is open.

Requests are logged by the jack of all trades (LOG). The outside guardian (OUT) is asked, and the barred
guardian (CON) declares an interest, as soon as they can. The own people take every later step.
"""

from typing import Any

from django.utils import timezone

from requests_app.journey import (
    advice,
    conflicts,
    correction,
    disposal,
    emergency,
    log,
    matching,
    outside_guardian,
    overriding,
    triage,
    waiting,
)
from requests_app.models import Request
from tests.factories import consents, journeys
from tests.factories.law import kept_older_law
from tests.integration.matrix.world import World
from tests.integration.pages.deciding import organisation_of


def _barred(w: World, request: Request) -> Request:
    conflicts.declare(key=request.key, by=w.team.barred, kind="kinship")
    return journeys.fresh(request)


def _started(w: World, **changes: Any) -> Request:
    draft = journeys.draft(w.team, by="front_desk", **changes)
    log.save(key=draft.key, by=w.team.logger, part="purpose", data=journeys.parts()["purpose"])
    return _barred(w, draft)


def draft(w: World) -> Request:
    """Captured by the front desk, finished by LOG."""
    return _started(w)


def draft_to_discard(w: World) -> Request:
    """One in which nobody declared an interest: such a draft stays."""
    return journeys.draft(w.team, by="front_desk")


def draft_of_several(w: World) -> Request:
    """About three people, so that one can be removed and two stay."""
    person = journeys.parts()["subject"]["subjects"][0]
    others = [{**person, "name": name, "nhs_number": ""} for name in ("Ivo Halloway", "Ada Halloway")]
    return _started(w, subject={"subject_kind": "several", "subjects": [person, *others]})


def in_triage(w: World, **changes: Any) -> Request:
    """Logged, nothing verified yet."""
    request = journeys.submitted(w.team, by="logger", **changes)
    outside_guardian.invite(
        key=request.key, by=w.team.ig_lead, guardian=w.team.outside, reason="All are barred"
    )
    return _barred(w, request)


def at_legal_basis(w: World) -> Request:
    return journeys.triaged(w.team, in_triage(w))


def at_public_interest(w: World) -> Request:
    return journeys.legally_reviewed(w.team, at_legal_basis(w))


def at_decision(w: World) -> Request:
    return journeys.matched(w.team, journeys.weighed(w.team, at_public_interest(w)))


def weighed_and_matched(w: World, request: Request) -> Request:
    """From triage to the guardian's decision."""
    reviewed = journeys.legally_reviewed(w.team, journeys.triaged(w.team, request))
    return journeys.matched(w.team, journeys.weighed(w.team, reviewed))


def under_older_law(w: World) -> Request:
    """At the decision, triaged under another version of the law than today's."""
    request = at_decision(w)
    request.triage_set.update(catalogue_version=kept_older_law().version)
    return journeys.fresh(request)


def asked_for_advice(w: World) -> Request:
    """A question to somebody outside, and one to the data protection officer."""
    request = at_legal_basis(w)
    for adviser in ("legal", "dpo"):
        advice.ask(key=request.key, by=w.team.ig_lead, adviser=adviser, question="Is a removal a crime?")
    return journeys.fresh(request)


def asked_for_consent(w: World) -> Request:
    """The patient was asked, and nobody has recorded an answer."""
    request = at_legal_basis(w)
    consents.asked(w.team, request)
    return journeys.fresh(request)


def consented(w: World) -> Request:
    """A consent to every item is recorded, and nothing rests on it yet."""
    request = at_legal_basis(w)
    consents.given(w.team, request)
    return journeys.fresh(request)


def prohibited(w: World) -> Request:
    """At the decision, the record carrying what only an exception of the law opens."""
    request = journeys.weighed(w.team, at_public_interest(w))
    return journeys.matched(w.team, request, record_flags=["PR-01"])


def proposed(w: World) -> Request:
    """An override proposed, nobody confirmed it yet."""
    request = prohibited(w)
    data = {
        "prohibition": "PR-01", "exception": "PR-01-4", "reason": "The order names them so",
        "advice": "The exception applies", "advice_from": "Thornbury and Lisle, solicitors",
        "advised_on": timezone.localdate(),
    }  # fmt: skip
    overriding.propose(key=request.key, by=w.team.ig_lead, data=data)
    return journeys.fresh(request)


def overridden(w: World) -> Request:
    """Approved past a prohibition."""
    request = proposed(w)
    overriding.confirm(key=request.key, by=w.team.clinical_reviewer, prohibition="PR-01")
    return journeys.approved(w.team, journeys.fresh(request))


def approved(w: World) -> Request:
    return journeys.approved(w.team, at_decision(w))


def released(w: World) -> Request:
    return journeys.released(w.team, approved(w))


def disclosed(w: World) -> Request:
    return journeys.disclosed(w.team, released(w))


def kept_long_enough(w: World) -> Request:
    """Closed so long ago that its retention is over."""
    return journeys.long_closed(journeys.closed(w.team, disclosed(w)))


def to_be_destroyed(w: World) -> Request:
    """Proposed by the IG lead."""
    found = journeys.long_closed(journeys.closed(w.team, disclosed(w)))
    disposal.propose(key=found.key, by=w.team.ig_lead, reason="Nothing needs them")
    return journeys.fresh(found)


def closed(w: World) -> Request:
    return journeys.closed(w.team, disclosed(w))


def awaiting_requester(w: World) -> Request:
    """Asked at triage."""
    request = in_triage(w)
    waiting.ask(key=request.key, whom="requester", question="Which inquiry?", by=w.team.practice_manager)
    return journeys.fresh(request)


def corrected(w: World) -> Request:
    """At legal basis again, where a correction voided the review."""
    request = at_public_interest(w)
    correction.correct(
        key=request.key,
        by=w.team.practice_manager,
        part="purpose",
        data={"purpose": "To find a suspect at large, and a child", "offence": "Attempted murder"},
        because="The officer wrote again",
    )
    return journeys.fresh(request)


def emergency_in_triage(w: World) -> Request:
    """Verified and matched, waiting for the guardian."""
    request = in_triage(
        w, urgency={"urgency": "emergency", "emergency_reason": "Missing since noon, in danger"}
    )
    checked = {
        "level": "V2", "means": "Called back", "called": organisation_of(w.team), "spoke_to": "Control room"
    }  # fmt: skip
    triage.verify(key=request.key, by=w.team.practice_manager, data=checked)
    found = {
        "result": "matched", "on_name": True, "on_date_of_birth": True, "third": "nhs_number",
        "record_flags": [], "note": "",
    }  # fmt: skip
    matching.record_match(key=request.key, by=w.team.caldicott_guardian, data=found)
    return journeys.fresh(request)


def emergency_approved(w: World) -> Request:
    """Waiting for somebody uninvolved to look back at it."""
    request = emergency_in_triage(w)
    data = journeys.approval(request, tell_patient="after", tell_reason="", tell_review_on=None)
    emergency.approve(key=request.key, by=w.team.caldicott_guardian, data=data)
    return journeys.fresh(request)
