"""Closing over HTTP, the reply as a letter, and opening again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app.journey import disclosure, emergency, release, telling
from tests.factories import journeys
from tests.factories.answers import TOLD
from tests.integration.pages.deciding import emergency_approved, on, statements, text_of, url


def closing(request, **changes):
    return {
        **on("reply_sent_on", timezone.localdate()),
        "reply_means": "Recorded post",
        "patient_told": "no",
        "not_reason": "It would warn a suspect",
        **on("not_on", date(2031, 3, 3)),
        "note": "Keep this sentence",
        "seen_version": str(request.version),
    } | changes


def emergency_disclosed(team):
    request = emergency_approved(team)
    decision = request.decisions.get()
    release.release(
        key=request.key,
        by=team.practice_manager,
        tokens=["D06"],
        recipient=decision.recipient,
        route=decision.route,
    )
    disclosure.confirm(key=request.key, by=team.practice_manager, tokens=["D06"], sent_at=timezone.now())
    return journeys.fresh(request)


def test_a_refused_request_closes_with_its_reply(team, as_person):
    request = journeys.refused(team)
    manager = as_person(team.practice_manager)
    page = manager.get(url(request, "close"))
    assert "neither confirm nor deny" in text_of(page)
    assert "NM/1/26" in text_of(page)
    assert manager.post(url(request, "close"), closing(request)).status_code == 302
    assert journeys.fresh(request).state == "closed"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"reply_sent_on_day": "", "reply_sent_on_month": "", "reply_sent_on_year": ""},
            "Enter the date the reply was sent",
        ),
        ({"reply_sent_on_year": "2099"}, "must be today or in the past"),
        ({"reply_means": ""}, "Enter how it was sent"),
        ({"patient_told": ""}, "Select whether the patient was told"),
        ({"not_reason": ""}, "Enter why the patient is not told"),
        ({"not_on_year": ""}, "must include a year"),
        ({"patient_told": "later"}, "Enter why the patient is told later"),
        ({"patient_told": "yes"}, "Enter what was said"),
    ],
)
def test_each_gap_is_named(team, as_person, changes, message):
    request = journeys.refused(team)
    page = as_person(team.practice_manager).post(url(request, "close"), closing(request, **changes))
    assert page.status_code == 422
    assert message in text_of(page)
    assert "Keep this sentence" in text_of(page)


def test_an_emergency_waits_for_its_review_and_says_who_can(team, as_person):
    request = emergency_disclosed(team)
    manager = as_person(team.practice_manager)
    page = manager.get(url(request, "close"))
    assert "before somebody who was not involved has reviewed it" in text_of(page)
    assert "Data protection officer" in text_of(page)
    assert 'name="patient_told"' not in text_of(page)
    assert manager.post(url(request, "close"), closing(request)).status_code == 409
    emergency.review(key=request.key, by=team.data_protection_officer, finding="right", reason="In danger")
    assert manager.post(url(request, "close"), closing(request)).status_code == 409  # an older page
    request = journeys.fresh(request)
    assert manager.post(url(request, "close"), closing(request)).status_code == 302


def test_who_closes(team, as_person):
    request = journeys.refused(team)
    assert as_person(team.clinical_reviewer).get(url(request, "close")).status_code == 403
    assert as_person(team.practice_manager).get(url(journeys.approved(team), "close")).status_code == 409


class TestReply:
    @pytest.mark.parametrize("how", ["refused", "disclosed", "closed"])
    def test_never_names_the_patient(self, team, as_person, how):
        request = getattr(journeys, how)(team)
        letter = text_of(as_person(team.practice_manager).get(url(request, "reply")))
        assert request.reference in letter
        assert "Det Insp Rhona Cald" in letter
        assert "Halloway" not in letter
        assert "9993035203" not in letter

    def test_a_refusal_reads_the_same_with_and_without_a_match(self, team, as_person):
        manager = as_person(team.practice_manager)
        letters = []
        for result in ("matched", "not_found"):
            found = result == "matched"
            request = journeys.matched(
                team,
                journeys.at_decision(team),
                result=result,
                on_name=found,
                on_date_of_birth=found,
                third="nhs_number" if found else "",
            )
            request = journeys.refused(team, request)
            letter = text_of(manager.get(url(request, "reply"))).split("<article")[1].split("</article")[0]
            letters.append(letter.replace(request.reference, ""))
        assert letters[0] == letters[1]

    def test_with_a_disclosure_it_names_only_what_was_released(self, team, as_person):
        request = journeys.released(team, journeys.approved(team, withheld=("D08",)))
        letter = text_of(as_person(team.practice_manager).get(url(request, "reply")))
        assert "We provide: current address." in letter
        assert "telephone" not in letter.split("<article")[1].lower()

    def test_there_is_none_before_the_release(self, team, as_person):
        manager = as_person(team.practice_manager)
        assert manager.get(url(journeys.approved(team), "reply")).status_code == 409
        assert manager.get(url(journeys.submitted(team), "reply")).status_code == 409


class TestReopening:
    def test_a_new_round_with_its_reason(self, team, as_person):
        request = journeys.closed(team)
        lead = as_person(team.ig_lead)
        assert lead.post(url(request, "reopen"), {"reason": ""}).status_code == 422
        lead.post(url(request, "reopen"), {"reason": "They found more"})
        request = journeys.fresh(request)
        assert (request.state, request.round, request.new_evidence) == ("triage", 2, "")

    def test_after_a_refusal_new_evidence_is_the_information_governance_leads(self, team, as_person):
        request = journeys.closed(team, journeys.refused(team))
        guardian = text_of(as_person(team.caldicott_guardian).get(url(request, "reopen")))
        assert "Only they decide it again" in guardian
        assert 'name="new_evidence"' not in guardian
        lead = as_person(team.ig_lead)
        assert 'name="new_evidence"' in text_of(lead.get(url(request, "reopen")))
        lead.post(url(request, "reopen"), {"reason": "Charged", "new_evidence": "The charge sheet"})
        assert journeys.fresh(request).new_evidence == "The charge sheet"

    def test_a_manager_does_not_reopen(self, team, as_person):
        assert as_person(team.practice_manager).get(url(journeys.closed(team), "reopen")).status_code == 403
        assert as_person(team.ig_lead).get(url(journeys.refused(team), "reopen")).status_code == 409


@pytest.mark.parametrize("page", ["close", "reply"])
def test_what_a_page_costs(team, as_person, page):
    request = journeys.disclosed(team)
    manager = as_person(team.practice_manager)
    manager.get(url(request, page))
    with CaptureQueriesContext(connection) as captured:
        manager.get(url(request, page))
    assert len(statements(captured)) <= 12


def test_told_already_is_not_asked_again(team, as_person):
    request, manager = journeys.refused(team), as_person(team.practice_manager)
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "told", **TOLD})
    request = journeys.fresh(request)
    assert "Was the patient told?" not in text_of(manager.get(url(request, "close")))
    sent = {**on("reply_sent_on", timezone.localdate()), "reply_means": "Recorded post", "note": ""}
    assert manager.post(url(request, "close"), sent).status_code == 302
    assert "Patient told" in text_of(manager.get(request.get_absolute_url()))


def test_nobody_to_tell_is_offered_where_nobody_was_found(team, as_person):
    request = journeys.refused(team, journeys.submitted(team))
    manager = as_person(team.practice_manager)
    gap = manager.post(url(request, "close"), closing(request, patient_told="nobody"))
    assert "Enter why there is nobody to tell" in text_of(gap)
    sent = closing(request, patient_told="nobody", nobody_reason="Refused on its face")
    assert manager.post(url(request, "close"), sent).status_code == 302
    assert "There is nobody to tell" not in text_of(manager.get(url(journeys.refused(team), "close")))


@pytest.mark.parametrize("told", ["later", "no"])
def test_what_the_guardian_decided_is_not_asked_again(team, as_person, told):
    request, manager = journeys.disclosed(team), as_person(team.practice_manager)
    page = text_of(manager.get(url(request, "close")))
    assert "what was decided stands" in page
    assert "Why are they not told?" not in page
    sent = closing(request, patient_told=told)
    assert manager.post(url(request, "close"), sent).status_code == 302
