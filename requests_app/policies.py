"""May this happen in this state? Guards of the workflow table, by name, whoever asks.

Each takes the locked request and the time, and raises NotPossible with what is missing. Rules stop
and say why; none of them decides. They read whole relations (`.all()`), so that a page that has loaded
the request's story can ask them all without a query.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from kit.errors import NotPossible
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, Decision, LegalBasisFinding, LegalBasisReview, Match, Request
from requests_app.models.request import SubjectKind

# Offences to disclose, or protected whoever asks: a stop until an exception is recorded.
HARD_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04", "PR-06")
EMERGENCY_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04")
EMERGENCY_ITEMS = ("D06", "D08", "D09")
EMERGENCY_KINDS = ("police", "ambulance", "safeguarding_board", "council")
COURT_KINDS = ("court", "tribunal")
ADDRESS_ITEMS = ("D06", "D07")
# Who can mend what stops an approval.
VERIFIERS = "A practice manager or information governance lead, after you return it to triage"
MATCHERS = "An information governance lead, clinical reviewer or Caldicott guardian can record the match"

Guard = Callable[[Request, datetime], None]
Row = TypeVar("Row")


def live(rows: Iterable[Row]) -> Row | None:
    """The one that nothing voided, or None; the database allows no second."""
    found: Any
    for found in rows:
        if found.voided_at is None:
            return found  # type: ignore[no-any-return]
    return None


def asked_now(request: Request) -> list[AskedItem]:
    """The items that are asked for now, without those that a correction dropped."""
    return [item for item in request.items.all() if not item.dropped]


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


def effects_in(review: LegalBasisReview) -> set[str]:
    """What the law was found to say, over all items of the review."""
    return {finding.effect for finding in review.findings.all()}


def live_legal_basis(request: Request) -> LegalBasisReview:
    """The live legal-basis review with a finding for every item, or NotPossible."""
    review = live(request.legalbasisreview_set.all())
    if review is None:
        raise NotPossible("The legal basis has not been reviewed.")
    answered = {finding.item_id for finding in review.findings.all()}
    if any(item.pk not in answered for item in asked_now(request)):
        raise NotPossible("The legal basis must be answered for every item.")
    loose = {LegalBasisFinding.PERMITTED, LegalBasisFinding.CONSENTED} & effects_in(review)
    if loose and request.subject_kind == SubjectKind.NOBODY_NAMED and not request.emergency:
        raise NotPossible(
            "Nobody is named. Such a request passes only where the law compels it: "
            "record no basis for the other items, or ask the requester whom they mean."
        )
    return review


def needs_public_interest(request: Request, at: datetime) -> None:
    """At least one item is only permitted: confidence must be outweighed (CLDC-5)."""
    review = live_legal_basis(request)
    if LegalBasisFinding.PERMITTED not in effects_in(review):
        raise NotPossible("No item rests on the public interest: it goes straight to the guardian.")


def may_skip_public_interest(request: Request, at: datetime) -> None:
    """Every item is compelled, consented or without a basis (G6: scope check only)."""
    review = live_legal_basis(request)
    if LegalBasisFinding.PERMITTED in effects_in(review):
        raise NotPossible("An item that the law only permits must have the public interest weighed.")


def public_interest_is_complete(request: Request, at: datetime) -> None:
    """ "Not met" needs Q1, Q2 and the factors; "met" needs Q1 to Q12 (structured public-interest test)."""
    review = live(request.publicinterestreview_set.all())
    if review is None or not review.conclusion:
        raise NotPossible("The public interest has not been weighed.")
    questions = list(catalogue().questions)
    needed = questions if review.conclusion == "met" else questions[:2]
    unanswered = [code for code in needed if not str(review.answers.get(code, "")).strip()]
    if unanswered:
        raise NotPossible("Answer " + ", ".join(unanswered) + " first.")
    if not review.factors:
        raise NotPossible("Choose the factors that weighed.")
    if not review.reason.strip():
        raise NotPossible("Say in words how the factors weigh.")
    findings = live_legal_basis(request).findings.all()
    permitted = {f.item_id for f in findings if f.effect == LegalBasisFinding.PERMITTED}
    if permitted - {finding.item_id for finding in review.findings.all()}:
        raise NotPossible("Advise on every item that the law only permits.")


def test_was_taken(request: Request, at: datetime) -> None:
    """Only a request whose public interest was weighed can go back to that review."""
    if live(request.publicinterestreview_set.all()) is None:
        raise NotPossible("The public interest was not weighed in this request.")


def binding_instrument(request: Request) -> bool:
    """Whether an order, summons, warrant or notice came with it."""
    return hasattr(request, "instrument")


def may_refuse_early(request: Request, at: datetime) -> None:
    """Never an emergency or a binding instrument: those are looked at in full."""
    if request.emergency:
        raise NotPossible("An emergency is decided as one, or goes through the reviews.")
    if binding_instrument(request):
        raise NotPossible("A binding instrument goes through legal-basis review before it can be refused.")


def record_flags(request: Request) -> set[str]:
    """Prohibitions seen on the face of the request or on the record."""
    flags: set[str] = set()
    triage, match = live(request.triage_set.all()), live(request.matches.all())
    if triage is not None:
        flags.update(triage.prohibitions)
    if match is not None:
        flags.update(match.record_flags)
    return flags


def court_order_binds(request: Request) -> bool:
    """The requester is a court and its order came with the request."""
    return binding_instrument(request) and request.requester.kind in COURT_KINDS


def prohibitions_allow(request: Request) -> None:
    """PR-01 to PR-04 and PR-06 stop; PR-05 stops all but a court's order with the DPO's advice."""
    flags = record_flags(request)
    stops = sorted(flags.intersection(HARD_STOPS))
    if stops:
        raise NotPossible(f"Disclosure is prohibited ({', '.join(stops)}): it can be refused or returned.")
    if "PR-05" in flags:
        if not court_order_binds(request):
            raise NotPossible(
                "A location marker (PR-05) protects this person: only a court's order passes it."
            )
        review = live(request.legalbasisreview_set.all())
        if review is None or not review.dpo_advice.strip():
            raise NotPossible("A location marker (PR-05): record the data protection officer's advice first.")


def verification_suffices(
    request: Request,
    *,
    effects: dict[str, str],
    powers: dict[str, str] | None = None,
    emergency: bool = False,
) -> None:
    """The level that the strictest disclosed item needs, and a supervisor for an address without compulsion.

    effects: item token → compelled, consented or permitted; powers: token → the power relied on, whose
    issuer says whether V4 (checked with the court or coroner) is needed. Practice, not statute.
    """
    verification = live(request.verifications.all())
    level = verification.level if verification is not None else "V0"
    for token, effect in effects.items():
        power = (powers or {}).get(token, "")
        gap = verification_gap(request, level, token=token, effect=effect, power=power, emergency=emergency)
        if gap:
            raise NotPossible(gap, who_can=VERIFIERS)


def verification_gap(
    request: Request, level: str, *, token: str, effect: str, power: str = "", emergency: bool = False
) -> str:
    """What the requester's verification, at this level, lacks for one item, in words; "" when it suffices."""
    need = rules.minimum_verification(
        effect,
        [token] if token in catalogue().items else [],
        court=bool(power) and rules.issued_by_court(power),
        emergency=emergency,
    )
    if not rules.at_least(level, need.level):
        return f"{token} needs the requester verified to {need.level}; it is {level}. {need.reason}"
    if need.supervisor and not request.requester.supervisor:
        return f"{token} needs a supervisor's countersignature. {need.reason}"
    return ""


def findings_of(request: Request) -> dict[str, LegalBasisFinding]:
    """The live legal-basis finding of each item, by token."""
    findings = LegalBasisFinding.objects.filter(review__request=request, review__voided_at=None)
    return {finding.item.token: finding for finding in findings.select_related("item")}


def live_match(request: Request) -> Match:
    """The live match; uncertain stops."""
    match = live(request.matches.all())
    if match is None:
        raise NotPossible("The person has not been matched to a record yet.", who_can=MATCHERS)
    if match.result == Match.UNCERTAIN:
        raise NotPossible("The match is uncertain: nothing can be disclosed on it.", who_can=MATCHERS)
    return match


def may_approve(request: Request, at: datetime) -> None:
    """Every gate passed: legal basis, public interest where needed, match, prohibitions."""
    review = live_legal_basis(request)
    if not effects_in(review) - {LegalBasisFinding.NO_BASIS}:
        raise NotPossible("No item has a legal basis: it can only be refused or returned.")
    if LegalBasisFinding.PERMITTED in effects_in(review):
        public_interest_is_complete(request, at)
    if request.subject_kind != SubjectKind.NOBODY_NAMED:
        live_match(request)
    prohibitions_allow(request)


def is_emergency(request: Request, at: datetime) -> None:
    """A named person risks death or serious harm within hours; verified to V2, matched, no PR-01 to PR-04."""
    if not request.emergency:
        raise NotPossible("This request was not logged as an emergency.")
    stops = sorted(record_flags(request).intersection(EMERGENCY_STOPS))
    if stops:
        raise NotPossible(f"Disclosure is prohibited ({', '.join(stops)}), in an emergency too.")
    if live_match(request).result == Match.NOT_FOUND:
        raise NotPossible(
            "No record was found, so there is nothing to disclose. Saying so is a disclosure too: send the "
            "request through the reviews."
        )


def live_decision(request: Request, at: datetime) -> Decision:
    """The live approval, not expired, or NotPossible."""
    decision = live(request.decisions.all())
    if decision is None or not decision.approves:
        raise NotPossible("There is no live approval.")
    if decision.expires_at is None or at >= decision.expires_at:
        raise NotPossible("The approval has expired: the guardian must decide again.")
    return decision


def may_release(request: Request, at: datetime) -> None:
    """Asked again under lock: the approval lives, and what it rests on still stands."""
    decision = live_decision(request, at)
    if decision.emergency:
        is_emergency(request, at)
    else:
        may_approve(request, at)


def approval_has_expired(request: Request, at: datetime) -> None:
    """The approval's expiry is past."""
    decision = live(request.decisions.all())
    if decision is None or decision.expires_at is None or decision.expires_at > at:
        raise NotPossible("The approval has not expired.")


def release_has_lapsed(request: Request, at: datetime) -> None:
    """A working day has passed since the release and nothing was confirmed."""
    if not any(go.ended_at is None and go.lapses_at <= at for go in request.releases.all()):
        raise NotPossible("The release has not lapsed.")


def may_disclose(request: Request, at: datetime) -> None:
    """There is a live release."""
    if all(go.ended_at is not None for go in request.releases.all()):
        raise NotPossible("There is no live release.")


def may_close(request: Request, at: datetime) -> None:
    """An emergency closes only after somebody uninvolved reviewed it."""
    decided = any(d.emergency and d.round == request.round for d in request.decisions.all())
    if decided and all(review.round != request.round for review in request.emergency_reviews.all()):
        raise NotPossible(
            "An emergency can't close before somebody who was not involved has reviewed it.",
            who_can="Data protection officer, IG lead or clinician who took no part",
        )


def guard(name: str) -> Guard:
    """The guard of that name; "" allows."""
    if not name:
        return lambda request, at: None
    found: Guard = globals()[name]
    return found
