"""What pages about telling the patient are about: a request that may be told, and somebody unknown."""

from requests_app.journey import patient_pages, telling
from requests_app.models import Request
from tests.factories import journeys
from tests.integration.matrix import scenes
from tests.integration.matrix.world import Thing, World


def tellable(w: World) -> Request:
    """At the guardian's decision; whoever closes said that the patient is told now."""
    request = scenes.at_decision(w)
    telling.decide(key=request.key, by=w.team.practice_manager, data={"what": "now"})
    return journeys.fresh(request)


def nobodys_page(w: World) -> Thing:
    """The page of somebody whom no request names, so that every guardian may make their statement."""
    given = {"nhs_number": "9993042220"}
    page = patient_pages.of_identifiers(practice=w.team.practice, by=w.team.ig_lead, given=given)
    return Thing((page.key,), about=page)
