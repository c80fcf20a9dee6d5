"""The guardian's page over HTTP: what it shows, what it asks for, and that only the second look counts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from requests_app.models import Decision
from tests.factories import journeys
from tests.integration.pages.deciding import answers, confirmed, statements, text_of, url


def test_one_page_shows_all_that_the_decision_needs(team, as_person):
    request = journeys.at_decision(team)
    page = as_person(team.caldicott_guardian).get(url(request, "decision"))

    shown = text_of(page)
    for words in (
        "Det Insp Rhona Cald",  # who asks
        "V2 Called back",  # how far checked
        "Dmitar Halloway",
        "To find a suspect at large",
        "What the requester claims",
        "What we rely on",
        "The law permits it",
        "Advised: disclose",
        "F1 Risk of death or serious harm, imminent",
        "Matched on name, date of birth and one more",
        "Prohibitions",
        "Not sought: it would defeat the purpose",
        "Justify the purpose",
        "confirms that the person is registered",
    ):
        assert words in shown
    assert page.status_code == 200
    assert 'type="radio" value="disclose" checked' not in shown


def test_nothing_is_chosen_beforehand_and_the_found_basis_stands_ready(team, as_person):
    request = journeys.at_decision(team)
    form = as_person(team.caldicott_guardian).get(url(request, "decision")).content.decode()

    assert not re.findall(r'<input[^>]*type="radio"[^>]*checked', form)
    assert form.count('<option value="CLDC-5" selected') == 2


def test_the_first_button_only_shows_and_the_second_approves(team, as_person):
    request = journeys.at_decision(team)
    guardian = as_person(team.caldicott_guardian)

    looked = guardian.post(url(request, "decision"), answers(request))
    assert looked.status_code == 200
    assert "Check before you approve" in text_of(looked)
    assert "Disclosed in full" in text_of(looked)
    assert not Decision.objects.exists()

    done = guardian.post(url(request, "decision"), confirmed(answers(request)))
    assert done["Location"] == request.get_absolute_url()
    decision = Decision.objects.get()
    assert (decision.outcome, decision.recipient) == (
        "DISCLOSE_FULL",
        "Det Insp Rhona Cald, Northmere Police",
    )
    ends = timezone.localtime(decision.expires_at)
    assert (ends.date() - timezone.localdate()).days == 5
    assert (ends.hour, ends.minute) == (23, 59)
    assert {str(row.item): row.basis for row in decision.items.all()} == {"D06": "CLDC-5", "D08": "CLDC-5"}


def test_changing_something_brings_back_what_was_typed(team, as_person):
    request = journeys.at_decision(team)
    page = as_person(team.caldicott_guardian).post(
        url(request, "decision"), answers(request, reason="My very own reason", step="change")
    )
    assert page.status_code == 200
    assert "My very own reason" in text_of(page)
    assert "There is a problem" not in text_of(page)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcome_D06": ""}, "Select whether D06 is disclosed or withheld"),
        ({"reason_D06": ""}, "Enter your reason for D06"),
        ({"basis_D06": ""}, "Select what outweighs confidentiality for D06"),
        ({"recipient": ""}, "Enter who receives it"),
        ({"route": ""}, "Select the route by which it goes"),
        ({"tell_patient": ""}, "Select when the patient is told"),
        ({"tell_reason": ""}, "Enter why the patient is told later or not at all"),
        ({"tell_review_on_year": ""}, "must include a year"),
        (
            {"tell_review_on_day": "", "tell_review_on_month": "", "tell_review_on_year": ""},
            "Enter the date to look again",
        ),
        ({"tell_review_on_year": "9999"}, "must be the same as or before"),
        ({"expires_on_year": "9999"}, "must be the same as or before"),
        ({"expires_on_year": "2020"}, "must be today or in the future"),
        ({"reason": ""}, "Enter your reason for the decision as a whole"),
        ({"outcome_D06": "withhold"}, "Enter why you depart from the advice on D06"),
        ({"outcome_D06": "withhold", "outcome_D08": "withhold"}, "Disclose at least one item"),
    ],
)
def test_each_gap_is_named_and_nothing_typed_is_lost(team, as_person, changes, message):
    request = journeys.at_decision(team)
    sent = answers(request, conditions="Keep this sentence") | changes
    page = as_person(team.caldicott_guardian).post(url(request, "decision"), confirmed(sent))

    assert page.status_code == 422
    assert message in text_of(page)
    assert "Keep this sentence" in text_of(page)
    assert not Decision.objects.exists()


def test_a_value_tells_of_registration_so_d01_goes_with_it(team, as_person):
    request = journeys.at_decision(team, items={"codes": ["D01", "D06"], "own_words": []})
    sent = answers(request, outcome_D01="withhold", departs_because="Not asked for by them")
    page = as_person(team.caldicott_guardian).post(url(request, "decision"), sent)
    assert page.status_code == 422
    assert "disclose D01 too" in text_of(page)


def test_what_is_proposed_as_withheld_needs_a_reason_to_disclose(team, as_person):
    request = journeys.at_decision(team, items={"codes": ["D06", "D15"], "own_words": []})
    page = as_person(team.caldicott_guardian).post(url(request, "decision"), answers(request))
    assert page.status_code == 422
    assert "Enter why you depart from the advice on D15" in text_of(page)


def test_items_in_the_requesters_own_words_are_decided_too(team, as_person):
    request = journeys.at_decision(team, items={"codes": ["D06"], "own_words": ["The name of their dog"]})
    token = next(item.token for item in request.live_items if item.own_words)
    guardian = as_person(team.caldicott_guardian)

    assert "The name of their dog" in text_of(guardian.get(url(request, "decision")))
    sent = answers(request, departs_because="Nobody needs it") | {f"outcome_{token}": "withhold"}
    looked = guardian.post(url(request, "decision"), sent)
    assert "Departs from the advice" in text_of(looked)
    guardian.post(url(request, "decision"), confirmed(sent))
    assert Decision.objects.get().outcome == "DISCLOSE_PART"


def test_an_item_without_a_basis_can_only_be_withheld(team, as_person):
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.legally_reviewed(team, request, {"D06": "permitted", "D08": "no_basis"})
    request = journeys.matched(team, journeys.weighed(team, request))
    guardian = as_person(team.caldicott_guardian)

    form = guardian.get(url(request, "decision")).content.decode()
    assert form.count('value="disclose"') == 1
    assert guardian.post(url(request, "decision"), answers(request)).status_code == 422
    sent = answers(request, outcome_D08="withhold")
    guardian.post(url(request, "decision"), confirmed(sent))
    assert Decision.objects.get().items.get(item__code="D08").outcome == "withhold"


@pytest.mark.parametrize("codes", [["D06"], ["D01", "D02", "D04", "D06", "D08", "D09", "D13"]])
def test_the_page_costs_the_same_whatever_is_asked(team, as_person, codes):
    request = journeys.at_decision(team, items={"codes": codes, "own_words": []})
    guardian = as_person(team.caldicott_guardian)
    guardian.get(url(request, "decision"))
    with CaptureQueriesContext(connection) as captured:
        guardian.get(url(request, "decision"))
    assert len(statements(captured)) <= 12


def test_looking_is_recorded(team, as_person):
    request = journeys.at_decision(team)
    as_person(team.caldicott_guardian).get(url(request, "decision"))
    log = entries_about(log_name(team.practice.public_id), request.about, only_events=["request.opened"])
    assert [entry.facts["page"] for entry in log] == ["decision"]
