"""Is the draft complete, and is the triage?"""

from datetime import datetime

from kit.errors import NotPossible
from requests_app.models import Request
from requests_app.models.request import SubjectKind
from requests_app.policies.common import asked_now, live


def missing_from_draft(request: Request) -> dict[str, str]:
    """The tasks of the log that are not done yet, with what to do; empty when it can be submitted."""
    missing: dict[str, str] = {}
    if not (request.channel and request.received_on):
        missing["received"] = "Say how and when it came"
    if not hasattr(request, "requester"):
        missing["requester"] = "Say who asks"
    named = request.subject_kind in (SubjectKind.ONE, SubjectKind.SEVERAL)
    enough = (
        {SubjectKind.ONE: 1, SubjectKind.SEVERAL: 2}.get(SubjectKind(request.subject_kind), 0) if named else 0
    )
    if not request.subject_kind or (named and len(request.subjects.all()) < enough):
        missing["subject"] = "Say whose data they ask for"
    if not (request.items_done and asked_now(request)):
        missing["items"] = "Say which items they ask for"
    if not request.purpose:
        missing["purpose"] = "Say what they want it for"
    if not (
        request.no_law_claimed
        or request.claims.all()
        or request.claimed_words
        or request.claimed_agreement
        or request.agreement_id
    ):
        missing["law"] = "Say which law they claim, or that they name none"
    if not request.urgency:
        missing["urgency"] = "Say how urgent it is"
    if request.restricted is None:
        missing["restriction"] = "Say who may see it"
    return missing


def draft_is_complete(request: Request, at: datetime) -> None:
    """Every task of the log is done."""
    missing = missing_from_draft(request)
    if missing:
        raise NotPossible("Some tasks are not done yet: " + "; ".join(missing.values()) + ".")


def missing_from_triage(request: Request) -> dict[str, str]:
    """What stops the triage from being accepted, by question, with what to do; empty when nothing does."""
    triage = live(request.triage_set.all())
    missing: dict[str, str] = {}
    for name, wanted, unanswered, otherwise in (
        ("written", True, "Say whether it is in writing", "Ask for the request in writing"),
        (
            "addressed_to_us",
            True,
            "Say whether it is meant for this practice",
            "It is not meant for this practice: end it as misdirected",
        ),
        (
            "own_data_or_foi",
            False,
            "Say whether it is a subject access or freedom of information request",
            "A subject access or freedom of information request is reclassified",
        ),
    ):
        answer = getattr(triage, name, None)
        if answer is not wanted:
            missing[name] = unanswered if answer is None else otherwise
    if triage is None or not triage.prohibitions_checked:
        missing["prohibitions_checked"] = "Look for prohibitions on the face of the request"
    if live(request.verifications.all()) is None:
        missing["verification"] = "Record how the requester's identity was checked, even when it was not (V0)"
    return missing


def triage_is_complete(request: Request, at: datetime) -> None:
    """Verified to a recorded level, in writing, for us, not a rights request, prohibitions looked for."""
    missing = missing_from_triage(request)
    if missing:
        raise NotPossible("It can't be accepted yet. " + ". ".join(missing.values()) + ".")
