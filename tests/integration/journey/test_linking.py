"""Several people in one letter become a request each, linked, in one go."""

import pytest

from audit.ledger.api import entries_about, log_name
from kit.errors import NotPossible
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team


def test_three_people_become_three_requests(team: Team) -> None:
    subject = journeys.parts()["subject"]["subjects"][0]
    names = ["Ana Quill", "Ben Quill", "Cas Quill"]
    people = [{**subject, "name": name, "nhs_number": ""} for name in names]

    first = journeys.submitted(team, subject={"subject_kind": "several", "subjects": people})

    made = list(Request.objects.order_by("reference"))
    assert [r.reference[-5:] for r in made] == ["00001", "00002", "00003"]
    assert [r.subjects.get().name for r in made] == names
    assert {r.linked_group for r in made} == {first.linked_group}
    assert {r.state for r in made} == {"triage"}
    assert [i.token for i in made[2].live_items] == ["D06", "D08"]
    assert made[1].requester.organisation_name == "Northmere Police"
    log = log_name(team.practice.public_id)
    assert [e.event for e in entries_about(log, made[1].about)] == ["request.linked"]


def test_a_letter_about_several_names_at_least_two(team: Team) -> None:
    subject = journeys.parts()["subject"]["subjects"]
    with pytest.raises(NotPossible, match="Say whose data"):
        journeys.submitted(team, subject={"subject_kind": "several", "subjects": subject})
