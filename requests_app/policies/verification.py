"""Was the requester checked well enough for what would be disclosed?"""

from collections.abc import Mapping

from kit.errors import NotPossible
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.law.ranks import countersigns
from requests_app.models import Request
from requests_app.policies.common import live

# Who can mend what stops an approval, and what stops a review that skips the test.
CHECKERS = "A practice manager or information governance lead checks it with whoever issued it"
VERIFIERS = "A practice manager or information governance lead, after you return it to triage"


def verification_suffices(
    request: Request,
    *,
    effects: dict[str, str],
    powers: dict[str, str] | None = None,
    emergency: bool = False,
    waived: bool = False,
) -> None:
    """The level that the strictest disclosed item needs, and a supervisor for an address without compulsion.

    effects: item token → compelled, consented or permitted; powers: token → the power relied on, whose
    issuer says whether V4 (checked with the court or coroner) is needed; waived: the guardian went without
    the supervisor, with a reason. Practice, not statute.
    """
    verification = live(request.verifications.all())
    level = verification.level if verification is not None else "V0"
    for token, effect in effects.items():
        power = (powers or {}).get(token, "")
        gap = verification_gap(request, level, token=token, effect=effect, power=power, emergency=emergency)
        if gap:
            raise NotPossible(gap, who_can=VERIFIERS)
    unsigned = uncountersigned(request, effects, emergency=emergency)
    if unsigned and not waived:
        raise NotPossible(
            f"{', '.join(unsigned)} needs a supervisor's countersignature, by an inspector or above: nothing "
            "compels it. The guardian may waive it with a reason.",
            who_can="The guardian, or the requester’s supervisor, after you return it to triage",
        )


def uncountersigned(request: Request, effects: Mapping[str, str], *, emergency: bool = False) -> list[str]:
    """The items that lack a supervisor's signature: an address on a permission, where the practice asks it.

    Met by an inspector or above (BMA template, NHS policy); a rank that nobody knows doesn't meet it.
    """
    asks = request.requester
    signed = asks.supervisor.strip() and countersigns(asks.supervisor_rank)
    if signed or not request.practice.address_needs_countersignature:
        return []
    known = catalogue().items
    return [
        token
        for token, effect in effects.items()
        if rules.minimum_verification(
            effect, [token] if token in known else [], court=False, emergency=emergency
        ).supervisor
    ]


def instrument_was_checked(request: Request, power: str) -> None:
    """Compulsion skips the test only by a checked instrument: with the court (V4), or a call back (V2)."""
    verification = live(request.verifications.all())
    level = verification.level if verification is not None else "V0"
    need = rules.minimum_verification("compelled", [], court=rules.issued_by_court(power))
    if not rules.at_least(level, need.level):
        raise NotPossible(
            f"{power}: its instrument is not checked yet ({need.level}; now {level}). {need.reason}",
            who_can=CHECKERS,
        )


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
    return ""
