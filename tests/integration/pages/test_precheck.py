"""The pre-check on the pages of the reviews, the guardian's and the request's: what is said, and to whom."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import selectors
from requests_app.law.precheck import Agreement
from requests_app.models import Request
from requests_app.presenters.precheck import pre_check, question_of
from tests.factories import agreements, journeys, rules
from tests.integration.pages.deciding import text_of, url

OVERSTAYING = {
    "requester": {"kind": "home_office", "organisation_name": "Home Office", "supervisor": ""},
    "items": {"codes": ["D01", "D06", "D11"], "own_words": []},
    "law": {"codes": ["EX-04", "IM-01"]},
    "purpose": {"purpose": "Overstaying alone", "offence": ""},
}
STOP = "not a practice’s to use"


def words_of(page):
    """The page's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(page)).split())


def test_the_reviews_and_the_guardian_see_what_stops_with_its_citation(team, as_person):
    request = journeys.submitted(team, **OVERSTAYING)
    shown = words_of(as_person(team.practice_manager).get(url(request, "triage")))
    assert STOP in shown
    assert "Stops: 2" in shown
    assert "DPA 2018 Sch 2 Pt 1 paras 4, 4A, 4B" in shown
    assert "D11 Others at the same address: other people’s data" in shown

    request = journeys.triaged(team, request)
    page = as_person(team.ig_lead).get(url(request, "legal-basis"))
    assert STOP in words_of(page)
    assert "What is contested:" in words_of(page)
    assert "Not wholly verified: check with your DPO" in words_of(page)
    assert "/law/powers/IM-01/" in page.content.decode()

    request = journeys.legally_reviewed(team, request)
    assert STOP in words_of(as_person(team.clinical_reviewer).get(url(request, "public-interest")))
    request = journeys.weighed(team, request, conclusion="not_met")
    assert STOP in words_of(as_person(team.caldicott_guardian).get(url(request, "decision")))
    assert STOP in words_of(as_person(team.caldicott_guardian).get(request.get_absolute_url()))


def test_no_page_approves_or_refuses_for_anybody(team, as_person):
    request = journeys.submitted(team, **OVERSTAYING)
    shown = words_of(as_person(team.practice_manager).get(url(request, "triage")))
    assert "It decides nothing: people do." in shown


def test_once_it_is_decided_there_is_nothing_to_pre_check(team, as_person):
    for request in (journeys.approved(team), journeys.refused(team)):
        assert "Pre-check" not in words_of(as_person(team.ig_lead).get(request.get_absolute_url()))


def test_an_auditor_learns_nothing_of_the_person_from_it(team, as_person):
    changes = {"subject": subject(role="victim", deceased=True, date_of_birth=date(2020, 1, 1))}
    request = journeys.submitted(team, **changes)
    hidden = ("The person is a victim", "The duty of confidence survives", "The person is a child")
    audited = words_of(as_person(team.auditor).get(request.get_absolute_url()))
    assert "Pre-check" in audited
    lead = words_of(as_person(team.ig_lead).get(request.get_absolute_url()))
    for words in hidden:
        assert words not in audited
        assert words in lead


def test_what_the_record_carries_is_said_only_to_those_who_know_of_the_match(team, as_person):
    request = journeys.matched(team, rules.compelled(team), record_flags=["PR-04"])
    said = "PR-04 Protected person: A protected person"
    assert said in words_of(as_person(team.caldicott_guardian).get(url(request, "decision")))
    assert said not in words_of(as_person(team.data_protection_officer).get(request.get_absolute_url()))


def test_nothing_is_asked_of_the_database_for_it(team, as_person):
    request = journeys.at_decision(team)
    loaded = Request.objects.select_related("practice", "requester", "instrument").get(pk=request.pk)
    selectors.load_story(loaded)
    with CaptureQueriesContext(connection) as asked:
        assert pre_check(loaded, subjects=loaded.subjects.all(), match=True)
    assert not asked.captured_queries


# What is put to the pre-check.


def subject(**fields):
    """The subject part, changed."""
    (person,) = journeys.parts()["subject"]["subjects"]
    return {"subject_kind": "one", "subjects": [person | fields]}


def asked(request, **fields):
    """The question for somebody who sees everything."""
    return question_of(request, **({"subjects": list(request.subjects.all()), "match": True} | fields))


def test_a_request_becomes_a_question(team):
    request = journeys.submitted(team, items={"codes": ["D06"], "own_words": ["Their old flat"]})
    found = asked(request)
    assert found.requester_kind == "police"
    assert found.claims == ("PO-01",)
    assert found.items == ("D06",)
    assert found.own_words == ("X2",)
    assert (found.officer, found.supervisor, found.supervisor_rank) == (
        True,
        True,
        "Detective superintendent",
    )
    assert (found.offence, found.purpose, found.written, found.level) == (True, True, True, "V0")
    assert (found.role, found.deceased, found.minor, found.nobody_named) == ("suspect", False, False, False)
    assert found.paper is None
    assert found.address_needs_countersignature
    assert asked(rules.verified(team, request)).level == "V2"
    assert found.received == request.received_on


def test_its_paper_and_its_words(team):
    law = rules.law(claimed_words="Some Act", claimed_agreement="Some memorandum")
    found = asked(
        journeys.submitted(team, law=law, requester=rules.coroner() | {"email": "a@mail.gmail.com"})
    )
    assert (found.paper.kind, found.paper.names_practice) == ("statutory_notice", True)
    assert found.law_words
    assert found.agreement_words
    assert found.free_mail
    assert found.agreement is None


@pytest.mark.parametrize(("channel", "written"), [("phone", False), ("in_person", False), ("letter", True)])
def test_what_came_by_word_of_mouth_is_not_written(team, channel, written):
    assert asked(journeys.submitted(team, received={"channel": channel})).written is written


@pytest.mark.parametrize(
    ("born", "minor"),
    [(None, False), (date(2008, 11, 10), True), (date(2008, 11, 9), False), (date(1979, 11, 3), False)],
)
def test_who_is_a_child(team, born, minor):
    request = journeys.submitted(
        team, subject=subject(date_of_birth=born), received={"received_on": date(2026, 11, 9)}
    )
    assert asked(request).minor is minor


def test_whom_one_may_not_see_is_not_put(team):
    request = journeys.submitted(team, subject=subject(role="victim", deceased=True))
    found = asked(request, subjects=[])
    assert (found.role, found.deceased, found.minor) == ("other", False, False)


def test_flags_of_the_face_and_of_the_record(team):
    request = journeys.matched(team, rules.compelled(team), record_flags=["PR-05"])
    assert asked(request).flags == ("PR-05",)
    assert asked(request, match=False).flags == ()
    assert asked(journeys.submitted(team), match=False).flags == ()


def test_an_agreement_of_the_register_stands_as_it_stands_today(team):
    agreement = agreements.in_force(team)
    request = journeys.submitted(team, law={"claimed_agreement": agreement.name})
    Request.objects.filter(pk=request.pk).update(agreement=agreement)

    def standing():
        return asked(journeys.fresh(request)).agreement

    assert standing() == Agreement(name=agreement.name, status="In force", in_force=True, joined=False)
    agreements.joined(team, agreement)
    assert standing().joined
    agreements.stands_at(team, agreement, "withdrawn")
    assert (standing().status, standing().in_force) == ("Withdrawn", False)


def test_an_agreement_without_a_status_is_not_in_force(team):
    request = journeys.submitted(team)
    Request.objects.filter(pk=request.pk).update(agreement=agreements.entered(team))
    found = asked(journeys.fresh(request)).agreement
    assert (found.status, found.in_force) == ("No status recorded", False)
