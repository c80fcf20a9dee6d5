"""Dates that ask for nothing any more where their request stands.

A step ends them itself, by `clocks_of`. But a step of an older version of the service, taken while that was
being replaced, knew of no clocks: nobody is reminded of what it left running, and a task each night ends it
(journey/mending.py).
"""

from requests_app.deadlines.rules import RuleCode
from requests_app.workflow import WAITING_STATES, State

_ALL = frozenset(State)
# Answered, or closed: nothing is left to send.
_SENT = frozenset({State.DISCLOSED, State.CLOSED})
_ENDED = frozenset(
    {State.REFUSED, State.REJECTED, State.MISDIRECTED, State.RECLASSIFIED, State.WITHDRAWN} | _SENT
)
_DECIDED = _ENDED | {State.APPROVED, State.RELEASED}
_AFTER_TRIAGE = _DECIDED | {State.LEGAL_BASIS, State.PUBLIC_INTEREST, State.DECISION}

#: By rule, the states in which its date is over. Rules that aren't here outlive every state.
OVER: dict[RuleCode, frozenset[State]] = {
    RuleCode.ACKNOWLEDGE: _AFTER_TRIAGE,
    RuleCode.TRIAGE: _AFTER_TRIAGE,
    RuleCode.DECIDE: _DECIDED,
    RuleCode.SILENCE: _ALL - frozenset(WAITING_STATES),
    RuleCode.URGENT: _ENDED,
    RuleCode.INSTRUMENT: _SENT,
    RuleCode.TERRORISM_ORDER: _SENT,
    RuleCode.PRODUCTION_ORDER: _SENT,
    RuleCode.FAMILY_LAW_VARY: _SENT,
    RuleCode.STATED: _SENT,
    RuleCode.LAPSE: _ALL - {State.RELEASED},
    RuleCode.APPROVAL_ENDS: _ALL - {State.APPROVED, State.RELEASED},
}


def is_over(rule: str, state: str) -> bool:
    """Whether a request's clock of this rule waits for nothing any more in this state."""
    return rule in OVER and state in OVER[RuleCode(rule)]
