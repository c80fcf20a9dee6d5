"""Stage 0 of the public-interest test: what the record answers at each gate, and which answers stop."""

import pytest

from requests_app import selectors
from requests_app.models import LegalBasisFinding, Request
from requests_app.presenters.gates import gates
from requests_app.selectors import reviews as select
from tests.factories import journeys, rules
from tests.integration.pages.deciding import text_of, url


def at(request, *, may_see_match=True):
    """The gates by code: answer, why, whether it stops."""
    case = selectors.load_story(Request.objects.select_related("practice", "requester").get(pk=request.pk))
    match = select.live_match(case)
    found = gates(case, select.live_findings(case), match, may_see_match=may_see_match)
    return {gate.code: (gate.answer, gate.why, gate.stops) for gate in found}


def test_a_request_that_is_ready_to_be_weighed(team):
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    found = at(request)
    assert list(found) == ["G1", "G2", "G3", "G3b", "G4", "G5", "G6", "G7"]
    assert {code: row[0] for code, row in found.items()} == {
        "G1": "Yes", "G2": "Yes", "G3": "Yes", "G3b": "Not known", "G4": "Yes", "G5": "Yes", "G6": "No",
        "G7": "No",
    }  # fmt: skip
    assert [code for code, row in found.items() if row[2]] == ["G3b"]
    assert found["G7"][1] == "Not sought: it would defeat the purpose"
    assert found["G5"][1] == "Seen on its face: none"


@pytest.mark.parametrize(
    ("result", "answer", "stops"),
    [("matched", "Yes", False), ("uncertain", "Not known", True), ("not_found", "No", True)],
)
def test_the_match(team, result, answer, stops):
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    request = journeys.matched(team, request, result=result)
    assert at(request)["G3b"][::2] == (answer, stops)
    assert at(request, may_see_match=False)["G3b"][1] == "Shown to those who may see the match"


def test_a_requester_who_was_not_called_back_stops(team):
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team), level="V1"))
    assert at(request)["G1"] == ("No", "V1; a disclosure needs V2, a refusal needs none", True)


def test_before_triage_nothing_is_known(team):
    found = at(journeys.submitted(team))
    assert {code for code, row in found.items() if row[0] == "Not known"} == {
        "G2", "G3", "G3b", "G4", "G5", "G7",
    }  # fmt: skip
    assert found["G1"][0] == "No"


def test_what_triage_answered_otherwise(team):
    request = journeys.triaged(team, journeys.submitted(team))
    request.triage_set.update(written=False, own_data_or_foi=True, prohibitions=["PR-05"])
    found = at(request)
    assert (found["G2"][0], found["G4"][0]) == ("No", "No")
    assert found["G5"][1] == "Seen on its face: PR-05"


def test_what_is_compelled_beside_it_is_named(team):
    request = journeys.triaged(
        team, journeys.submitted(team, law=rules.law(), requester=rules.coroner()), level="V4"
    )
    effects = {"D06": "compelled", "D08": "permitted"}
    request = journeys.legally_reviewed(team, request, effects)
    assert "D06: compelled, so only its scope is checked" in at(request)["G6"][1]
    assert LegalBasisFinding.objects.count() == 2


def test_consent_that_was_given(team):
    request = rules.skipped(team, journeys.triaged(team, journeys.submitted(team)), "consented")
    assert at(request)["G7"][::2] == ("Yes", False)


def test_the_reviewer_reads_them_before_the_questions(team, as_person):
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    page = text_of(as_person(team.clinical_reviewer).get(url(request, "public-interest")))
    order = [page.index(f"Stage {number}:") for number in range(4)]
    assert order == sorted(order)
    assert "G1 Is the requester&#39;s identity verified" in page
