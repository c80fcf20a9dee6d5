"""What a consent allows of the request that it was given for, and what its withdrawal takes away.

A consent is specific to its items, its recipient and its purpose (DOMAIN.md 2.1, CLDC-1). It is looked at
when something rests on it, again at the approval and at the release, and by the database's triggers.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from consent import covers
from consent.models import Consent
from kit.errors import NotPossible
from requests_app.models import LegalBasisFinding, LegalBasisReview, Request
from requests_app.policies.common import live

WITHDRAWN = "The patient withdrew the consent that this rests on. The legal basis is reviewed again first."
NONE_RECORDED = (
    "{token} rests on a consent that the register does not hold. The legal basis is reviewed again first: "
    "record the consent, then choose it there."
)
WHO_CAN = "An information governance lead, who returns it to the legal-basis review"


def consented(review: LegalBasisReview) -> list[LegalBasisFinding]:
    """The findings of the review that rest on the patient's consent."""
    return [row for row in review.findings.all() if row.effect == LegalBasisFinding.CONSENTED]


def resting_on_consent(request: Request) -> list[LegalBasisFinding]:
    """The live findings that rest on consent. An approval given in an emergency rests on the danger alone."""
    decision, review = live(request.decisions.all()), live(request.legalbasisreview_set.all())
    if review is None or (decision is not None and decision.emergency):
        return []
    return consented(review)


def rests_on_withdrawn(request: Request) -> bool:
    """Whether a live finding rests on a consent that was withdrawn."""
    return any(_withdrawn(row.consent) for row in resting_on_consent(request))


def rests_on_withdrawn_consent(request: Request, at: datetime) -> None:
    """Only what rests on a consent that was withdrawn goes back for it."""
    if not rests_on_withdrawn(request):
        raise NotPossible("Nothing in this request rests on a consent that was withdrawn.")


def consent_stands(review: LegalBasisReview) -> None:
    """Nothing goes on upon a review that rests on a withdrawn consent, or on one that isn't recorded."""
    for row in consented(review):
        if row.consent is None:
            raise NotPossible(NONE_RECORDED.format(token=row.item.token), who_can=WHO_CAN)
        if _withdrawn(row.consent):
            raise NotPossible(WITHDRAWN, who_can=WHO_CAN)


def consents_cover(
    request: Request,
    review: LegalBasisReview,
    at: datetime,
    *,
    tokens: Collection[str] | None = None,
    recipient: str | None = None,
) -> None:
    """Each item that rests on a consent is covered by it on the day of `at`.

    tokens: only these items; recipient: to whom they go (None: nobody decided that yet).
    """
    consent_stands(review)
    for row in consented(review):
        if row.consent is None or (tokens is not None and row.item.token not in tokens):
            continue
        why = why_not_covered(request, row.consent, row.item.token, at, recipient=recipient)
        if why:
            raise NotPossible(f"{row.item.token}: {why} Ask the patient again, or rest on something else.")


def why_not_covered(
    request: Request, consent: Consent, token: str, at: datetime, *, recipient: str | None = None
) -> str:
    """Why the consent doesn't cover an item of the request on the day of `at`, in words; "" where it does."""
    if consent.for_request != request.key:
        return "The consent was given for another request."
    return covers.why_not(
        consent,
        item=token,
        recipient=consent.recipient if recipient is None else recipient,
        purpose=request.purpose,
        day=timezone.localdate(at),
    )


def keeps_to_consents(request: Request, tokens: Collection[str], recipient: str, at: datetime) -> None:
    """What would be disclosed upon consent is covered for this very recipient."""
    review = live(request.legalbasisreview_set.all())
    if review is not None:
        consents_cover(request, review, at, tokens=tokens, recipient=recipient)


def sent_after_withdrawal(request: Request, tokens: Iterable[str], sent_at: datetime) -> bool:
    """Whether an item was sent when the consent that it rests on was withdrawn already."""
    sent = set(tokens)
    return any(
        row.item.token in sent
        and row.consent is not None
        and row.consent.withdrawn_at is not None
        and row.consent.withdrawn_at <= sent_at
        for row in resting_on_consent(request)
    )


def recipients_consented_to(request: Request) -> list[str]:
    """To whom the live findings' consents allow anything to go, each named once."""
    found = (row.consent.recipient for row in resting_on_consent(request) if row.consent is not None)
    return list(dict.fromkeys(found))


def _withdrawn(consent: Consent | None) -> bool:
    return consent is not None and consent.withdrawn_at is not None
