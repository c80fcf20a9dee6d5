"""What a person should know before they submit a request. Warnings stop nothing."""

from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.models.request import SubjectKind
from requests_app.policies import asked_now, uncountersigned
from requests_app.presenters.requester_signals import signals_of


def warnings_of(case: Request, *, own_decision: bool) -> list[str]:
    """Warnings in sentences, the gravest first. own_decision: the person is a guardian."""
    items = asked_now(case)
    found = []
    if case.emergency:
        found.append(
            "This is logged as an emergency. A Caldicott guardian can approve it straight from triage, once "
            "the requester is verified by a call-back and the person is matched. Somebody who was not "
            "involved reviews it afterwards."
        )
    if hasattr(case, "requester"):
        found += signals_of(case.requester)
    if case.subject_kind == SubjectKind.NOBODY_NAMED:
        found.append(
            "Nobody is named. Such a request passes the legal-basis review only where the law compels the "
            "practice, or in an emergency."
        )
    codes = {item.code for item in items}
    implies = sorted(code for code in codes if code and catalogue().items[code].implies_registration)
    if implies or any(not item.code for item in items):
        found.append(
            "Approving any value also confirms that the person is registered here (D01). "
            "The guardian sees this too."
        )
    withheld = [item.token for item in items if item.proposed_withheld]
    if withheld:
        found.append(f"Proposed as withheld, and the guardian confirms: {', '.join(withheld)}.")
    if hasattr(case, "requester") and uncountersigned(case, dict.fromkeys(codes - {""}, "permitted")):
        found.append(
            "They ask for an address, and no supervisor signed whose rank counts (inspector or above). "
            "Unless the law compels it, an address needs that signature: triage can ask for it."
        )
    if own_decision:
        found.append(
            "You are a Caldicott guardian here. Whoever logs a request never decides it, so another guardian "
            "will have to."
        )
    return found
