"""What a consent allows of the request that it was given for, and what its withdrawal takes away.

A consent is specific to its items, its recipient and its purpose (DOMAIN.md 2.1, CLDC-1). It is looked at
when something rests on it, again at the approval and at the release, and by the database's triggers.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from consent import covers
from consent.models import Consent
from kit.errors import NotPossible
from practices.roles import who_can
from requests_app.models import AskedItem, LegalBasisFinding, LegalBasisReview, Request
from requests_app.policies.common import live
from requests_app.workflow import find

WITHDRAWN = "The patient withdrew the consent that this rests on. The legal basis is reviewed again first."
MISTAKEN = "The consent that this rests on was recorded by mistake. The legal basis is reviewed again first."
SENT_BY_MISTAKE = "The consent that it rests on was recorded by mistake: record an incident."
NONE_RECORDED = (
    "{token} rests on a consent that the register does not hold. The legal basis is reviewed again first: "
    "record the consent, then choose it there."
)
SENT_AFTER = (
    "The patient withdrew the consent that it rests on before it was sent: record an incident. Where the "
    "practice was told on an earlier day than it was sent, that is so too."
)
ANOTHER_PERSON = (
    "The consent was given before the request was corrected to say whom it is about: record it again if it "
    "is this person’s."
)
# By which a request comes back to its legal-basis review, or one step nearer to it.
WAYS_BACK = ("return_to_legal_basis", "basis_fell", "call_off")


# Whose requests put no pressure of their own on a patient. Every other kind has power over a person, by its
# office or in their life: what was asked about a consent being freely given is then kept with it.
WITHOUT_POWER = frozenset(
    {
        "solicitor_patient",
        "solicitor_other",
        "ambulance",
        "nhs_body",
        "patient_or_agent",
        "personal_representative",
        "press_or_researcher",
        "other",
    }
)
NOT_ASKED_FREELY = (
    "Whoever asks has power over the patient, and nothing is recorded on whether it was freely given: ask "
    "them, and record the consent again."
)


def has_power(request: Request) -> bool:
    """Whether whoever asks has power over a patient by what they are (Home Office, police, an employer…)."""
    return request.requester.kind not in WITHOUT_POWER


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
    """Whether a live finding rests on a consent that was withdrawn, or was recorded by mistake."""
    return any(_withdrawn(row.consent) for row in resting_on_consent(request))


def rests_on_withdrawn_consent(request: Request, at: datetime) -> None:
    """Only what rests on a consent that no longer stands goes back for it."""
    if not rests_on_withdrawn(request):
        raise NotPossible("Nothing in this request rests on a consent that no longer stands.")


def who_returns(request: Request) -> str:
    """Who can bring the request back to its legal-basis review from where it stands, and by what."""
    rows = [row for verb in WAYS_BACK if (row := find(verb, request.state)) is not None]
    return f"{who_can(rows[0].permission)}: “{rows[0].label}”" if rows else who_can("review_legal_basis")


def consent_stands(request: Request, review: LegalBasisReview) -> None:
    """Nothing goes on upon a review that rests on a withdrawn consent, or on one that isn't recorded."""
    for row in consented(review):
        if row.consent is None:
            raise NotPossible(NONE_RECORDED.format(token=row.item.token), who_can=who_returns(request))
        if _withdrawn(row.consent):
            words = MISTAKEN if row.consent is not None and row.consent.mistaken else WITHDRAWN
            raise NotPossible(words, who_can=who_returns(request))


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
    consent_stands(request, review)
    for row in consented(review):
        if row.consent is None or (tokens is not None and row.item.token not in tokens):
            continue
        why = why_not_covered(request, row.consent, row.item, at, recipient=recipient)
        if why:
            raise NotPossible(
                f"{row.item.token}: {why} Ask the patient again, or rest on something else.",
                who_can=who_returns(request),
            )


def why_not_covered(
    request: Request, consent: Consent, item: AskedItem, at: datetime, *, recipient: str | None = None
) -> str:
    """Why the consent doesn't cover an item of the request on the day of `at`, in words; "" where it does."""
    if _withdrawn(consent):
        return covers.MISTAKEN if consent.mistaken else covers.TAKEN_BACK
    if has_power(request) and not consent.freely_given.strip():
        return NOT_ASKED_FREELY
    return why_beyond(request, consent, item, at, recipient=recipient)


def why_beyond(
    request: Request, consent: Consent, item: AskedItem, at: datetime, *, recipient: str | None = None
) -> str:
    """Why it never covered the item on the day of `at`, whatever was withdrawn since; "" where it did.

    A consent is about the person of its time: after a correction of the subject it covers nothing, even where
    it is the same person still. And it is to the item as it was worded then: other dates are another item.
    """
    if consent.for_request != request.key:
        return "The consent was given for another request."
    if consent.subject_version != request.subject_version:
        return ANOTHER_PERSON
    if item.token in consent.wording and consent.wording[item.token] != item.wording:
        return f"The consent is to {item.token} as it was worded before it was corrected."
    return covers.why_beyond(
        consent,
        item=item.token,
        recipient=consent.recipient if recipient is None else recipient,
        purpose=request.purpose,
        day=timezone.localdate(at),
    )


def keeps_to_consents(request: Request, tokens: Collection[str], recipient: str, at: datetime) -> None:
    """What would be disclosed upon consent is covered for this very recipient."""
    review = live(request.legalbasisreview_set.all())
    if review is not None:
        consents_cover(request, review, at, tokens=tokens, recipient=recipient)


def sent_while_consented(
    request: Request, tokens: Collection[str], recipient: str, sent_at: datetime
) -> None:
    """What rests on a consent and was sent was covered by it on that UK day, and nobody had taken it back.

    On the day on which the practice was told nobody knows which came first: it counts as before. A disclosure
    without that is none: it is recorded as an incident.
    """
    for row in resting_on_consent(request):
        if row.consent is None or row.item.token not in tokens:
            continue
        if row.consent.mistaken:
            raise NotPossible(SENT_BY_MISTAKE)
        if taken_back(row.consent, sent_at):
            raise NotPossible(SENT_AFTER)
        why = why_beyond(request, row.consent, row.item, sent_at, recipient=recipient)
        if why:
            raise NotPossible(f"{row.item.token} was sent, but: {why} Record an incident.")


def taken_back(consent: Consent, sent_at: datetime) -> bool:
    """Whether it was withdrawn before that moment, or the practice told on an earlier UK day."""
    if consent.withdrawn_at is None or consent.withdrawn_on is None:
        return False
    return consent.withdrawn_at <= sent_at or consent.withdrawn_on < timezone.localdate(sent_at)


def last_day_consented(request: Request, tokens: Collection[str]) -> date | None:
    """The UK day on which the first of the consents ends that these items rest on; None where none does."""
    resting = (row for row in resting_on_consent(request) if row.item.token in tokens)
    return min((row.consent.valid_until for row in resting if row.consent is not None), default=None)


def recipients_consented_to(request: Request) -> list[str]:
    """To whom the live findings' consents allow anything to go, each named once."""
    found = (row.consent.recipient for row in resting_on_consent(request) if row.consent is not None)
    return list(dict.fromkeys(found))


def _withdrawn(consent: Consent | None) -> bool:
    return consent is not None and consent.withdrawn_at is not None
