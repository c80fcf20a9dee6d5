"""A statement is about one person, made by somebody who sees all of it, and says what it can't find."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from consent.models import PatientPage, Telling
from kit.errors import NotAllowed
from requests_app.journey import patient_pages, restriction, statement
from requests_app.models import Request
from requests_app.views.statement import SOMEBODY_ELSE
from tests.factories import journeys
from tests.integration.pages.deciding import text_of
from tests.integration.pages.test_statement import MAKING, disclosed
from tests.support.pdfs import read

NUMBER = {"nhs_number": "9993035203"}
NAME = {"name": "Dmitar Halloway", "date_of_birth": date(1979, 11, 3)}


def at(team, **given) -> str:
    page = patient_pages.of_identifiers(practice=team.practice, by=team.ig_lead, given=given)
    return reverse("patient_statement", args=[page.key])


def restricted(team, request: Request) -> None:
    people = [team.practice_manager, team.caldicott_guardian]
    restriction.restrict(key=request.key, by=team.practice_manager, people=people)


def of_number(request: Request, digit: str) -> None:
    request.subjects.update(nhs_number_index=digit * 64)


def test_two_numbers_under_one_name_are_not_made_into_one_statement(team, as_person):
    disclosed(team)
    browser, address = as_person(team.ig_lead), at(team, **NAME)
    assert browser.get(address).status_code == 200
    of_number(disclosed(team), "b")
    for answer in (browser.get(address), browser.post(address, MAKING)):
        assert answer.status_code == 409
        assert "carry different NHS numbers" in text_of(answer)
    assert browser.get(at(team, **NAME, **NUMBER)).status_code == 200


def test_one_number_and_none_are_one_person(team, as_person):
    disclosed(team)
    disclosed(team).subjects.update(nhs_number_index="")
    assert as_person(team.ig_lead).get(at(team, **NAME)).status_code == 200


@pytest.mark.parametrize(
    ("given", "missing"),
    [(NUMBER, "name and date of birth"), (NAME, "NHS number"), (NUMBER | NAME, "")],
    ids=["number", "name", "both"],
)
def test_what_the_page_cannot_find_is_said_and_confirmed(team, as_person, given, missing):
    disclosed(team)
    browser, address = as_person(team.ig_lead), at(team, **given)
    page = browser.get(address)
    answer = browser.post(address, {name: sent for name, sent in MAKING.items() if name != "searched"})
    if not missing:
        assert "does not find" not in text_of(page)
        assert answer.status_code == 200
        return
    assert f"those that are known by {missing} alone" in text_of(page)
    assert reverse("patient_known", args=[PatientPage.objects.get().key]) in page.content.decode()
    assert answer.status_code == 422
    assert f"Confirm that you have considered requests known by {missing} alone" in text_of(answer)
    assert browser.post(address, MAKING)["Content-Type"] == "application/pdf"


def test_a_hidden_request_of_another_number_hides_nothing(team, as_person):
    """It isn't surely about the person, so who may not see it may make the statement."""
    disclosed(team)
    other = journeys.submitted(team)
    of_number(other, "b")
    restricted(team, other)
    browser, address = as_person(team.ig_lead), at(team, **NAME, **NUMBER)
    page = browser.get(address)
    assert page.status_code == 200
    assert other.reference not in text_of(page)
    assert other.reference not in read(browser.post(address, MAKING).content).text


@pytest.mark.parametrize("same", ["nhs_number_index", "name_and_birth_index"])
def test_a_hidden_request_that_is_surely_theirs_is_somebody_elses(team, as_person, same):
    request = journeys.submitted(team)
    other = {"nhs_number_index", "name_and_birth_index"} - {same}
    request.subjects.update(**dict.fromkeys(other, ""))
    restricted(team, request)
    assert as_person(team.ig_lead).get(at(team, **NAME, **NUMBER)).status_code == 403


def test_every_maker_who_cannot_reads_the_same_words(team, as_person):
    """That a request is kept from somebody can't be told from what they read."""
    restricted(team, journeys.submitted(team))
    pages = [as_person(by).get(at(team, **NUMBER)) for by in (team.ig_lead, team.practice_manager)]
    assert [page.status_code for page in pages] == [403, 403]
    for page in pages:
        assert SOMEBODY_ELSE.split(".")[0] in text_of(page)
        assert "Your role does not include this" not in text_of(page)
        assert "of how work is shared at the practice" in text_of(page)


def test_what_there_is_to_weigh_is_on_the_page(team, as_person):
    journeys.submitted(team)
    page = text_of(as_person(team.caldicott_guardian).get(at(team, **NUMBER)))
    for words in ("Triage", "By default yes; no where prejudice is reasoned", "To find a suspect at large"):
        assert words in page


def test_what_is_not_decided_only_who_decides_includes(team, as_person):
    asked, refused = journeys.submitted(team), journeys.refused(team)
    page = text_of(as_person(team.ig_lead).get(at(team, **NUMBER)))
    assert page.count("Include it: they may be told") == 1
    assert "Until then only who may decide it can include it" in page
    answers = {f"choice_{asked.key.hex}": "now", f"choice_{refused.key.hex}": "now"}
    answer = as_person(team.ig_lead).post(at(team, **NUMBER), answers)
    assert answer.status_code == 422
    assert not Telling.objects.exists()
    done = as_person(team.caldicott_guardian).post(at(team, **NUMBER), answers)
    assert done.status_code == 302
    assert [row.what for row in Telling.objects.all()] == ["now", "now"]


@pytest.mark.parametrize("by", ["ig_lead", "data_protection_officer"])
def test_the_step_refuses_it_too(team, by):
    asked, refused = journeys.submitted(team), journeys.refused(team)
    with pytest.raises(NotAllowed):
        include(asked.key, team.people[by])
    assert not Telling.objects.exists()
    include(refused.key, team.people[by])
    assert Telling.objects.get().for_request == refused.key


def include(key: uuid.UUID, by) -> None:
    statement.include_or_leave_out(key=key, by=by, data={"what": "now"})
