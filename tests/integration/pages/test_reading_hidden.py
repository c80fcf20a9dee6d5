"""What of a request stays hidden, and from whom: scope, match, masks, guests, restriction, interests."""

from audit.ledger.api import reveal
from requests_app.journey import conflicts, guardian_decision, notes, outside_guardian, restriction, waiting
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.test_reading_request import entries, page_of


def test_another_practices_people_find_nothing_and_nothing_is_recorded(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    other = make_team("Y99992", "Hillside Surgery")

    for person in (*other.people.values(), team.front_desk, team.practice_administrator, people.a_person()):
        for part in ("", "history/", "print/", "note/", "reveal/"):
            assert as_person(person).get(request.get_absolute_url() + part).status_code == 404
    assert not entries(request, "request.opened")
    assert not entries(request, "attempt.refused")


def test_only_reviewers_guardian_and_discloser_see_the_match(team: Team, as_person) -> None:
    request = journeys.at_decision(team)

    for role in ("practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"):
        assert "Match to a record" in page_of(as_person(team.people[role]), request), role
    for role in ("data_protection_officer", "auditor"):
        assert "Match to a record" not in page_of(as_person(team.people[role]), request), role


def test_an_auditor_sees_nobody_until_they_say_why(team: Team, as_person) -> None:
    request = journeys.at_decision(team)
    browser = as_person(team.auditor)
    address = request.get_absolute_url()

    masked = page_of(browser, request)
    assert "Name hidden" in masked
    assert "Reveal with a reason" in masked
    assert "Dmitar" not in masked
    assert "Dmitar" not in page_of(browser, request, "print/")
    assert "Why do you need to know?" in page_of(browser, request, "reveal/")

    refused = browser.post(f"{address}reveal/", {"reason": " "})
    assert refused.status_code == 422
    assert "Dmitar" not in refused.content.decode()
    assert not entries(request, "subject.revealed")

    shown = browser.post(f"{address}reveal/", {"reason": "Sampling of refusals in May"})
    assert shown.status_code == 200
    assert "Dmitar Halloway" in shown.content.decode()
    assert "Reveal with a reason" not in shown.content.decode()
    (revealed,) = entries(request, "subject.revealed")
    assert "May" not in revealed.text
    assert reveal(revealed.log, revealed.event_id) == {"reason": "Sampling of refusals in May"}
    assert "Dmitar" not in page_of(browser, request)


def test_nor_where_others_wrote_it_into_a_text(team: Team, as_person) -> None:
    """The purpose, a note, a reason, the private part of an entry: on each page and through the API."""
    purpose = {"purpose": "To find Mr HALLOWAY, born 3 November 1979", "offence": "Halloway’s assault"}
    request = journeys.submitted(team, purpose=purpose)
    notes.add(key=request.key, by=team.practice_manager, text="Dmitar rang: 999 303 5203")
    journeys.triaged(team, request)
    waiting.ask(
        key=request.key,
        by=team.ig_lead,
        whom="requester",
        question="Is this Halloway of Mill Lane?",
    )
    address = request.get_absolute_url()
    places = [f"{address}{more}" for more in ("", "print/", "history/")]
    places += [f"/api/v1{address}{more}" for more in ("", "entries/")]
    auditor, lead = as_person(team.auditor), as_person(team.ig_lead)
    for place in places:
        read = auditor.get(place).content.decode()
        assert "[hidden]" in read, place
        for secret in ("halloway", "dmitar", "3 november 1979", "999 303 5203", "9993035203"):
            assert secret not in read.lower(), (place, secret)
        assert "halloway" in lead.get(place).content.decode().lower(), place


def test_others_may_not_reveal_and_the_attempt_is_recorded_once(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.practice_manager)

    assert browser.get(f"{request.get_absolute_url()}reveal/").status_code == 403
    assert len(entries(request, "attempt.refused")) == 1
    assert browser.post(f"{request.get_absolute_url()}reveal/", {"reason": "I wonder"}).status_code == 403
    assert len(entries(request, "attempt.refused")) == 2


def test_an_outside_guardian_sees_it_from_invitation_to_closing_without_links(team: Team, as_person) -> None:
    subject = journeys.parts()["subject"]["subjects"][0]
    several = [subject, {**subject, "name": "Ivo Halloway", "nhs_number": ""}]
    first = journeys.submitted(team, subject={"subject_kind": "several", "subjects": several})
    request = journeys.matched(
        team, journeys.weighed(team, journeys.legally_reviewed(team, journeys.triaged(team, first)))
    )
    assert "Linked requests" in page_of(as_person(team.ig_lead), request)
    guest = people.an_outside_guardian(team.practice)
    browser = as_person(guest)
    assert browser.get(request.get_absolute_url()).status_code == 404

    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Everyone prepared it")
    text = page_of(browser, request)
    assert "You are this request’s outside guardian" in text
    assert "Dmitar Halloway" in text
    assert "Match to a record" in text
    assert "Linked requests" not in text
    assert "Decide this request" in text
    assert "Declare an interest" in text

    guardian_decision.refuse(
        key=request.key,
        by=guest,
        data={
            "outcome": "REFUSE_NCND",
            "reason": "Confidence outweighs",
            "departs_because": "I weigh it otherwise",
            "factors": ["A1"],
        },
    )
    journeys.closed(team, journeys.fresh(request))
    assert browser.get(request.get_absolute_url()).status_code == 404


def test_a_restricted_request_is_seen_by_those_named_and_auditors(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    restriction.restrict(key=request.key, by=team.ig_lead, people=[team.ig_lead, team.caldicott_guardian])

    assert "Only the people named" in page_of(as_person(team.ig_lead), request)
    assert "Name hidden" in page_of(as_person(team.auditor), request)
    assert as_person(team.practice_manager).get(request.get_absolute_url()).status_code == 404


def test_an_interest_that_bars_hides_the_request(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind="kinship")
    conflicts.declare(key=request.key, by=team.caldicott_guardian, kind="treated")

    assert as_person(team.clinical_reviewer).get(request.get_absolute_url()).status_code == 404
    assert "I have treated this person" in page_of(as_person(team.caldicott_guardian), request)


def test_nobody_named_has_no_name_to_hide(team: Team, as_person) -> None:
    request = journeys.submitted(
        team,
        subject={"subject_kind": "nobody_named", "subject_description": "Whoever lives at 4 Elm Row"},
    )

    text = page_of(as_person(team.auditor), request)

    assert "Whoever lives at 4 Elm Row" in text
    assert "Name hidden" not in text
