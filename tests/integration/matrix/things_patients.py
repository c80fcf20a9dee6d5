"""People's own pages, and objections of somebody whom one request names and no other."""

from datetime import date
from typing import Any

from consent.models import PatientPage
from requests_app.models import Request
from tests.factories import journeys, objecting
from tests.integration.matrix import scenes
from tests.integration.matrix.sent import Sent
from tests.integration.matrix.world import Thing, World

#: Nobody else's requests are about this person, so that no other decision waits for their objection.
OBJECTOR = {"name": "Ottoline Garrick", "date_of_birth": date(1951, 5, 17), "nhs_number": "9993014176"}


def person(w: World) -> Thing:
    """Whom most requests are about; a relative is among the guardians (CON)."""
    w.made(scenes.at_decision)
    return _thing(objecting.page_of(w.team))


def known_by_number(w: World) -> Thing:
    """The same person, found by the NHS number alone."""
    w.made(scenes.at_decision)
    return _thing(objecting.page_of(w.team, nhs_number=objecting.HIM["nhs_number"]))


def objected(w: World) -> Request:
    """At the guardian's decision, about somebody whose objection nobody has weighed."""
    about = {"subjects": [{**OBJECTOR, "address": "", "role": "suspect"}]}
    request = scenes.weighed_and_matched(w, scenes.in_triage(w, subject=about))
    objecting.recorded(w.team, objecting.page_of(w.team, **OBJECTOR))
    return journeys.fresh(request)


def objection(w: World) -> Thing:
    """That person's page and objection."""
    w.made(objected)
    found = objecting.standing(w.team)
    return Thing((found.page.key, found.key), about=found)


def weighing(w: World, thing: Thing) -> Sent:
    """The objection is not upheld."""
    key = objecting.standing(w.team).key
    return {"objection": str(key), "conclusion": "not_upheld", "reason": "A life is at risk"}


def _thing(page: PatientPage) -> Thing:
    return Thing((page.key,), about=page)


TYPED: dict[str, Any] = {
    "words": "I do not want my address to go to anybody",
    "against": "everybody",
    "which_items": "all",
    "said_by": "patient",
    "how": "letter",
    "said_on_day": "3",
    "said_on_month": "11",
    "said_on_year": "2026",
}
