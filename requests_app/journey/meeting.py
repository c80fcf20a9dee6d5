"""Who records that a date is met: only those who hold the right of its own rule."""

from collections.abc import Iterable

from practices.permissions import Access
from requests_app import permissions
from requests_app.deadlines import RuleCode
from requests_app.journey import clocks
from requests_app.journey.unit import Work, found
from requests_app.models import Request

# By the rule whose date it meets.
PERMISSIONS: dict[str, str] = {
    RuleCode.ACKNOWLEDGE: "triage_request",
    RuleCode.TELL_PATIENT: "close_request",
    RuleCode.PATIENT_REVIEW: "decide_request",
    RuleCode.RETROSPECTIVE: "close_request",
}


def mine_of(unit: Work, rules: Iterable[str]) -> list[str]:
    """Those of the rules whose dates the person who acts may meet.."""
    return _mine(unit.request, found(unit.access, "Only a person can do this."), rules)


def check_any(request: Request, access: Access, rules: Iterable[str]) -> None:
    """Raise NotAllowed where the person may meet none of these dates that waits."""
    rules = sorted(rules)
    waiting = [row.rule for row in clocks.live_of(request, rules)] or rules
    if not _mine(request, access, waiting):
        permissions.check(PERMISSIONS[waiting[0]], request=request, access=access)


def _mine(request: Request, access: Access, rules: Iterable[str]) -> list[str]:
    own = permissions.standing(request, access)
    return [rule for rule in rules if own.may(PERMISSIONS[rule])]
