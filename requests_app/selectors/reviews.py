"""What the pages of triage and the reviews read of one request that the person sees, in few queries."""

from django.db.models import Prefetch, Q, QuerySet

from consent.models import Asking, Consent, Objection
from requests_app.models import (
    AdviceReferral,
    AskedItem,
    ClaimedLaw,
    LegalBasisFinding,
    LegalBasisReview,
    Match,
    ObjectionWeighing,
    Participation,
    PublicInterestFinding,
    PublicInterestReview,
    Request,
    RequesterOrganisation,
    StatusChange,
    Subject,
    Triage,
    Verification,
)
from requests_app.selectors.story import load_agreement, load_parts


def load_face(request: Request, *, subjects: bool, match: bool = False) -> None:
    """Read in one query what these pages show of a request; the agreement that it cites takes three more.

    Whose data it is, and whether they were found on the list, only for those who may see it.
    """
    hidden = (*([Subject, Objection, ObjectionWeighing] if subjects else []), *([Match] if match else []))
    checked = (RequesterOrganisation, Verification)
    said = (Consent, Asking)
    load_parts(
        request, AskedItem, ClaimedLaw, Participation, Triage, AdviceReferral, *checked, *said, *hidden
    )
    load_agreement(request)


def items_of(request: Request) -> list[AskedItem]:
    """The items that are asked for now, in the requester's order."""
    return [item for item in request.items.all() if not item.dropped]


def claims_of(request: Request) -> list[str]:
    """The codes of the law that the requester claims."""
    return [claim.code for claim in request.claims.all()]


def subjects_of(request: Request) -> list[Subject]:
    """Whom the requester names; only for those who may see the subject."""
    return list(request.subjects.all())


def triages(request: Request) -> list[Triage]:
    """The triage answers of this round, the newest first; voided ones too."""
    return [row for row in request.triage_set.all() if row.round == request.round]


def live_verification(request: Request) -> Verification | None:
    """How far the requester was checked, with who checked and whom they called."""
    return request.verifications.filter(voided_at=None).select_related("verified_by", "called").first()


def register_of(request: Request, *, whole: bool = False) -> QuerySet[RequesterOrganisation]:
    """The practice's register entries that have a number to call back.

    Those of the requester's own kind and the requester's own entry, or with `whole` all of them.
    """
    found = RequesterOrganisation.objects.filter(practice=request.practice_id).exclude(switchboard="")
    if not whole:
        found = found.filter(Q(kind=request.requester.kind) | Q(pk=request.requester.organisation_id))
    return found.select_related("entered_by", "confirmed_by")


def last_change(request: Request) -> StatusChange | None:
    """How it came to the state it is in."""
    return (
        StatusChange.objects.filter(request=request).select_related("changed_by").order_by("-number").first()
    )


def legal_reviews(request: Request) -> list[LegalBasisReview]:
    """The legal-basis reviews of this round with their findings, the newest first; voided ones too."""
    found = request.legalbasisreview_set.filter(round=request.round).select_related("reviewer")
    findings = LegalBasisFinding.objects.select_related("item", "consent")
    return list(found.prefetch_related(Prefetch("findings", queryset=findings)))


def public_interest_reviews(request: Request) -> list[PublicInterestReview]:
    """The public-interest reviews of this round with their advice, the newest first; voided ones too."""
    found = request.publicinterestreview_set.filter(round=request.round).select_related("reviewer")
    findings = PublicInterestFinding.objects.select_related("item")
    return list(found.prefetch_related(Prefetch("findings", queryset=findings)))


def live_findings(request: Request) -> list[LegalBasisFinding]:
    """What the live legal-basis review says of each item, with the review."""
    found = LegalBasisFinding.objects.filter(review__request=request, review__voided_at=None)
    return list(found.select_related("item", "consent", "review__reviewer"))


def live_match(request: Request) -> Match | None:
    """The match as it stands; only for those who may see it."""
    return next((match for match in request.matches.all() if match.voided_at is None), None)
