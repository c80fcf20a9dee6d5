"""Requests that rest on a consent, at any point of their way."""

from typing import Any

from requests_app.journey import legal_basis
from requests_app.models import Request
from tests.factories import consents, journeys, rules
from tests.factories.journeys import Team


def reviewed(
    team: Team, request: Request, effects: dict[str, str] | str = "consented", **fields: Any
) -> Request:
    """In legal-basis review: found to rest on a consent that is recorded now, saved and not finished."""
    consent = consents.given_once(team, request)
    data = consents.resting(rules.legal(request, effects, **fields), consent.key)
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    return journeys.fresh(request)


def at(team: Team, point: str, **changes: Any) -> Request:
    """D06 rests on consent and D08 on the public interest, brought to a point of the request's way."""
    request = journeys.triaged(team, journeys.submitted(team, **changes))
    if point == "legal_basis":
        return reviewed(team, request, {"D06": "consented", "D08": "permitted"})
    consents.given(team, request)
    request = reviewed(team, request, {"D06": "consented", "D08": "permitted"})
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = journeys.fresh(request)
    if point == "public_interest":
        return request
    request = journeys.matched(team, journeys.weighed(team, request))
    for step in (journeys.approved, journeys.released, journeys.disclosed):
        if point == "decision":
            break
        request = step(team, request)
        if step.__name__ == point:
            break
    return request
