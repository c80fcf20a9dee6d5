"""May the guardian approve, and does an approval live?"""

from datetime import datetime

from kit.errors import NotPossible
from requests_app.models import Decision, LegalBasisFinding, Match, Request
from requests_app.models.request import SubjectKind
from requests_app.policies.common import effects_in, live
from requests_app.policies.in_force import law_stands
from requests_app.policies.objections import objections_weighed
from requests_app.policies.prohibitions import EMERGENCY_STOPS, prohibitions_allow, record_flags
from requests_app.policies.reviews import live_legal_basis, public_interest_is_complete

EMERGENCY_ITEMS = ("D06", "D08", "D09")
EMERGENCY_KINDS = ("police", "ambulance", "safeguarding_board", "council")
# DPA 2018 Sch 2 para 4: not a practice's to use, and a sign of what the request is for.
IMMIGRATION_EXEMPTION = "EX-04"
# Who can mend what stops an approval.
MATCHERS = "An information governance lead, clinical reviewer or Caldicott guardian can record the match"


def live_match(request: Request) -> Match:
    """The live match; uncertain stops."""
    match = live(request.matches.all())
    if match is None:
        raise NotPossible("The person has not been matched to a record yet.", who_can=MATCHERS)
    if match.result == Match.UNCERTAIN:
        raise NotPossible("The match is uncertain: nothing can be disclosed on it.", who_can=MATCHERS)
    return match


def may_approve(request: Request, at: datetime) -> None:
    """Every gate passed: basis in force, public interest where needed, match, prohibitions, objections."""
    review = live_legal_basis(request)
    law_stands(request, review, at)
    if not effects_in(review) - {LegalBasisFinding.NO_BASIS}:
        raise NotPossible("No item has a legal basis: it can only be refused or returned.")
    if LegalBasisFinding.PERMITTED in effects_in(review):
        public_interest_is_complete(request, at)
    if request.subject_kind != SubjectKind.NOBODY_NAMED:
        live_match(request)
    prohibitions_allow(request)
    objections_weighed(request, at)


def immigration_claims(request: Request) -> list[str]:
    """The immigration law that the requester claims, in order: powers of that kind, and the exemption."""
    codes = {claim.code for claim in request.claims.all()}
    return sorted(code for code in codes if code.startswith("IM-") or code == IMMIGRATION_EXEMPTION)


def check_emergency(request: Request) -> None:
    """Who may ask in an emergency, and about whom; nothing to check in any other request."""
    if not request.emergency:
        return
    if request.requester.kind not in EMERGENCY_KINDS:
        raise NotPossible(
            "Only police, ambulance or safeguarding can ask in an emergency; choose another urgency."
        )
    claimed = immigration_claims(request)
    if claimed:
        raise NotPossible(
            f"The requester claims immigration law ({', '.join(claimed)}): nothing with an immigration "
            "purpose is an emergency here. Choose another urgency."
        )
    # A linked request came with others, and is about one of them.
    if request.subject_kind == SubjectKind.NOBODY_NAMED or len(request.subjects.all()) != 1:
        raise NotPossible("An emergency is about one named person; choose another urgency.")


def is_emergency(request: Request, at: datetime) -> None:
    """A named person risks death or serious harm within hours; verified to V2, matched, no PR-01 to PR-04."""
    if not request.emergency:
        raise NotPossible("This request was not logged as an emergency.")
    check_emergency(request)
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
