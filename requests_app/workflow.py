"""The whole workflow as one table. A row here is all it takes to add a transition.

Permissions, guards and roles are names: permissions.py and policies.py resolve them, and a test
fails when one does not exist. This module imports nothing of ours, so that buttons, the API, the
diagram in the docs and the tests can all be made from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    TRIAGE = "triage"
    LEGAL_BASIS = "legal_basis"
    PUBLIC_INTEREST = "public_interest"
    DECISION = "decision"
    APPROVED = "approved"
    RELEASED = "released"
    DISCLOSED = "disclosed"
    REFUSED = "refused"
    AWAITING_REQUESTER = "awaiting_requester"
    AWAITING_PATIENT = "awaiting_patient"
    REJECTED = "rejected"
    MISDIRECTED = "misdirected"
    RECLASSIFIED = "reclassified"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True)
class StateInfo:
    """What a state is called, the colour of its tag, and the permission of the people it waits for."""

    label: str
    colour: str
    owner: str
    waiting_for: str


STATES: dict[State, StateInfo] = {
    State.DRAFT: StateInfo("Draft", "grey", "log_request", "To be finished and submitted"),
    State.TRIAGE: StateInfo("Triage", "blue", "triage_request", "To be triaged"),
    State.LEGAL_BASIS: StateInfo("Legal basis", "purple", "review_legal_basis", "Legal basis to be reviewed"),
    State.PUBLIC_INTEREST: StateInfo(
        "Public interest", "pink", "review_public_interest", "Public interest to be weighed"
    ),
    State.DECISION: StateInfo("Guardian's decision", "orange", "decide_request", "To be decided"),
    State.APPROVED: StateInfo("Approved", "green", "release_disclosure", "To be released"),
    State.RELEASED: StateInfo("Released", "aqua-green", "confirm_disclosure", "Disclosure to be confirmed"),
    State.DISCLOSED: StateInfo("Disclosed", "aqua-green", "close_request", "To be closed"),
    State.REFUSED: StateInfo("Refused", "red", "close_request", "Reply to be sent, then closed"),
    State.AWAITING_REQUESTER: StateInfo(
        "Awaiting requester", "yellow", "triage_request", "Waiting for the requester"
    ),
    State.AWAITING_PATIENT: StateInfo(
        "Awaiting patient", "yellow", "triage_request", "Waiting for the patient"
    ),
    State.REJECTED: StateInfo("Rejected on procedure", "red", "close_request", "To be closed"),
    State.MISDIRECTED: StateInfo("Misdirected", "grey", "close_request", "To be closed"),
    State.RECLASSIFIED: StateInfo("Reclassified", "grey", "close_request", "To be closed"),
    State.WITHDRAWN: StateInfo("Withdrawn", "grey", "close_request", "To be closed"),
    State.CLOSED: StateInfo("Closed", "white", "reopen_request", "Nothing"),
}

OPEN_STATES = tuple(s for s in State if s not in (State.DRAFT, State.CLOSED))
REVIEW_STATES = (State.TRIAGE, State.LEGAL_BASIS, State.PUBLIC_INTEREST)
WAITING_STATES = (State.AWAITING_REQUESTER, State.AWAITING_PATIENT)
# Before anything was released; what has left can't be withdrawn.
BEFORE_RELEASE = (*REVIEW_STATES, State.DECISION, State.APPROVED, *WAITING_STATES)


@dataclass(frozen=True)
class Transition:
    """One way from a state to another.

    target: None means "back to where it came from" (after waiting).
    permission: what a person needs at the practice; "" is for the system alone.
    guard: a function in policies.py; "" means that the state alone allows it.
    part: what doing this makes the person in the request's life: prepares, decides or "" (INV-11).
    step: the page and the module in journey/ where it is done.
    notifies: permissions whose holders are told.
    """

    verb: str
    source: State
    target: State | None
    permission: str
    guard: str
    event: str
    part: str
    step: str
    label: str
    notifies: tuple[str, ...] = ()


# fmt: off
def _rows() -> Iterator[Transition]:
    s, T = State, Transition
    yield T("submit", s.DRAFT, s.TRIAGE, "log_request", "draft_is_complete", "request.submitted",
            "prepares", "log", "Submit the request", ("triage_request",))

    # Triage: on the face of the request, without opening the patient list.
    yield T("accept", s.TRIAGE, s.LEGAL_BASIS, "triage_request", "triage_is_complete", "triage.accepted",
            "prepares", "triage", "Accept for review", ("review_legal_basis",))
    for verb, target, label in (
        ("reject", s.REJECTED, "Reject on procedure"),
        ("misdirect", s.MISDIRECTED, "Misdirected: meant for another body"),
        ("reclassify", s.RECLASSIFIED, "Reclassify"),
    ):
        yield T(verb, s.TRIAGE, target, "triage_request", "", f"triage.{target}",
                "prepares", "triage", label, ("close_request",))

    # Reviews.
    yield T("weigh", s.LEGAL_BASIS, s.PUBLIC_INTEREST, "review_legal_basis", "needs_public_interest",
            "legal_basis.to_public_interest", "prepares", "legal_basis",
            "Finish: the public interest must be weighed", ("review_public_interest",))
    yield T("skip_test", s.LEGAL_BASIS, s.DECISION, "review_legal_basis", "may_skip_public_interest",
            "legal_basis.to_decision", "prepares", "legal_basis",
            "Finish: straight to the guardian", ("decide_request",))
    yield T("advise", s.PUBLIC_INTEREST, s.DECISION, "review_public_interest", "public_interest_is_complete",
            "public_interest.advised", "prepares", "public_interest", "Finish the review",
            ("decide_request",))

    # The guardian's decision.
    yield T("approve", s.DECISION, s.APPROVED, "decide_request", "may_approve", "decision.approved",
            "decides", "guardian_decision", "Approve", ("release_disclosure",))
    yield T("refuse", s.DECISION, s.REFUSED, "decide_request", "", "decision.refused",
            "decides", "guardian_decision", "Refuse", ("close_request",))
    for source in REVIEW_STATES:
        yield T("refuse_early", source, s.REFUSED, "decide_request", "may_refuse_early",
                "decision.refused_early", "decides", "guardian_decision", "Refuse early", ("close_request",))
    yield T("approve_emergency", s.TRIAGE, s.APPROVED, "decide_request", "is_emergency",
            "decision.approved_in_emergency", "decides", "emergency", "Approve in an emergency",
            ("release_disclosure", "decide_request", "review_legal_basis"))

    # Waiting: remembers where it came from.
    for source in REVIEW_STATES:
        owner = STATES[source].owner
        yield T("ask_requester", source, s.AWAITING_REQUESTER, owner, "", "waiting.requester_asked",
                "prepares", "waiting", "Ask the requester", ("triage_request",))
        yield T("ask_patient", source, s.AWAITING_PATIENT, owner, "", "waiting.patient_asked",
                "prepares", "waiting", "Ask the patient", ("triage_request",))
    for source in WAITING_STATES:
        yield T("resume", source, None, "triage_request", "", "waiting.resumed",
                "prepares", "waiting", "Resume", ("triage_request", "review_legal_basis"))

    # Returned to an earlier review, with a reason.
    for source, targets in (
        (s.LEGAL_BASIS, (s.TRIAGE,)),
        (s.PUBLIC_INTEREST, (s.LEGAL_BASIS, s.TRIAGE)),
        (s.DECISION, (s.PUBLIC_INTEREST, s.LEGAL_BASIS, s.TRIAGE)),
    ):
        for target in targets:
            guard = "test_was_taken" if target is s.PUBLIC_INTEREST else ""
            part = "" if source is s.DECISION else "prepares"
            yield T(f"return_to_{target}", source, target, STATES[source].owner, guard, "request.returned",
                    part, "returning", f"Return to {STATES[target].label.lower()}", (STATES[target].owner,))

    # A change to what reviews rested on voids them and goes back to the earliest.
    for source in (s.LEGAL_BASIS, s.PUBLIC_INTEREST, s.DECISION, s.APPROVED, *WAITING_STATES):
        yield T("correct_to_triage", source, s.TRIAGE, "triage_request", "", "request.corrected",
                "prepares", "correction", "Correct the request", ("triage_request",))
    for source in (s.PUBLIC_INTEREST, s.DECISION, s.APPROVED):
        yield T("correct_to_legal_basis", source, s.LEGAL_BASIS, "triage_request", "", "request.corrected",
                "prepares", "correction", "Correct the request", ("review_legal_basis",))

    # After approval.
    yield T("release", s.APPROVED, s.RELEASED, "release_disclosure", "may_release", "release.made",
            "", "release", "Release", ("confirm_disclosure",))
    yield T("expire", s.APPROVED, s.DECISION, "", "approval_has_expired", "decision.expired",
            "", "release", "The approval expired", ("decide_request",))
    yield T("basis_fell", s.APPROVED, s.LEGAL_BASIS, "review_legal_basis", "", "decision.basis_fell",
            "prepares", "release", "The basis fell away", ("review_legal_basis", "decide_request"))
    # A sharing agreement fell: what rested on it is reviewed again, released or not.
    for source in (s.PUBLIC_INTEREST, s.DECISION, s.APPROVED, s.RELEASED):
        yield T("agreement_fell", source, s.LEGAL_BASIS, "", "rests_on_fallen_agreement", "agreement.fell",
                "", "agreement_fall", "The agreement that it cites no longer stands",
                ("review_legal_basis", "decide_request", "release_disclosure"))
    # A patient withdrew, or it was recorded by mistake: what rested on that consent is reviewed again, too.
    for source in (s.PUBLIC_INTEREST, s.DECISION, s.APPROVED, s.RELEASED):
        yield T("consent_withdrawn", source, s.LEGAL_BASIS, "", "rests_on_withdrawn_consent", "consent.fell",
                "", "consent_fall", "The consent that it rests on no longer stands",
                ("review_legal_basis", "decide_request", "release_disclosure"))
    yield T("lapse", s.RELEASED, s.APPROVED, "", "release_has_lapsed", "release.lapsed",
            "", "release", "The release lapsed unsent", ("release_disclosure",))
    yield T("call_off", s.RELEASED, s.APPROVED, "release_disclosure", "", "release.called_off",
            "", "release", "Call the release off: nothing was sent", ("release_disclosure",))
    yield T("disclose", s.RELEASED, s.DISCLOSED, "confirm_disclosure", "may_disclose", "disclosure.confirmed",
            "", "disclosure", "Confirm what was sent", ("close_request", "decide_request"))

    for source in BEFORE_RELEASE:
        yield T("withdraw", source, s.WITHDRAWN, "withdraw_request", "", "request.withdrawn",
                "", "withdrawal", "Withdrawn by the requester", ("close_request",))
    for source in (s.DISCLOSED, s.REFUSED, s.REJECTED, s.MISDIRECTED, s.RECLASSIFIED, s.WITHDRAWN):
        yield T("close", source, s.CLOSED, "close_request", "may_close", "request.closed",
                "", "closing", "Close")
    yield T("reopen", s.CLOSED, s.TRIAGE, "reopen_request", "", "request.reopened",
            "", "reopening", "Reopen", ("triage_request",))
# fmt: on


def index_rows(rows: Iterable[Transition]) -> dict[tuple[str, State], Transition]:
    """The rows by verb and source. ValueError naming the pair where two rows share one."""
    found: dict[tuple[str, State], Transition] = {}
    for row in rows:
        if (row.verb, row.source) in found:
            raise ValueError(f"two transitions share {row.verb!r} from {row.source.value!r}")
        found[row.verb, row.source] = row
    return found


TRANSITIONS: tuple[Transition, ...] = tuple(_rows())
_BY_VERB_AND_SOURCE = index_rows(TRANSITIONS)


def find(verb: str, source: str) -> Transition | None:
    """The row for a verb in a state, or None where the state does not have it."""
    return _BY_VERB_AND_SOURCE.get((verb, State(source)))


def from_state(source: str) -> tuple[Transition, ...]:
    """All rows that leave a state, in the order of the table."""
    return tuple(row for row in TRANSITIONS if row.source == source)


def events() -> dict[str, str]:
    """Each ledger event of the workflow with its label in words (the first row's label names it)."""
    found: dict[str, str] = {}
    for row in TRANSITIONS:
        found.setdefault(row.event, row.label)
    return found


def diagram() -> str:
    """The state diagram in Mermaid, as docs/workflow.md shows it; a test checks it for drift."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {info.label}" for state, info in STATES.items()]
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in TRANSITIONS:
        targets = REVIEW_STATES if row.target is None else (row.target,)
        for target in targets:
            arrows.setdefault((row.source, target), []).append(row.verb)
    lines += [f"    {a} --> {b}: {', '.join(verbs)}" for (a, b), verbs in arrows.items()]
    return "\n".join(lines) + "\n"
