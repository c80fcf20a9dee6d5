"""Who may no longer read an incident, and to whom its words may not name a patient."""

from datetime import date

from practices import memberships
from practices.models import Membership
from requests_app.journey import conflicts
from requests_app.models import Incident
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.pages.deciding import on, text_of, url

WHAT_LEFT = {"what_left": "The address of Mr Halloway", "to_whom": "The brother of Mr Halloway"}


def recorded(browser, request) -> str:
    """The address of an incident that the browser's person records about the request."""
    return browser.post(url(request, "incident"), WHAT_LEFT)["Location"]


def test_an_auditor_reads_its_words_on_no_page_of_the_request_until_they_say_why(
    team: Team, as_person
) -> None:
    request = journeys.submitted(team)
    recorded(as_person(team.ig_lead), request)
    auditor = as_person(team.auditor)
    for page in ("", "print/", "history/"):
        text = text_of(auditor.get(f"{request.get_absolute_url()}{page}"))
        assert "ncident" in text, page
        assert "Halloway" not in text, page
    told = text_of(auditor.post(url(request, "reveal"), {"reason": "A sample"}))
    assert "The brother of Mr Halloway" in told
    for page in ("", "history/"):
        assert "The brother of Mr Halloway" in text_of(
            as_person(team.ig_lead).get(f"{request.get_absolute_url()}{page}")
        )


def test_whoever_has_left_the_practice_no_longer_reads_what_they_recorded(team: Team, as_person) -> None:
    request, desk = journeys.submitted(team), as_person(team.front_desk)
    about_none = desk.post("/incidents/new/", WHAT_LEFT)["Location"]
    lead = as_person(team.ig_lead)
    about_it = recorded(lead, request)
    assert desk.get(about_none).status_code == lead.get(about_it).status_code == 200
    for role in ("front_desk", "ig_lead"):
        held = Membership.objects.get(person=team.people[role], role=role)
        memberships.end(membership=held, by=team.people["practice_administrator"])
    assert desk.get(about_none).status_code == lead.get(about_it).status_code == 404
    assert request.reference not in text_of(lead.get("/incidents/"))


def test_an_interest_that_bars_hides_also_what_one_recorded_about_it(team: Team, as_person) -> None:
    request, lead = journeys.submitted(team), as_person(team.ig_lead)
    address = recorded(lead, request)
    conflicts.declare(key=request.key, by=team.ig_lead, kind="kinship")
    assert lead.get(address).status_code == 404
    assert request.reference not in text_of(lead.get("/incidents/"))
    assert as_person(team.practice_manager).get(address).status_code == 200


def test_a_day_at_the_end_of_the_calendar_is_no_reason_to_refuse(team: Team, as_person) -> None:
    lead, day = as_person(team.ig_lead), date(9999, 12, 31)
    done = lead.post("/incidents/new/", {**WHAT_LEFT, **on("aware_on", day), **on("happened_on", day)})
    assert lead.get(done["Location"]).status_code == 200
    incident = Incident.objects.get()
    assert incident.aware_at <= incident.recorded_at
