"""Who decides, when, and only once."""

from audit.ledger.api import entries_about, log_name
from requests_app.journey import reopening
from requests_app.models import Decision
from tests.factories import journeys
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import answers, confirmed, refusal, second_guardian, text_of, url


class TestWhoAndWhen:
    def test_others_of_the_practice_are_refused_and_told_who_can(self, team, as_person):
        request = journeys.at_decision(team)
        for role in (
            "practice_manager",
            "ig_lead",
            "clinical_reviewer",
            "data_protection_officer",
            "auditor",
        ):
            page = as_person(team.people[role]).get(url(request, "decision"))
            assert page.status_code == 403
            assert "Caldicott guardian" in text_of(page)
        assert as_person(team.people["front_desk"]).get(url(request, "decision")).status_code == 404
        stranger = make_team("Y99992", "Quillhaven Medical Centre").caldicott_guardian
        assert as_person(stranger).get(url(request, "decision")).status_code == 404

    def test_a_guardian_who_prepared_it_cannot_decide_it(self, team, as_person):
        request = journeys.submitted(team, by="caldicott_guardian")
        page = as_person(team.caldicott_guardian).get(url(request, "refuse-early"))
        assert page.status_code == 403
        assert "so somebody else decides it" in text_of(page)
        log = entries_about(log_name(team.practice.public_id), request.about, only_events=["attempt.refused"])
        assert len(log) == 1

    def test_before_its_time_the_page_says_where_the_request_stands(self, team, as_person):
        page = as_person(team.caldicott_guardian).get(url(journeys.submitted(team), "decision"))
        assert page.status_code == 409
        assert "The request is at “Triage”" in text_of(page)

    def test_a_second_click_changes_nothing(self, team, as_person):
        request = journeys.at_decision(team)
        guardian, sent = as_person(team.caldicott_guardian), confirmed(answers(request))
        assert guardian.post(url(request, "decision"), sent).status_code == 302
        again = guardian.post(url(request, "decision"), sent, headers={"origin": "http://testserver"})
        assert again.status_code == 409
        assert "Nothing was changed" in text_of(again)
        assert "A serious crime and an imminent risk" in text_of(again)  # what was typed can be copied
        assert Decision.objects.count() == 1

    def test_two_guardians_at_once_decide_once(self, team, as_person):
        request = journeys.at_decision(team)
        first, second = as_person(team.caldicott_guardian), as_person(second_guardian(team))
        assert second.get(url(request, "decision")).status_code == 200
        first.post(url(request, "refuse"), confirmed(refusal(request)))
        late = second.post(url(request, "decision"), confirmed(answers(request)))
        assert late.status_code == 409
        assert Decision.objects.get().decided_by == team.caldicott_guardian

    def test_a_page_older_than_the_request_is_refused_with_what_was_typed(self, team, as_person):
        request = journeys.at_decision(team)
        sent = answers(request, reason="Typed before it changed")
        journeys.matched(team, request)
        for step in ("", "confirm"):
            page = as_person(team.caldicott_guardian).post(url(request, "decision"), sent | {"step": step})
            assert page.status_code == 409
            assert "Somebody changed the request" in text_of(page)
            assert "Typed before it changed" in text_of(page)
        assert not Decision.objects.exists()

    def test_after_a_refusal_no_other_guardian_without_new_evidence(self, team, as_person):
        request = journeys.closed(team, journeys.refused(team))
        other = as_person(second_guardian(team))
        reopening.reopen(key=request.key, by=team.ig_lead, reason="They ask again")
        page = other.get(url(request, "refuse-early"))
        assert page.status_code == 403
        assert "Another guardian refused this request" in text_of(page)
        assert as_person(team.caldicott_guardian).get(url(request, "refuse-early")).status_code == 200

    def test_signed_out(self, team, client):
        page = client.get(url(journeys.at_decision(team), "decision"))
        assert page.status_code == 302
        assert "/accounts/" in page["Location"]
