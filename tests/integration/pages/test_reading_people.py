"""Notes, declared interests, restriction and outside guardians over HTTP."""

from datetime import timedelta

from django.utils import timezone

from requests_app.journey import reopening
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.pages.test_reading_request import entries, page_of


def test_a_note_is_added_and_shown(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.data_protection_officer)
    page = f"{request.get_absolute_url()}note/"

    assert browser.get(page).status_code == 200
    assert browser.post(page, {"text": "  "}).status_code == 422
    answer = browser.post(page, {"text": "Ask for the\nsupervisor’s name."}, follow=True)

    assert answer.redirect_chain == [(request.get_absolute_url(), 302)]
    text = answer.content.decode()
    assert "The note was added." in text
    assert "supervisor’s name." in text
    assert request.notes.get().written_by == team.data_protection_officer


def test_an_auditor_adds_no_notes(team: Team, as_person) -> None:
    request = journeys.submitted(team)

    assert as_person(team.auditor).get(f"{request.get_absolute_url()}note/").status_code == 403
    (refused,) = entries(request, "attempt.refused")
    assert refused.facts == {"attempt": "page.note"}


def test_having_treated_the_patient_is_declared_at_once(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.clinical_reviewer)

    answer = browser.post(f"{request.get_absolute_url()}interest/", {"kind": "treated"}, follow=True)

    assert "You can carry on" in answer.content.decode()
    assert request.conflicts.get().kind == "treated"


def test_an_interest_that_bars_is_confirmed_and_the_request_disappears(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.clinical_reviewer)
    page = f"{request.get_absolute_url()}interest/"
    assert "Any other interest bars you" in page_of(browser, request, "interest/")

    asked = browser.post(page, {"kind": "kinship"})
    assert asked.status_code == 200
    assert "The request will disappear" in asked.content.decode()
    assert not request.conflicts.exists()

    answer = browser.post(page, {"kind": "kinship", "confirmed": "1"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "You no longer see this request" in answer.content.decode()
    assert browser.get(request.get_absolute_url()).status_code == 404
    assert browser.post(page, {"kind": "nonsense"}).status_code == 404


def test_an_interest_of_no_known_kind_is_refused(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.ig_lead)

    assert browser.post(f"{request.get_absolute_url()}interest/", {"kind": "nosy"}).status_code == 422


def test_restricting_and_opening_again(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.ig_lead)
    page = f"{request.get_absolute_url()}restrict/"
    me, guardian = str(team.ig_lead.public_id), str(team.caldicott_guardian.public_id)
    assert "Teal Marchbanks" not in page_of(browser, request, "restrict/")

    without_me = browser.post(page, {"restricted": "yes", "people": [guardian]})
    assert without_me.status_code == 409
    assert "Name yourself too" in without_me.content.decode()
    assert browser.post(page, {"restricted": "yes"}).status_code == 422

    assert browser.post(page, {"restricted": "yes", "people": [me, guardian]}).status_code == 302
    assert as_person(team.practice_manager).get(request.get_absolute_url()).status_code == 404
    assert as_person(team.caldicott_guardian).get(request.get_absolute_url()).status_code == 200
    assert page_of(browser, request, "restrict/").count("checked") == 3

    assert browser.post(page, {"restricted": "no"}).status_code == 302
    assert as_person(team.practice_manager).get(request.get_absolute_url()).status_code == 200


def test_a_stale_page_changes_nothing(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.ig_lead)

    answer = browser.post(f"{request.get_absolute_url()}restrict/", {"restricted": "no", "seen_version": "1"})

    assert answer.status_code == 409
    assert "Nothing was changed" in answer.content.decode()


def test_an_outside_guardian_is_asked_and_the_invitation_ended(team: Team, as_person) -> None:
    request = journeys.at_decision(team)
    guest = people.an_outside_guardian(team.practice)
    people.an_outside_guardian(team.practice, confirmed=False)
    browser = as_person(team.ig_lead)
    page = f"{request.get_absolute_url()}outside-guardian/"
    data = {"guardian": str(guest.public_id), "reason": "Everyone here prepared it"}

    assert (
        page_of(browser, request, "outside-guardian/").count("<option") == 2
    )  # one guardian and "Choose one"
    assert browser.post(page, {**data, "reason": ""}).status_code == 422
    assert browser.post(page, {**data, "guardian": str(team.auditor.public_id)}).status_code == 422
    assert browser.post(page, data).status_code == 302
    assert as_person(guest).get(request.get_absolute_url()).status_code == 200
    assert guest.full_name in page_of(browser, request)

    again = page_of(browser, request, "outside-guardian/")
    assert "Nobody is left to ask" in again
    end = f"{page}{guest.public_id}/end/"
    assert "will no longer see this request" in page_of(
        browser, request, f"outside-guardian/{guest.public_id}/end/"
    )
    assert browser.post(end).status_code == 302
    assert as_person(guest).get(request.get_absolute_url()).status_code == 404
    assert browser.post(end).status_code == 409


def test_a_manager_invites_nobody(team: Team, as_person) -> None:
    request = journeys.at_decision(team)
    page = f"{request.get_absolute_url()}outside-guardian/"

    assert as_person(team.practice_manager).get(page).status_code == 403
    assert as_person(team.practice_manager).post(page, {}).status_code == 403
    assert len(entries(request, "attempt.refused")) == 2


def test_a_right_that_ended_meanwhile_is_refused_and_recorded_once(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    person = team.data_protection_officer
    browser = as_person(person)
    page = f"{request.get_absolute_url()}note/"
    assert browser.get(page).status_code == 200
    today = timezone.localdate()
    person.memberships.update(ends_on=today - timedelta(days=1))
    people.a_member(team.practice, "auditor", person=person, starts_on=today)

    assert browser.post(page, {"text": "Too late"}).status_code == 403
    assert len(entries(request, "attempt.refused")) == 1
    assert not request.notes.exists()


def test_what_only_the_journey_refuses_is_recorded_once_too(team: Team, as_person) -> None:
    """After a refusal no other guardian is asked without new evidence: the page opens, the step refuses."""
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="The officer rang again")
    guest = people.an_outside_guardian(team.practice)
    data = {"guardian": str(guest.public_id), "reason": "Another opinion"}

    answer = as_person(team.ig_lead).post(f"{request.get_absolute_url()}outside-guardian/", data)

    assert answer.status_code == 403
    assert "new evidence" in answer.content.decode()
    (refused,) = entries(request, "attempt.refused")
    assert refused.facts == {"attempt": "outside_guardian.invited"}
