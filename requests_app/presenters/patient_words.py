"""One request as its patient may read it: who asked, for what, on what law, what was decided, what left.

Plain words, without codes, without what the requester alleges, and without names but the recipient's.
The request comes with its story loaded: nothing here asks the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kit.dates import date_time, long_date
from requests_app.law.loader import Catalogue
from requests_app.models import AskedItem, Decision, ItemDecision, LegalBasisReview, Request
from requests_app.policies import live
from requests_app.presenters.applied_law import law_of, law_of_case
from requests_app.presenters.work import kind_label
from requests_app.selectors.statements import is_decided
from requests_app.workflow import State

#: By the register's outcome. A test asks that every outcome of the catalogue has its sentence.
OUTCOMES: dict[str, str] = {
    "DISCLOSE_FULL": "We decided that all of it could be given.",
    "DISCLOSE_PART": "We decided that part of it could be given, and refused the rest.",
    "NOT_HELD": "We decided to answer that we found no record.",
    "REFUSE_PI_NOT_MET": "We refused. The public interest did not outweigh the duty of confidence.",
    "REFUSE_NO_BASIS": "We refused. There was no law on which it could be given.",
    "REFUSE_NCND": "We refused, and neither confirmed nor denied whether we know the person.",
    "REFUSE_PROHIBITED": "We refused. The law forbids giving it.",
    "AGREEMENT_WITHDRAWN": "We refused. The agreement that was named no longer stands.",
    "COMPELLED_COMPLIED": "The law required us to give it, and we decided to do so.",
    "COMPELLED_PARTIAL_COURT_REFERRED": "The law made us give part of it. We put the rest to the court.",
    "COMPELLED_CHALLENGED": "We did not give it, and challenged the order or notice.",
    "REJECTED_PROCEDURE": "We did not consider it, because it was not made in the way that it must be.",
    "MISDIRECTED": "It was meant for another body, so we did not consider it.",
    "RECLASSIFIED_SAR": "It was dealt with as a request for a person’s own data.",
    "RECLASSIFIED_FOI": "It was dealt with under the Freedom of Information Act.",
    "WITHDRAWN_BY_REQUESTER": "Who asked took the request back.",
    "UNANSWERED": "We asked who made it a question, had no answer, and ended it.",
}
#: How a request ends without a decision of the guardian.
ENDED = (State.REJECTED, State.MISDIRECTED, State.RECLASSIFIED, State.WITHDRAWN)
FELL = "This no longer stands."
UNDECIDED = "It has not been decided yet."
NOTHING_LEFT = "Nothing was given."
#: Stands in what is shown before it is made: no document is made without the words.
TO_BE_WRITTEN = "[Your words about the incident recorded on {at} will stand here.]"
#: By what the guardian found to outweigh confidentiality. A test asks that none of the catalogue is missing.
GROUNDS: dict[str, str] = {
    "CLDC-1": "Consent was given",
    "CLDC-2": "The law requires us to give it",
    "CLDC-3": "A law allows us to give it",
    "CLDC-4": "A court or tribunal ordered it",
    "CLDC-5": "The public interest in giving it outweighed the duty to keep it in confidence",
    "CLDC-6": "It was for the overall benefit of a patient who could not decide",
    "CLDC-7": "It was approved for medical purposes (NHS Act 2006 s.251)",
}
#: Where the power itself is the ground. Of a permission the public interest is: the power justifies nothing
#: by itself (INV-01).
CITED = ("CLDC-2", "CLDC-3", "CLDC-4")
GIVES = ItemDecision.DISCLOSE
OWN_WORDS = "Something else, which they described in their own words"
NO_LAW_NAMED = "They named no law."


@dataclass(frozen=True)
class ForPatient:
    """One request in plain words.

    decided, decided_on, relied_on: how it stands now. earlier: a line for each decision that fell.
    left: a line for each disclosure, with the law of its own decision. otherwise: a line for each incident.
    """

    reference: str
    received: str
    who: str
    items: list[str]
    named_law: list[str]
    relied_on: list[str]
    decided: str
    decided_on: str
    earlier: list[str]
    left: list[str]
    otherwise: list[str]


def for_patient(request: Request, said: Mapping[UUID, str] | None = None) -> ForPatient:
    """The request as the patient may read it. said: by an incident's key, what was written for them of it."""
    decision = standing_decision(request)
    asks = request.requester
    name = ", ".join(filter(None, [asks.organisation_name, asks.unit]))
    law = law_of_case(request)
    return ForPatient(
        reference=request.name,
        received=long_date(request.received_on),
        who=f"{name} ({kind_label(asks.kind)})",
        items=[item_words(item, law) for item in request.items.all() if not item.dropped],
        named_law=named_law(request, law),
        relied_on=relied_on(request, decision),
        decided=decided_words(request),
        decided_on=decided_on(request),
        earlier=earlier_words(request),
        left=left_words(request),
        otherwise=otherwise_words(request, said or {}),
    )


def standing_decision(request: Request) -> Decision | None:
    """The decision that stands; None while it is undecided, and where it ended without one."""
    if not is_decided(request):
        return None
    return live(request.decisions.all())


def decided_on(request: Request) -> str:
    """The day of the decision that stands, else of the change of state that ended it; "" while undecided."""
    decision = standing_decision(request)
    if decision is not None:
        return long_date(decision.decided_at)
    if not is_decided(request):
        return ""
    changes = [row for row in request.status_changes.all() if row.round == request.round]
    ended = [row.changed_at for row in changes if row.to_state in ENDED]
    return long_date(max(ended, default=None))


def earlier_words(request: Request) -> list[str]:
    """What was decided before and no longer stands, in whatever round, the first first."""
    stands = standing_decision(request)
    before = sorted(request.decisions.all(), key=lambda row: row.decided_at)
    return [_earlier(request, row) for row in before if row != stands]


def decided_words(request: Request) -> str:
    """What became of it, in a sentence."""
    if not is_decided(request):
        return UNDECIDED
    return OUTCOMES[request.outcome]


def item_words(item: AskedItem, law: Catalogue) -> str:
    """What the item is called, without its code; never in the requester's words, which may be of others."""
    known = law.items.get(item.code)
    return known.label if known else OWN_WORDS


def named_law(request: Request, law: Catalogue) -> list[str]:
    """The law that the requester named, with its citation."""
    found = [law.claimable[claim.code] for claim in request.claims.all() if claim.code in law.claimable]
    lines = [_cited(entry) for entry in found]
    return lines or [NO_LAW_NAMED]


def relied_on(request: Request, decision: Decision | None) -> list[str]:
    """On what we relied for what that decision gave, each ground once."""
    if decision is None or not decision.approves:
        return []
    return _grounds(request, decision, [row for row in decision.items.all() if row.outcome == GIVES])


def left_words(request: Request) -> list[str]:
    """What left, when, to whom and on what law; a line for each disclosure, the first first."""
    lines = []
    for sent in sorted(request.disclosures.all(), key=lambda row: row.sent_at):
        decision = sent.release.decision
        law = law_of(decision)
        given = [row.released_item.item_decision for row in sent.items.all()]
        what = ", ".join(item_words(item, law) for item in items_of(row.item for row in given))
        grounds = "; ".join(_grounds(request, decision, given))
        lines.append(f"{what}. Given on {long_date(sent.sent_at)} to {sent.recipient}. {grounds}.")
    return lines


def otherwise_words(request: Request, said: Mapping[UUID, str]) -> list[str]:
    """What left otherwise than decided, as somebody wrote it for the patient; a line for each incident."""
    rows = sorted(request.incidents.all(), key=lambda row: row.pk)
    return [said.get(row.key) or TO_BE_WRITTEN.format(at=date_time(row.recorded_at)) for row in rows]


def items_of(items: Iterable[AskedItem]) -> list[AskedItem]:
    """In the order in which they were asked for."""
    return sorted(items, key=lambda item: item.position)


def _earlier(request: Request, decision: Decision) -> str:
    grounds = "; ".join(relied_on(request, decision))
    law = f" {grounds}." if grounds else ""
    return f"On {long_date(decision.decided_at)}: {OUTCOMES[decision.outcome]}{law} {FELL}"


def _grounds(request: Request, decision: Decision, given: Iterable[ItemDecision]) -> list[str]:
    """The grounds of these items of the decision, each once, in the order in which they were asked for."""
    review = _review_of(request, decision)
    powers = {row.item_id: row.power for row in (review.findings.all() if review else [])}
    law = law_of(decision)
    order = sorted(given, key=lambda row: row.item.position)
    return list(dict.fromkeys(_ground(row.basis, powers.get(row.item_id, ""), law) for row in order))


def _review_of(request: Request, decision: Decision) -> LegalBasisReview | None:
    """The legal-basis review on which the decision was made.

    None where that can't be said for certain: then the ground is told, and no law is named for it.
    """
    for review in request.legalbasisreview_set.all():
        finished, fell = review.finished_at, review.voided_at
        if finished and finished <= decision.decided_at and (fell is None or fell >= decision.decided_at):
            return review
    return None


def _ground(basis: str, power: str, law: Catalogue) -> str:
    words = GROUNDS[basis]
    entry: Any = law.powers.get(power) if basis in CITED else None
    return f"{words}: {entry.label}, {entry.cite}" if entry else words


def _cited(entry: Any) -> str:
    cite = getattr(entry, "cite", "")
    return f"{entry.label} ({cite})" if cite else str(entry.label)
