"""Telling the patient over HTTP: what was decided, deciding it, and the letter as a PDF."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries, log_name, reveal
from consent.models import Telling
from kit.errors import NotPossible
from requests_app.journey import guardian_decision, patient_pages
from requests_app.journey import telling as journey
from tests.factories import journeys
from tests.factories.answers import TOLD as ANSWERED
from tests.factories.answers import approval
from tests.integration.pages.deciding import on, text_of
from tests.support.pdfs import read

TOLD = {"what": "told", "means": "letter", "whom": "patient", "said": "Who asked, and what we decided"}


def where(request, name="telling"):
    return reverse(name, args=[request.key])


def letter(**changes):
    return {"whom": "patient", "size": "standard", "purpose": "To find somebody"} | changes


def approved(team, tell, **fields):
    request = journeys.at_decision(team)
    fields = {"tell_patient": tell, "tell_reason": "It would warn a suspect", "tell_review_on": None} | fields
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=approval(request, **fields))
    return journeys.fresh(request)


def refused(team):
    return journeys.refused(team)


def last(team):
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    return entry


def test_who_closes_decides_where_nobody_did(team, as_person):
    request = refused(team)
    manager = as_person(team.practice_manager)
    page = text_of(manager.get(where(request)))
    assert "Nobody has decided yet whether the patient is told" in page
    assert "There is nobody to tell" not in page  # a record was found
    sent = {"what": "later", "later_reason": "Once it is safe", **on("later_on", date(2031, 3, 3))}
    assert manager.post(where(request), sent).status_code == 302
    row = Telling.objects.get(for_request=request.key)
    assert (row.what, row.reason, row.again_on, row.recorded_by) == (
        "later",
        "Once it is safe",
        date(2031, 3, 3),
        team.practice_manager,
    )
    entry = last(team)
    assert (entry.event, "telling" in entry.facts) == ("patient.telling_decided", False)
    private = reveal(entry.log, entry.event_id) or {}
    assert (private["telling"], private["look_again_on"]) == ("later", "2031-03-03")
    assert "safe" not in entry.text
    assert "Once it is safe" in text_of(manager.get(request.get_absolute_url()))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Select what happens about telling the patient"),
        ({"what": "later", **on("later_on", date(2031, 3, 3))}, "Enter why the patient is told later"),
        ({"what": "later", "later_reason": "x"}, "Enter the date to look again"),
        (
            {"what": "not", "not_reason": "x", **on("not_on", date(2020, 3, 3))},
            "must be today or in the future",
        ),
        ({"what": "not", "not_reason": "x", **on("not_on", timezone.localdate())}, "must be in the future"),
        (TOLD | on("told_on", date(2020, 3, 3)) | {"whom": ""}, "Select whom you told"),
        (TOLD | on("told_on", date(2020, 3, 3)) | {"whom": "other"}, "why they may be told"),
        (TOLD | on("told_on", date(2041, 3, 3)), "must be today or in the past"),
    ],
)
def test_each_gap_is_named_and_nothing_is_lost(team, as_person, sent, message):
    request = refused(team)
    answer = as_person(team.practice_manager).post(where(request), sent | {"nobody_reason": "Keep this"})
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert 'href="#id_' in text_of(answer)  # the summary leads to the field
    assert not Telling.objects.exists()


def test_what_was_put_off_is_the_guardians(team, as_person):
    request = approved(team, "not", tell_review_on=timezone.localdate() + timedelta(days=30))
    assert as_person(team.practice_manager).get(where(request)).status_code == 403
    guardian = as_person(team.caldicott_guardian)
    assert "It would warn a suspect" in text_of(guardian.get(where(request)))
    assert guardian.post(where(request), TOLD | on("told_on", timezone.localdate())).status_code == 302
    assert last(team).event == "patient.told"


def test_who_closes_may_only_say_that_it_was_done(team, as_person):
    request = approved(team, "before")
    page = text_of(as_person(team.practice_manager).get(where(request)))
    assert "They were told" in page
    assert "They are told later" not in page


@pytest.mark.parametrize(
    ("tell", "days", "why"),
    [
        ("not", 30, "It was decided not to tell the patient"),
        ("later", 30, "It was decided to tell the patient later: not before"),
        ("after", 0, "nothing has left yet"),
    ],
)
def test_no_letter_while_the_patient_may_not_be_told(team, as_person, tell, days, why):
    review = timezone.localdate() + timedelta(days=days) if days else None
    request = approved(team, tell, tell_review_on=review)
    manager = as_person(team.practice_manager)
    for answer in (
        manager.get(where(request, "patient_letter")),
        manager.post(where(request, "patient_letter"), letter()),
    ):
        assert answer.status_code == 409
        assert why in text_of(answer)


@pytest.mark.parametrize(("size", "points"), [("standard", 12), ("large", 18)])
def test_the_letter_is_tagged_and_plain_and_marks_nothing_as_told(team, as_person, size, points):
    request = approved(team, "before")
    manager = as_person(team.practice_manager)
    assert "Northmere Police" in text_of(manager.get(where(request, "patient_letter")))
    answer = manager.post(where(request, "patient_letter"), letter(size=size))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment;")
    found = read(answer.content)
    assert (found.language, found.title, found.marked) == (
        "en-GB",
        "A request for information about a patient",
        True,
    )
    assert {"H1", "H2", "P", "L", "LI"} <= set(found.tags)
    assert min(found.sizes) == points
    for words in ("Northmere Police", "Current address", "To find somebody", "You can object", "complain"):
        assert words in found.text
    for words in ("Halloway", "Rhona Cald", "Attempted murder", "D06", "PO-01", "CLDC"):
        assert words not in found.text
    assert not Telling.objects.exists()
    entry = last(team)
    assert (entry.event, entry.facts) == ("patient_letter.downloaded", {"size": size})
    said = {"whom": "patient", "whom_because": "", "purpose": "To find somebody"}
    assert said.items() <= (reveal(entry.log, entry.event_id) or {}).items()


def test_what_left_is_in_the_letter(team, as_person):
    request = journeys.disclosed(team, journeys.released(team, approved(team, "after")))
    found = read(
        as_person(team.practice_manager).post(where(request, "patient_letter"), letter(purpose="")).content
    )
    assert "Nothing was given" not in found.text
    assert "What they wanted it for" not in found.text
    assert "Given on" in found.text
    assert "The public interest in giving it outweighed" in found.text


def test_a_letter_needs_its_answers(team, as_person):
    request = approved(team, "before")
    answer = as_person(team.practice_manager).post(where(request, "patient_letter"), {})
    assert answer.status_code == 422
    assert "Select whom the letter is for" in text_of(answer)
    for whom, because in (("parent", "Enter who they are"), ("other", "why they may be told")):
        without = as_person(team.practice_manager).post(
            where(request, "patient_letter"), letter(whom=whom, purpose="Keep this")
        )
        assert without.status_code == 422
        assert because in text_of(without)
        assert "Keep this" in text_of(without)
    request.subjects.update(deceased=True)
    page = as_person(team.practice_manager).get(where(request, "patient_letter"))
    assert "says that the patient has died" in text_of(page)
    dead = as_person(team.practice_manager).post(where(request, "patient_letter"), letter())
    assert "enter how you know that they live" in text_of(dead)
    told = as_person(team.practice_manager).post(where(request), TOLD | on("told_on", timezone.localdate()))
    assert "enter how you know that they live" in text_of(told)


def test_others_are_refused(team, as_person):
    request = approved(team, "before")
    for name in ("telling", "patient_letter"):
        assert as_person(team.auditor).get(where(request, name)).status_code == 403
        assert as_person(team.front_desk).get(where(request, name)).status_code == 404


def test_a_persons_page_says_what_they_were_told(team, as_person):
    told, nobody = refused(team), journeys.refused(team, journeys.triaged(team, journeys.submitted(team)))
    by = team.practice_manager
    journey.decide(key=told.key, by=by, data=ANSWERED | {"what": "told"})
    journey.decide(key=nobody.key, by=by, data={"what": "nobody", "reason": "Refused on its face"})
    page = patient_pages.of_identifiers(practice=team.practice, by=by, given={"nhs_number": "9993035203"})
    text = text_of(as_person(by).get(page.get_absolute_url()))
    assert "What they were told" in text
    assert "The patient, letter" in text
    assert "Nobody to tell" not in text
    assert "Make a statement" not in text
    assert "Make a statement" in text_of(as_person(team.ig_lead).get(page.get_absolute_url()))
    with pytest.raises(NotPossible, match="told already"):
        journey.decide(key=told.key, by=team.caldicott_guardian, data={"what": "nobody", "reason": "x"})


def test_nobody_to_tell_only_where_nobody_was_found(team):
    with pytest.raises(NotPossible, match="there is somebody to tell"):
        journey.decide(
            key=refused(team).key, by=team.practice_manager, data={"what": "nobody", "reason": "x"}
        )
    with pytest.raises(NotPossible, match="Say why there is nobody"):
        journey.decide(
            key=journeys.submitted(team).key, by=team.practice_manager, data={"what": "nobody", "reason": " "}
        )


def test_that_nobody_was_found_is_for_those_who_may_know(team, as_person):
    """Neither the facts of the ledger nor an auditor's page tell that a search found nobody (INV-06)."""
    request = journeys.submitted(team)
    journey.decide(
        key=request.key, by=team.practice_manager, data={"what": "nobody", "reason": "Refused on its face"}
    )
    assert "nobody" not in last(team).text
    assert "Refused on its face" in text_of(as_person(team.practice_manager).get(request.get_absolute_url()))
    assert "Refused on its face" not in text_of(as_person(team.auditor).get(request.get_absolute_url()))


def test_nobody_to_tell_is_recorded_with_its_reason(team, as_person):
    request = journeys.submitted(team)
    sent = {"what": "nobody", "nobody_reason": "Nobody was looked for"}
    assert as_person(team.practice_manager).post(where(request), sent).status_code == 302
    row = Telling.objects.get()
    assert (row.what, row.reason, str(row)) == ("nobody", "Nobody was looked for", f"Telling {row.pk}")


def test_told_now_may_have_a_reason(team):
    request = journeys.submitted(team)
    journey.decide(
        key=request.key, by=team.practice_manager, data={"what": "now", "reason": " They asked us "}
    )
    assert Telling.objects.get().reason == "They asked us"


def test_the_release_says_that_they_are_told_first_and_leads_there(team, as_person):
    request = approved(team, "before")
    manager = as_person(team.practice_manager)
    page = text_of(manager.get(where(request, "release")))
    assert "told before anything leaves" in page
    assert where(request) in page
    journey.decide(key=request.key, by=team.practice_manager, data=ANSWERED | {"what": "told"})
    assert "told before anything leaves" not in text_of(manager.get(where(request, "release")))
