"""Was the requester checked well enough for what would be disclosed?"""

from kit.errors import NotPossible
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.policies.common import live

ADDRESS_ITEMS = ("D06", "D07")
# Who can mend what stops an approval.
VERIFIERS = "A practice manager or information governance lead, after you return it to triage"


def verification_suffices(
    request: Request,
    *,
    effects: dict[str, str],
    powers: dict[str, str] | None = None,
    emergency: bool = False,
) -> None:
    """The level that the strictest disclosed item needs, and a supervisor for an address without compulsion.

    effects: item token → compelled, consented or permitted; powers: token → the power relied on, whose
    issuer says whether V4 (checked with the court or coroner) is needed. Practice, not statute.
    """
    verification = live(request.verifications.all())
    level = verification.level if verification is not None else "V0"
    for token, effect in effects.items():
        power = (powers or {}).get(token, "")
        gap = verification_gap(request, level, token=token, effect=effect, power=power, emergency=emergency)
        if gap:
            raise NotPossible(gap, who_can=VERIFIERS)


def verification_gap(
    request: Request, level: str, *, token: str, effect: str, power: str = "", emergency: bool = False
) -> str:
    """What the requester's verification, at this level, lacks for one item, in words; "" when it suffices."""
    need = rules.minimum_verification(
        effect,
        [token] if token in catalogue().items else [],
        court=bool(power) and rules.issued_by_court(power),
        emergency=emergency,
    )
    if not rules.at_least(level, need.level):
        return f"{token} needs the requester verified to {need.level}; it is {level}. {need.reason}"
    if need.supervisor and not request.requester.supervisor:
        return f"{token} needs a supervisor's countersignature. {need.reason}"
    return ""
