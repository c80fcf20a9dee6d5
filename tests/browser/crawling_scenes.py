"""What there is to see on a walk: a request in every state, and in every way to be in it."""

from collections.abc import Callable

from requests_app.journey import triage, waiting, withdrawal
from requests_app.models import Request
from tests.factories import journeys
from tests.integration.matrix import scenes, things_patients
from tests.integration.matrix.world import World


def awaiting_patient(w: World) -> Request:
    """Asked at legal basis."""
    request = scenes.at_legal_basis(w)
    waiting.ask(key=request.key, whom="patient", question="May we tell them?", by=w.team.ig_lead)
    return journeys.fresh(request)


def refused(w: World) -> Request:
    return journeys.refused(w.team, scenes.at_decision(w))


def withdrawn(w: World) -> Request:
    request = scenes.in_triage(w)
    withdrawal.withdraw(
        key=request.key, by=w.team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote"
    )
    return journeys.fresh(request)


def _ended(verb: str) -> Callable[[World], Request]:
    def scene(w: World) -> Request:
        request = scenes.in_triage(w)
        outcome = triage.OUTCOMES[verb][0]
        triage.end(
            key=request.key, verb=verb, by=w.team.practice_manager, outcome=outcome, reason="On its face"
        )
        return journeys.fresh(request)

    return scene


SCENES: dict[str, Callable[[World], Request]] = {
    "draft": scenes.draft,
    "draft about several": scenes.draft_of_several,
    "triage": scenes.in_triage,
    "awaiting requester": scenes.awaiting_requester,
    "awaiting patient": awaiting_patient,
    "legal basis": scenes.at_legal_basis,
    "legal basis, corrected": scenes.corrected,
    "public interest": scenes.at_public_interest,
    "decision": scenes.at_decision,
    "decision, objected": things_patients.objected,
    "decision, under an older law": scenes.under_older_law,
    "legal basis, advice asked": scenes.asked_for_advice,
    "legal basis, consent asked": scenes.asked_for_consent,
    "legal basis, consented": scenes.consented,
    "decision, prohibited": scenes.prohibited,
    "decision, override proposed": scenes.proposed,
    "approved past a prohibition": scenes.overridden,
    "approved": scenes.approved,
    "released": scenes.released,
    "disclosed": scenes.disclosed,
    "refused": refused,
    "rejected": _ended("reject"),
    "misdirected": _ended("misdirect"),
    "reclassified": _ended("reclassify"),
    "withdrawn": withdrawn,
    "closed": scenes.closed,
    "emergency": scenes.emergency_in_triage,
    "emergency, approved": scenes.emergency_approved,
}
