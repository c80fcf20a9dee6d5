"""What stops a disclosure whatever else speaks for it."""

from kit.errors import NotPossible
from requests_app.models import Request
from requests_app.policies.common import binding_instrument, live

# Offences to disclose, or protected whoever asks: a stop until an exception is recorded.
HARD_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04", "PR-06")
EMERGENCY_STOPS = ("PR-01", "PR-02", "PR-03", "PR-04")
COURT_KINDS = ("court", "tribunal")
COURT_INSTRUMENTS = ("court_order", "summons")


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
    """The requester is a court and its order or summons came with the request."""
    ordered = binding_instrument(request) and request.instrument.kind in COURT_INSTRUMENTS
    return ordered and request.requester.kind in COURT_KINDS


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
