"""What happens next, who does it, and what this person may do: made from the workflow's rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from consent.models.telling import Told
from kit.links import maybe_url
from practices.roles import who_can
from requests_app.journey.consents import ANSWERS as ANSWERS_CONSENT
from requests_app.journey.consents import ASKS as ASK_CONSENT
from requests_app.journey.consents import PERMISSION as RECORD_CONSENT
from requests_app.journey.consents import RECORDS as RECORDS_CONSENT
from requests_app.journey.matching import may_match
from requests_app.journey.meeting import permission_to
from requests_app.journey.overriding import STATES as OVERRIDE_STATES
from requests_app.journey.overriding import open_to_override
from requests_app.journey.weighing import WEIGHS as WEIGHS_OBJECTIONS
from requests_app.models import AdviceReferral, Request
from requests_app.models.advice import Adviser
from requests_app.permissions import Standing, involved
from requests_app.policies import asked_now, to_weigh
from requests_app.policies.disposal import may_be_destroyed, open_proposal
from requests_app.selectors.consents import consents_of, open_asking
from requests_app.workflow import BEFORE_RELEASE, OPEN_STATES, REVIEW_STATES, State, Transition

# The page where each transition is made, by verb. Those of the system alone have none.
PAGE_OF_VERB: dict[str, str] = {
    "submit": "log_tasks",
    "accept": "triage",
    "reject": "end_triage",
    "misdirect": "end_triage",
    "reclassify": "end_triage",
    "weigh": "legal_basis",
    "skip_test": "legal_basis",
    "advise": "public_interest",
    "approve": "decision",
    "refuse": "refuse",
    "refuse_early": "refuse_early",
    "approve_emergency": "emergency",
    "ask_requester": "ask",
    "ask_patient": "ask",
    "resume": "resume",
    "return_to_triage": "return_request",
    "return_to_legal_basis": "return_request",
    "return_to_public_interest": "return_request",
    "correct_to_triage": "correct",
    "correct_to_legal_basis": "correct",
    "release": "release",
    "basis_fell": "basis_fell",
    "call_off": "call_off",
    "disclose": "disclose",
    "withdraw": "withdraw",
    "close": "close",
    "reopen": "reopen",
}
# What the person is here to do, and what they may do beside it, in the order of the page.
MAIN: dict[str, str] = {
    "log_tasks": "Go on with the draft",
    "emergency": "Decide the emergency",
    "triage": "Triage this request",
    "resume": "Record the answer and resume",
    "legal_basis": "Review the legal basis",
    "public_interest": "Weigh the public interest",
    "decision": "Decide this request",
    "refuse": "Refuse this request",
    "release": "Release what was approved",
    "disclose": "Confirm what was sent",
    "emergency_review": "Review this emergency",
    "override_confirm": "Answer the proposal to go past a prohibition",
    "objections": "Weigh what the person objected to",
    "advice_answer": "Record the advice that was given",
    "disposal_confirm": "Answer the proposal to destroy its encrypted details",
    "close": "Close this request",
}
ASIDE: dict[str, str] = {
    "verify": "Record how the requester was checked",
    "match": "Match the person to a record",
    "split": "Split items off into a linked request",
    "ask": "Ask the requester or the patient",
    "consent_ask": "Ask the patient for consent",
    "consent_answer": "Record that the patient did not consent",
    "consent_record": "Record the patient’s consent",
    "consent_withdraw": "The patient withdraws consent",
    "advice": "Ask for advice",
    "override": "Propose to go past a prohibition",
    "return_request": "Return to an earlier review",
    "refuse_early": "Refuse early",
    "end_triage": "Reject, misdirected or reclassify",
    "telling": "Telling the patient",
    "correct": "Correct the request",
    "call_off": "Call the release off",
    "basis_fell": "The basis fell away",
    "withdraw": "Withdrawn or unanswered",
    "reopen": "Reopen this request",
    "note": "Add a note",
    "interest": "Declare an interest",
    "restrict": "Restrict to named people",
    "outside_guardian": "Ask an outside guardian",
    "incident": "Record an incident",
    "handover_new": "Hand over to another procedure",
    "disposal_hold": "Hold its encrypted details back",
    "disposal": "Destroy its encrypted details",
    "request_dates": "Dates",
    "request_print": "Print",
    "request_history": "History",
}


@dataclass(frozen=True)
class Action:
    """A link to a page of a step. `not_yet` says what is missing before it can be finished."""

    text: str
    href: str
    not_yet: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextStep:
    """What happens next and who does it; what this person may do now."""

    what: str
    who: str
    barred: str = ""
    main: list[Action] = field(default_factory=list)
    aside: list[Action] = field(default_factory=list)


def next_step(
    request: Request, own: Standing, rows: Iterable[Transition], stops: Mapping[str, str]
) -> NextStep:
    """rows: the transitions that the person could make; stops: by verb, why its guard would stop now."""
    info, pages = request.state_info, _pages(request, own, rows)
    owner = "" if request.state == State.CLOSED else info.owner
    why_not = own.why_not(owner) if owner in own.codenames else ""
    return NextStep(
        what=info.waiting_for if owner else "Nothing, unless it is reopened",
        who=who_can(owner) if owner else "",
        barred=why_not,
        main=[
            _action(request, page, MAIN[page], pages[page], stops) for page in MAIN if _exists(page, pages)
        ],
        aside=[_action(request, page, ASIDE[page], [], {}) for page in ASIDE if _exists(page, pages)],
    )


def _exists(page: str, pages: Mapping[str, Any]) -> bool:
    return page in pages and maybe_url(page, key="00000000-0000-0000-0000-000000000000") is not None


def _action(
    request: Request, page: str, text: str, rows: list[Transition], stops: Mapping[str, str]
) -> Action:
    """Its link; what is missing is said only where no guarded way out of the page is open."""
    guarded = [row for row in rows if row.guard]
    closed = guarded and all(stops.get(row.verb) for row in guarded)
    missing = dict.fromkeys(stops[row.verb] for row in guarded) if closed else ()
    return Action(text, maybe_url(page, key=request.key) or "", tuple(missing))


def _pages(request: Request, own: Standing, rows: Iterable[Transition]) -> dict[str, list[Transition]]:
    """The pages that the person may open, each with the transitions that it makes."""
    pages: dict[str, list[Transition]] = {}
    for row in rows:
        pages.setdefault(PAGE_OF_VERB[row.verb], []).append(row)
    for page in _without_transition(request, own):
        pages.setdefault(page, [])
    if request.emergency and "emergency" not in pages:
        pages.pop("refuse_early", None)
    if not request.emergency:
        pages.pop("emergency", None)
    return pages


def _without_transition(request: Request, own: Standing) -> Iterable[str]:
    """Pages that change no state."""
    state = State(request.state)
    if state is State.DRAFT and own.may("draft_request"):
        yield "log_tasks"
    if own.may("verify_requester") and state in REVIEW_STATES:
        yield "verify"
    if own.may("match_patient") and not may_match(request):
        yield "match"
    if own.may("triage_request") and state is State.TRIAGE:
        yield "correct"
    if own.may("review_legal_basis") and state is State.LEGAL_BASIS and len(asked_now(request)) > 1:
        yield "split"
    if _emergency_to_review(request, own):
        yield "emergency_review"
    yield from _beside_the_reviews(request, own)
    if state is not State.DRAFT:
        for permission, page in (("add_note", "note"), ("restrict_request", "restrict")):
            if own.may(permission):
                yield page
        if "view_requests" in own.codenames:
            yield "interest"
        if own.may("invite_outside_guardian") and state in BEFORE_RELEASE:
            yield "outside_guardian"
        if own.may("close_request"):
            yield "handover_new"
        if own.may(permission_to(Told.TOLD, request)):
            yield "telling"
        yield from _of_disposal(request, own)
    if own.may("record_incident"):
        yield "incident"
    yield from ("request_dates", "request_print", "request_history")


def _beside_the_reviews(request: Request, own: Standing) -> Iterable[str]:
    """Advice, consent, and going past a prohibition."""
    if own.may("seek_advice") and request.state in OPEN_STATES:
        yield "advice"
        if any(not row.recorded_at and _theirs_to_answer(row, own) for row in request.advice.all()):
            yield "advice_answer"
    yield from _of_consent(request, own)
    weighs = WEIGHS_OBJECTIONS.get(State(request.state))
    if weighs is not None and own.may(weighs[0]) and own.may("see_subject") and to_weigh(request):
        yield "objections"
    if own.may("review_legal_basis") and open_to_override(request):
        yield "override"
    if request.state in OVERRIDE_STATES and any(
        row.proposed_by_id == own.person_id or own.may("confirm_override")
        for row in request.overrides.all()
        if row.voided_at is None and row.confirmed_at is None
    ):
        yield "override_confirm"


def _of_consent(request: Request, own: Standing) -> Iterable[str]:
    """Asking for it, what came of it, and taking it back: that at any time."""
    waits = open_asking(request) is not None
    if own.may(RECORD_CONSENT):
        if request.state in ASK_CONSENT and not waits:
            yield "consent_ask"
        if request.state in RECORDS_CONSENT:
            yield "consent_record"
        if waits and request.state in ANSWERS_CONSENT:
            yield "consent_answer"
    if own.may("record_withdrawal") and any(row.withdrawn_at is None for row in consents_of(request)):
        yield "consent_withdraw"


def _of_disposal(request: Request, own: Standing) -> Iterable[str]:
    """Holding the encrypted details back, and destroying them when their time is over."""
    if own.may("hold_disposal"):
        yield "disposal_hold"
    if request.state != State.CLOSED:
        return
    if not own.may("propose_disposal"):
        return
    proposed = open_proposal(request)
    if proposed is None:
        if may_be_destroyed(request, timezone.localdate()):
            yield "disposal"
    elif own.may("confirm_disposal") or proposed.proposed_by_id == own.person_id:
        yield "disposal_confirm"


def _theirs_to_answer(row: AdviceReferral, own: Standing) -> bool:
    """Whether the page offers it; whether an officer is there at all is asked by the page of the advice."""
    return row.adviser != Adviser.DPO or "data_protection_officer" in own.roles


def _emergency_to_review(request: Request, own: Standing) -> bool:
    """Decided in an emergency this round, not looked back at yet, and the person took no part."""
    if not own.may("review_emergency") or involved(request, own.person_id):
        return False
    if request.state not in OPEN_STATES:
        return False
    decided = any(d.emergency and d.round == request.round for d in request.decisions.all())
    return decided and all(review.round != request.round for review in request.emergency_reviews.all())
