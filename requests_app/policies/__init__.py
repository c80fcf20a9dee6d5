"""May this happen in this state? Guards of the workflow table, by name, whoever asks.

Each takes the locked request and the time, and raises NotPossible with what is missing. Rules stop
and say why; none of them decides. They read whole relations (`.all()`), so that a page that has loaded
the request's story can ask them all without a query.
"""

from requests_app.policies.after_decision import (
    approval_has_expired,
    may_close,
    may_disclose,
    may_release,
    release_has_lapsed,
)
from requests_app.policies.agreements import (
    agreement_stands,
    covers,
    fell_at,
    fell_since,
    has_joined,
    joining_of,
    keeps_to_agreement,
    rests_on_fallen,
    rests_on_fallen_agreement,
    sent_too_late,
    status_on,
)
from requests_app.policies.common import (
    Guard,
    asked_now,
    binding_instrument,
    effects_in,
    live,
    logged_by_hand,
    loggers,
    took_part_in_log,
)
from requests_app.policies.decision import (
    EMERGENCY_ITEMS,
    EMERGENCY_KINDS,
    MATCHERS,
    check_emergency,
    immigration_claims,
    is_emergency,
    live_decision,
    live_match,
    may_approve,
)
from requests_app.policies.in_force import (
    finding_stands,
    lapse_of,
    law_stands,
    moments_of,
)
from requests_app.policies.intake import (
    draft_is_complete,
    missing_from_draft,
    missing_from_triage,
    triage_is_complete,
)
from requests_app.policies.prohibitions import (
    COURT_KINDS,
    COURT_ROUTES,
    EMERGENCY_STOPS,
    HARD_STOPS,
    LOCATION,
    confirmed_overrides,
    court_order_binds,
    court_recipients,
    gone_past,
    hard_stops,
    officer_advised,
    prohibitions_allow,
    record_flags,
    stops_left,
    to_the_court_only,
)
from requests_app.policies.reviews import (
    compulsion_stands,
    findings_of,
    live_legal_basis,
    may_refuse_early,
    may_skip_public_interest,
    needs_public_interest,
    public_interest_is_complete,
    test_was_taken,
)
from requests_app.policies.verification import (
    VERIFIERS,
    instrument_was_checked,
    uncountersigned,
    verification_gap,
    verification_suffices,
)

__all__ = [
    "COURT_KINDS",
    "COURT_ROUTES",
    "EMERGENCY_ITEMS",
    "EMERGENCY_KINDS",
    "EMERGENCY_STOPS",
    "HARD_STOPS",
    "LOCATION",
    "MATCHERS",
    "VERIFIERS",
    "Guard",
    "agreement_stands",
    "approval_has_expired",
    "asked_now",
    "binding_instrument",
    "check_emergency",
    "compulsion_stands",
    "confirmed_overrides",
    "court_order_binds",
    "court_recipients",
    "covers",
    "draft_is_complete",
    "effects_in",
    "fell_at",
    "fell_since",
    "finding_stands",
    "findings_of",
    "gone_past",
    "guard",
    "hard_stops",
    "has_joined",
    "immigration_claims",
    "instrument_was_checked",
    "is_emergency",
    "joining_of",
    "keeps_to_agreement",
    "lapse_of",
    "law_stands",
    "live",
    "live_decision",
    "live_legal_basis",
    "live_match",
    "logged_by_hand",
    "loggers",
    "may_approve",
    "may_close",
    "may_disclose",
    "may_refuse_early",
    "may_release",
    "may_skip_public_interest",
    "missing_from_draft",
    "missing_from_triage",
    "moments_of",
    "needs_public_interest",
    "officer_advised",
    "prohibitions_allow",
    "public_interest_is_complete",
    "record_flags",
    "release_has_lapsed",
    "rests_on_fallen",
    "rests_on_fallen_agreement",
    "sent_too_late",
    "status_on",
    "stops_left",
    "test_was_taken",
    "to_the_court_only",
    "took_part_in_log",
    "triage_is_complete",
    "uncountersigned",
    "verification_gap",
    "verification_suffices",
]


def guard(name: str) -> Guard:
    """The guard of that name; "" allows."""
    if not name:
        return lambda request, at: None
    found: Guard = globals()[name]
    return found
