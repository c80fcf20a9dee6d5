"""What stops a disclosure whatever else speaks for it, and what it takes to go past one."""

from kit.errors import NotPossible
from requests_app.law.loader import catalogue
from requests_app.models import Decision, ProhibitionOverride, Request
from requests_app.models.advice import Adviser
from requests_app.models.decision import Route
from requests_app.policies.common import binding_instrument, live

# Offences to disclose, or protected whoever asks: a stop until an override is confirmed by a second person.
HARD_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04", "PR-06")
EMERGENCY_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04")
LOCATION = "PR-05"
COURT_KINDS = ("court", "tribunal")
COURT_INSTRUMENTS = ("court_order", "summons")
# By which a covering note goes with the values, in writing, to the court itself.
COURT_ROUTES = (Route.COURT_FILING, Route.RECORDED_POST, Route.SECURE_EMAIL, Route.BY_HAND)
OVERRIDERS = "An information governance lead can propose an override; a second senior person confirms it"


def record_flags(request: Request) -> set[str]:
    """Prohibitions seen on the face of the request or on the record."""
    flags: set[str] = set()
    triage, match = live(request.triage_set.all()), live(request.matches.all())
    if triage is not None:
        flags.update(triage.prohibitions)
    if match is not None:
        flags.update(match.record_flags)
    return flags


def hard_stops(request: Request) -> list[str]:
    """The hard stops seen on this request, overridden or not, in order."""
    return sorted(record_flags(request).intersection(HARD_STOPS))


def confirmed_overrides(request: Request) -> list[ProhibitionOverride]:
    """The overrides that count now: of this round, confirmed by a second person, and not void."""
    return [
        row
        for row in request.overrides.all()
        if row.voided_at is None and row.confirmed_at is not None and row.round == request.round
    ]


def stops_left(request: Request) -> list[str]:
    """The hard stops that nothing overrides, in order."""
    past = {row.prohibition for row in confirmed_overrides(request)}
    return [code for code in hard_stops(request) if code not in past]


def gone_past(decision: Decision) -> list[str]:
    """The prohibitions that an approval went past when it was given; none in a refusal or an emergency.

    Also of a decision that no longer stands: an override that fell later counted then.
    """
    if not decision.approves or decision.emergency:
        return []
    return sorted(
        row.prohibition
        for row in decision.request.overrides.all()
        if row.round == decision.round
        and row.confirmed_at is not None
        and row.confirmed_at <= decision.decided_at
        and (row.voided_at is None or row.voided_at > decision.decided_at)
    )


def court_order_binds(request: Request) -> bool:
    """The requester is a court and its order or summons came with the request."""
    ordered = binding_instrument(request) and request.instrument.kind in COURT_INSTRUMENTS
    return ordered and request.requester.kind in COURT_KINDS


def court_recipients(request: Request) -> list[str]:
    """How the issuing court may be named as the recipient, where its order binds; nobody else is open."""
    if not court_order_binds(request):
        return []
    names = (request.requester.organisation_name, request.instrument.issued_by)
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def officer_advised(request: Request) -> bool:
    """The data protection officer's advice is on record: in the legal-basis review, or asked and answered."""
    review = live(request.legalbasisreview_set.all())
    in_review = review is not None and bool(review.dpo_advice.strip())
    return in_review or any(
        row.adviser == Adviser.DPO and row.recorded_at is not None for row in request.advice.all()
    )


def prohibitions_allow(request: Request) -> None:
    """PR-01 to PR-04 and PR-06 stop what nobody overrode; PR-05 stops all but a court's order.

    With PR-05 the data protection officer's advice is on record first.
    """
    stops = stops_left(request)
    if stops:
        known = catalogue().prohibitions
        laws = "; ".join(f"{code} {known[code].cite}" for code in stops)
        raise NotPossible(
            f"Disclosure is prohibited ({', '.join(stops)}): it can be refused or returned. {laws}.",
            who_can=OVERRIDERS,
        )
    if LOCATION in record_flags(request):
        if not court_order_binds(request):
            raise NotPossible(
                "A location marker (PR-05) protects this person: only a court's order passes it."
            )
        if not officer_advised(request):
            raise NotPossible("A location marker (PR-05): record the data protection officer's advice first.")


def to_the_court_only(request: Request, *, recipient: str, route: str, note: str) -> None:
    """PR-05: the issuing court itself receives it, in writing, with a covering note on the risk.

    Asked at the approval and again at release; nothing to ask where no location marker was seen.
    """
    if LOCATION not in record_flags(request):
        return
    if not note.strip():
        raise NotPossible("A location marker (PR-05): write the covering note on the risk as a condition.")
    if recipient not in court_recipients(request):
        raise NotPossible(
            "A location marker (PR-05): the recipient is the court only, as its order names it."
        )
    if route not in COURT_ROUTES:
        raise NotPossible(
            "A location marker (PR-05): choose a route by which the covering note goes with it."
        )
