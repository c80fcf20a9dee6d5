"""Steps that tests take again and again, as the person who usually takes them."""

from typing import Any

from django.utils import timezone

from requests_app.journey import (
    correction,
    disclosure,
    guardian_decision,
    log,
    release,
)
from requests_app.models import (
    Request,
)
from tests.factories import journeys, rules
from tests.factories.journeys import Team


def approve(team: Team, request: Request, withheld: tuple[str, ...] = (), **fields: Any) -> Request:
    """Approve every item but those withheld."""
    data = journeys.approval(request, withheld, **fields)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def refuse(team: Team, request: Request, **fields: Any) -> Request:
    """Refuse, at the decision or early."""
    data = rules.refusal(**({"at_decision": request.state == "decision"} | fields))
    guardian_decision.refuse(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


KINDS = {
    "triage_set": "triage",
    "verifications": "verification",
    "legalbasisreview_set": "legal",
    "publicinterestreview_set": "public interest",
    "matches": "match",
    "decisions": "decision",
}

EVERYTHING = {"triage", "verification", "legal", "public interest", "match", "decision"}


def alive(request: Request) -> set[str]:
    """Which reviews, checks and decisions of a request stand."""
    return {word for kind, word in KINDS.items() if getattr(request, kind).filter(voided_at=None).exists()}


def changed(part: str) -> dict[str, Any]:
    """Another answer to the same task."""
    parts = journeys.parts()
    return {
        "requester": parts["requester"] | {"officer": "Det Sgt Alun Prosser"},
        "subject": {
            "subject_kind": "one",
            "subjects": [parts["subject"]["subjects"][0] | {"name": "Dimitar Halloway"}],
        },
        "items": {"codes": ["D06", "D09"], "own_words": []},
        "purpose": {"purpose": "To find a witness", "offence": "Attempted murder"},
        "law": parts["law"] | {"codes": ["PO-12"]},
    }[part]


def correct(
    team: Team, request: Request, part: str, data: dict[str, Any] | None = None, **more: Any
) -> Request:
    """Correct a part, as the practice manager."""
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part=part,
        data=data or changed(part),
        **({"because": "They wrote again"} | more),
    )
    return journeys.fresh(request)


def save(team: Team, request: Request, part: str, **changes: Any) -> Request:
    """Save one task of a draft."""
    data = journeys.parts()[part] | changes
    log.save(key=request.key, by=team.practice_manager, part=part, data=data)
    return journeys.fresh(request)


def submit(team: Team, request: Request) -> list[Any]:
    """Submit a draft."""
    return log.submit(key=request.key, by=team.practice_manager)


def go(team: Team, request: Request, **changes: Any) -> Request:
    """Release as approved, unless told otherwise."""
    decision = request.decisions.get(voided_at=None)
    given = {"tokens": ["D06", "D08"], "recipient": decision.recipient, "route": decision.route}
    release.release(key=request.key, by=team.practice_manager, **(given | changes))
    return journeys.fresh(request)


def send(team: Team, request: Request, **changes: Any) -> Request:
    """Confirm what was sent, now."""
    given = {"tokens": ["D06", "D08"], "sent_at": timezone.now()}
    disclosure.confirm(key=request.key, by=team.practice_manager, **(given | changes))
    return journeys.fresh(request)


def located(team: Team, **changes: Any) -> Request:
    """At the decision, the record carrying a location marker."""
    given = {"power": "CT-02", "law": rules.court_law(), "requester": rules.court(), "dpo_advice": "Comply"}
    request = rules.compelled(team, **(given | changes))
    return journeys.matched(team, request, record_flags=["PR-05"])
