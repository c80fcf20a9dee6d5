"""Who records that a date is met, and that the patient was told: only who holds the right for it."""

from collections.abc import Iterable

from consent.models.telling import Told
from consent.tellable import PUT_OFF, When
from practices.permissions import Access
from requests_app import permissions
from requests_app.deadlines import RuleCode
from requests_app.journey import clocks
from requests_app.journey.unit import Work, found
from requests_app.models import Request
from requests_app.selectors import tellings

CLOSES, DECIDES = "close_request", "decide_request"
# By the rule whose date it meets.
PERMISSIONS: dict[str, str] = {
    RuleCode.ACKNOWLEDGE: "triage_request",
    RuleCode.TELL_PATIENT: CLOSES,
    RuleCode.PATIENT_REVIEW: DECIDES,
    RuleCode.RETROSPECTIVE: CLOSES,
}


def permission_to(what: str, request: Request) -> str:
    """What a person needs to record this about the patient. what: of models.telling.Told.

    That it was done is open to more than to decide anew; what was put off is looked at again by who may
    decide, also to say that they were told after all.
    """
    standing = tellings.standing_of(request)
    if standing is None or standing.when is When.NOBODY:
        return CLOSES
    done = what == Told.TOLD and standing.when not in PUT_OFF
    return CLOSES if done else DECIDES


def check_told(request: Request, access: Access) -> None:
    """Raise NotAllowed where the person may not record that the patient was told."""
    permissions.check(permission_to(Told.TOLD, request), request=request, access=access)


def may_record_told(unit: Work) -> bool:
    """Whether the person who acts may record that the patient was told."""
    access = found(unit.access, "Only a person can do this.")
    return permissions.standing(unit.request, access).may(permission_to(Told.TOLD, unit.request))


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
