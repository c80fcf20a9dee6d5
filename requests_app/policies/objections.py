"""What the person objected to, and whether that was weighed. An objection stops nothing by itself.

It must be weighed before an approval (DOMAIN.md 3.5, factor A6, and Q6 "any view expressed"), and one that
came after it before the release. It is no veto:
a duty or an order is complied with within its terms (2.1, CLDC-2 and CLDC-4), and what the guardian does
against an objection that was upheld is said with a reason. An emergency is never held up by it.
"""

from collections.abc import Collection
from datetime import datetime

from consent.models import Objection
from consent.objecting import Asked, Sameness, concerned, same_person, surest
from consent.patients import objections_about
from kit.errors import NotPossible
from requests_app.models import Decision, LegalBasisFinding, ObjectionWeighing, Request
from requests_app.policies.common import asked_now
from requests_app.policies.reviews import findings_of

# Where a loaded story keeps them (selectors.story).
LOADED = "_objections"
WEIGHERS = "The Caldicott guardian can weigh it; a reviewer can, while the request is at their review"


def objections_of(request: Request) -> list[Objection]:
    """Every objection that a person of this request may have made, the latest first; also those taken back.

    Found by keyed hashes: no patient list is opened (INV-06). No query where the story is loaded.
    """
    loaded: list[Objection] | None = request.__dict__.get(LOADED)
    if loaded is not None:
        return loaded
    return list(objections_about(request.practice_id, request.subjects.all()))


def sameness_of(request: Request, objection: Objection) -> Sameness:
    """Why one of its objections is taken to be about a person of this request."""
    found = surest([same_person(subject, objection) for subject in request.subjects.all()])
    return found or Sameness.LINKED


def asked_of(request: Request) -> Asked:
    """What objections are held against: who asks, and for what."""
    asks = getattr(request, "requester", None)
    organisation = asks.organisation if asks is not None else None
    return Asked(
        kind=asks.kind if asks is not None else "",
        organisation=organisation.key if organisation is not None else None,
        organisation_name=asks.organisation_name if asks is not None else "",
        items=[(item.token, item.code) for item in asked_now(request)],
    )


def concerned_by(request: Request, objection: Objection) -> list[str]:
    """The tokens of this request's items that the objection is about; none once it was taken back."""
    return concerned(objection, asked_of(request))


def weighing_of(request: Request, objection: Objection) -> ObjectionWeighing | None:
    """How it was weighed in this round, if nothing voided that and no further item is asked for since."""
    tokens = set(concerned_by(request, objection))
    for row in request.objection_weighings.all():
        alive = row.voided_at is None and row.round == request.round
        if alive and row.objection_id == objection.pk and tokens <= set(row.considered):
            return row
    return None


def to_weigh(request: Request) -> list[Objection]:
    """The objections that are about this request and that nobody has weighed yet."""
    return [
        objection
        for objection in objections_of(request)
        if concerned_by(request, objection) and weighing_of(request, objection) is None
    ]


def upheld_items(request: Request) -> set[str]:
    """The tokens of the items for which an objection was upheld that still stands."""
    found: set[str] = set()
    for objection in objections_of(request):
        weighed = weighing_of(request, objection)
        if weighed is not None:
            found |= set(weighed.upheld) & set(concerned_by(request, objection))
    return found


def objections_weighed(request: Request, at: datetime) -> None:
    """No approval before each objection that is about this request was weighed."""
    left = len(to_weigh(request))
    if left:
        many = "An objection" if left == 1 else f"{left} objections"
        raise NotPossible(
            f"{many} of the person {'is' if left == 1 else 'are'} not weighed yet for this request. "
            "Say first whether it is upheld, and why.",
            who_can=WEIGHERS,
        )


def none_upheld_since(request: Request, decision: Decision, tokens: Collection[str]) -> None:
    """None of these leaves where an objection to it was upheld after the approval: that didn't know of it.

    Only where the law permits and doesn't compel (DOMAIN.md 2.1).
    """
    upheld: set[str] = set()
    for objection in objections_of(request):
        weighed = weighing_of(request, objection)
        if weighed is not None and weighed.weighed_at > decision.decided_at:
            upheld |= set(weighed.upheld)
    upheld &= set(tokens)
    findings = findings_of(request) if upheld else {}
    for token in sorted(upheld):
        if findings[token].effect == LegalBasisFinding.PERMITTED:
            raise NotPossible(
                f"{token}: an objection was upheld after the approval. Leave it out, or let the guardian "
                "weigh the objection again, or decide anew when the approval has ended.",
                who_can=WEIGHERS,
            )
