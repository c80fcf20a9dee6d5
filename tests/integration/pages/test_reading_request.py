"""The request's page: its story, what each person may see of it, and what they may do next."""

from typing import Any

import pytest

from audit.ledger.api import entries_about, log_name
from requests_app import selectors
from requests_app.journey import outside_guardian
from requests_app.models import Request
from tests.factories import journeys, people, stories
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted


def entries(request: Request, event: str) -> list[Any]:
    log = log_name(request.practice.public_id)
    return entries_about(log, request.about, only_events=[event], limit=100)


def page_of(browser, request: Request, part: str = "") -> str:
    answer = browser.get(request.get_absolute_url() + part)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return " ".join(answer.content.decode().split())


def test_the_story_reads_from_top_to_bottom(team: Team, as_person) -> None:
    request = stories.rich(team)
    text = page_of(as_person(team.caldicott_guardian), request)

    told = [
        request.reference,
        "What happens next",
        "Who asks",
        "Det Insp Rhona Cald",
        "Whose data",
        "Dmitar Halloway",
        "What they ask for",
        "D06 Current address",
        "On what law they claim",
        "An exemption is not a power",
        "DPA 2018 Sch 2 Pt 1 para 2",
        "How they were verified",
        "Called back through a switchboard",
        "What triage found",
        "Legal basis",
        "CLDC-5 Overriding public interest",
        "Match to a record",
        "Public interest",
        "Guardian’s decision",
        "A serious crime, and an imminent risk",
        "For this investigation only",
        "Release",
        "What left",
        "Incident: an item that was not approved",
        "A previous address too",
        "Corrections",
        "The officer wrote again",
        "Who was told",
        "Reply sent",
        "Notes",
        "I read it.",
        "How it came here",
        "Operation Larch",
    ]
    at = -1
    for words in told:
        found = text.find(words, at + 1)
        assert found > at, words
        at = found


def test_what_is_void_is_collapsed_with_why(team: Team, as_person) -> None:
    text = page_of(as_person(team.ig_lead), stories.rich_again(team))

    assert "No longer valid: purpose corrected" in text
    assert "No longer valid: reopened" in text
    assert "None is valid; see why below" in text  # the decision of the first round


@pytest.mark.parametrize("role", ["caldicott_guardian", "practice_manager", "ig_lead", "auditor"])
def test_a_request_with_everything_on_it_asks_no_more_than_twelve(team: Team, as_person, role: str) -> None:
    request = stories.rich(team, group=True)
    browser = as_person(team.people[role])
    for part in ("", "print/"):
        page_of(browser, request, part)
        with counted() as asked:
            page_of(browser, request, part)
        assert len(asked) <= MOST_A_PAGE, "\n".join(sql[:120] for sql in asked)


def test_an_outside_guardians_page_asks_no_more_either(team: Team, as_person) -> None:
    request = stories.rich_again(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Everyone prepared it")
    browser = as_person(guest)
    page_of(browser, request)
    with counted() as asked:
        page_of(browser, request)

    assert len(asked) <= MOST_A_PAGE


def test_loaded_relations_are_what_the_database_says(team: Team) -> None:
    told = stories.rich(team)
    request = selectors.load_story(journeys.fresh(told))

    for name in ("items", "decisions", "triage_set", "status_changes", "notes", "participations", "matches"):
        relation = getattr(request, name)
        fresh = getattr(Request.objects.get(pk=request.pk), name)
        in_order = list if fresh.model._meta.ordering else sorted  # the database may give them in any
        assert in_order(row.pk for row in relation.all()) == in_order(row.pk for row in fresh.all()), name
    decision = request.decisions.all()[0]
    stored = told.decisions.get(pk=decision.pk)
    for field in decision._meta.concrete_fields:
        assert getattr(decision, field.attname) == getattr(stored, field.attname), field.name
    change = request.status_changes.all()[0]
    assert change.changed_by.full_name == team.practice_manager.full_name


def test_opening_is_recorded_before_the_page_and_printing_too(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.ig_lead)

    page_of(browser, request)
    page_of(browser, request, "print/")

    (opened,) = entries(request, "request.opened")
    assert opened.actor == f"person:{team.ig_lead.public_id}"
    assert opened.facts["page"] == "request"
    assert len(entries(request, "request.printed")) == 1


def test_the_buttons_are_those_of_the_workflow(team: Team, as_person) -> None:
    request = journeys.submitted(team)

    manager = page_of(as_person(team.practice_manager), request)
    assert "Triage this request" in manager
    assert "Not yet: It can" in manager
    assert "Decide this request" not in manager

    guardian = page_of(as_person(team.caldicott_guardian), request)
    assert "Triage this request" not in guardian
    assert "Refuse early" in guardian
    assert "This is for: Practice manager or Information governance lead" in guardian


def test_separation_of_duties_is_said_in_words(team: Team, as_person) -> None:
    second = people.a_member(team.practice, "caldicott_guardian")
    theirs = Team(team.practice, {**team.people, "practice_manager": second})
    people.a_member(team.practice, "practice_manager", person=second)
    request = journeys.at_decision(theirs)

    text = page_of(as_person(second), request)

    assert "You logged, triaged or reviewed this request, so somebody else decides it." in text
    assert "Decide this request" not in text


def test_a_guard_that_would_stop_is_said_before_the_button_is_pressed(team: Team, as_person) -> None:
    request = journeys.weighed(
        team, journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    )

    text = page_of(as_person(team.caldicott_guardian), request)

    assert "Not yet: The person has not been matched to a record yet." in text
    assert "Refuse this request" in text


def test_the_date_says_why(team: Team, as_person) -> None:
    text = page_of(as_person(team.ig_lead), journeys.submitted(team))

    assert "Why this date?" in text
    assert "2 working days later is" in text
    assert "No statutory time limit applies" in text


def test_an_emergency_and_its_reason_stand_at_the_top(team: Team, as_person) -> None:
    request = journeys.submitted(
        team, urgency={"urgency": "emergency", "emergency_reason": "A child on a ledge"}
    )

    text = page_of(as_person(team.caldicott_guardian), request)

    assert "A child on a ledge" in text
    assert "Decide the emergency" in text


def test_a_draft_leads_to_its_tasks(team: Team, as_person) -> None:
    draft = journeys.draft(team, by="front_desk")

    assert "Go on with the draft" in page_of(as_person(team.front_desk), draft)
    assert "Reveal with a reason" not in page_of(as_person(team.front_desk), draft)
    assert "Go on with the draft" in page_of(as_person(team.practice_manager), draft)
    assert as_person(team.ig_lead).get(draft.get_absolute_url()).status_code == 200
    assert as_person(team.clinical_reviewer).get(draft.get_absolute_url()).status_code == 404
