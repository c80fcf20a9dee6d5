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
    is_emergency,
    live_decision,
    live_match,
    may_approve,
)
from requests_app.policies.intake import (
    draft_is_complete,
    missing_from_draft,
    missing_from_triage,
    triage_is_complete,
)
from requests_app.policies.prohibitions import (
    COURT_KINDS,
    EMERGENCY_STOPS,
    HARD_STOPS,
    court_order_binds,
    prohibitions_allow,
    record_flags,
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
    ADDRESS_ITEMS,
    VERIFIERS,
    verification_gap,
    verification_suffices,
)

__all__ = [
    "ADDRESS_ITEMS",
    "COURT_KINDS",
    "EMERGENCY_ITEMS",
    "EMERGENCY_KINDS",
    "EMERGENCY_STOPS",
    "HARD_STOPS",
    "MATCHERS",
    "VERIFIERS",
    "Guard",
    "approval_has_expired",
    "asked_now",
    "binding_instrument",
    "check_emergency",
    "compulsion_stands",
    "court_order_binds",
    "draft_is_complete",
    "effects_in",
    "findings_of",
    "guard",
    "is_emergency",
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
    "needs_public_interest",
    "prohibitions_allow",
    "public_interest_is_complete",
    "record_flags",
    "release_has_lapsed",
    "test_was_taken",
    "took_part_in_log",
    "triage_is_complete",
    "verification_gap",
    "verification_suffices",
]


def guard(name: str) -> Guard:
    """The guard of that name; "" allows."""
    if not name:
        return lambda request, at: None
    found: Guard = globals()[name]
    return found
