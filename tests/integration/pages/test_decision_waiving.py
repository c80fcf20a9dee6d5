"""The guardian goes without a supervisor's countersignature: asked only where it is lacking, and seen ever
after."""

from tests.factories import journeys
from tests.integration.pages.deciding import answers, confirmed, text_of, url

FIELD = 'name="countersignature_waived"'


def lacking(team):
    return journeys.at_decision(
        team, requester={"supervisor": "Sgt Ailsa Merrow", "supervisor_rank": "Sergeant"}
    )


def test_it_is_asked_only_where_it_is_lacking(team, as_person):
    guardian = as_person(team.caldicott_guardian)
    assert FIELD not in guardian.get(url(journeys.at_decision(team), "decision")).content.decode()
    page = guardian.get(url(lacking(team), "decision"))
    assert FIELD in page.content.decode()
    assert "Needed to disclose D06: nothing compels it" in text_of(page)


def test_an_address_without_it_takes_a_reason(team, as_person):
    request = lacking(team)
    guardian = as_person(team.caldicott_guardian)
    page = guardian.post(url(request, "decision"), answers(request))
    assert page.status_code == 422
    assert "Enter why D06 goes without a supervisor’s countersignature" in text_of(page)
    withheld = answers(request, outcome_D06="withhold", departs_because="Nobody of rank signed")
    assert guardian.post(url(request, "decision"), withheld).status_code == 200


def test_the_waiver_stands_out_before_and_after(team, as_person):
    request = lacking(team)
    guardian = as_person(team.caldicott_guardian)
    given = answers(request, countersignature_waived="No inspector is on duty tonight")
    looked = text_of(guardian.post(url(request, "decision"), given))
    assert "No countersignature for D06, waived because" in looked
    assert "No inspector is on duty tonight" in looked
    guardian.post(url(request, "decision"), confirmed(given))
    story = text_of(guardian.get(request.get_absolute_url()))
    assert "approved without a supervisor’s countersignature" in story
    assert "No inspector is on duty tonight" in story


def test_what_was_not_waived_says_nothing_of_it(team, as_person):
    story = text_of(as_person(team.caldicott_guardian).get(journeys.approved(team).get_absolute_url()))
    assert "countersignature" not in story
