"""Legal basis over HTTP: what is wrong is said at its field, message by message."""

from datetime import timedelta

import pytest

from requests_app.forms import legal_findings
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisReview
from tests.factories import journeys
from tests.integration.pages.legally import ALL, PAPER, REVIEW, for_all
from tests.integration.pages.reviewing import complaints, html_of, sent

NO_PAPER = "Nothing compels without its order or notice: correct the request to record it first"
NO_CONDITION = (
    "You say that it reveals health or registration: choose a condition at gate C for at least one item, "
    "or change this answer"
)


@pytest.fixture
def request_(team):
    return journeys.triaged(team, journeys.submitted(team))


@pytest.fixture
def lead(team, as_person):
    return as_person(team.ig_lead)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"all_effect": ""}, {"Select what the law says of all items": "all_effect"}),
        (
            {"all_confidentiality": ""},
            {"Select what justifies going past confidence (gate A) for all items": "all_confidentiality"},
        ),
        ({"all_article6": ""}, {"Select the lawful basis (gate B) for all items": "all_article6"}),
        ({"all_article9": ""}, {"Select the condition (gate C) for all items": "all_article9"}),
        ({"all_reason": ""}, {"Enter why, for all items": "all_reason"}),
        (
            {"all_effect": "compelled"},
            {NO_PAPER: "all_effect"},
        ),
        (
            {"all_effect": "consented"},
            {
                "No consent is recorded for this request: record it first, or choose another answer": (
                    "all_effect"
                )
            },
        ),
        (
            {"all_confidentiality": "CLDC-3", "all_power": ""},
            {"Select the power that is the gateway for all items": "all_power"},
        ),
        (
            {"all_confidentiality": "CLDC-3"},
            {
                "PO-01 leaves confidence standing: choose another justification, such as public interest": (
                    "all_confidentiality"
                )
            },
        ),
        (
            {"all_article6": "A6-ea"},
            {"Enter the data protection officer’s reason: A6-ea is contested for a practice": "dpo_advice"},
        ),
        (
            {"reveals_health_reason": ""},
            {"Enter why it reveals neither health nor registration": "reveals_health_reason"},
        ),
        (
            {"reveals_health": "yes"},
            {NO_CONDITION: "reveals_health"},
        ),
        (
            {"all_power": "EX-04"},
            {"Select a valid choice. EX-04 is not one of the available choices.": "all_power"},
        ),
        ({"all_reason": "x" * 4001}, {"Why, for all items must be 4,000 characters or fewer": "all_reason"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_whether_saved_or_finished(lead, request_, changes, expected):
    for finish in ("", "weigh"):
        response = sent(lead, request_, "legal_basis", finish=finish, **ALL | changes)

        assert complaints(response) == expected
        assert "A suspect at large would be warned" in html_of(response)
    assert not LegalBasisReview.objects.exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"consent_sought": ""}, {"Select whether the patient’s consent was sought": "consent_sought"}),
        ({"consent_reason": ""}, {"Enter why, or what the patient said": "consent_reason"}),
        ({"reveals_health": ""}, {"Select whether it reveals health or registration": "reveals_health"}),
        ({"reason": ""}, {"Enter your reasons for the review as a whole": "reason"}),
    ],
)
def test_some_things_may_wait_until_it_is_finished(lead, request_, changes, expected):
    assert complaints(sent(lead, request_, "legal_basis", finish="weigh", **ALL | changes)) == expected
    assert sent(lead, request_, "legal_basis", **ALL | changes).status_code == 302


@pytest.mark.parametrize(
    ("power", "words"),
    [
        ("", "Select the power that compels all items"),
        ("PO-01", "PO-01 does not compel a GP practice on 2 March 2026"),
        ("SG-01", "SG-01 does not compel a GP practice on 2 March 2026"),
    ],
)
def test_only_a_power_that_binds_a_practice_compels(team, lead, power, words):
    request = journeys.triaged(team, journeys.submitted(team, law={"instrument": PAPER}))
    data = REVIEW | for_all("D06", "D08", effect="compelled", power=power)

    assert complaints(sent(lead, request, "legal_basis", **data)) == {words: "all_power"}


def test_a_law_that_is_not_in_force_is_said_at_its_field(request_, lead, monkeypatch):
    """Art 6(1)(ea), say, before 5 February 2026."""
    began = catalogue().article6["A6-ea"].in_force_from
    monkeypatch.setattr(legal_findings.timezone, "localdate", lambda: began - timedelta(days=1))
    answers = {**REVIEW, "dpo_advice": "They agree", **for_all("D06", "D08"), "all_article6": "A6-ea"}
    assert complaints(sent(lead, request_, "legal_basis", **answers)) == {
        "A6-ea is not known to be in force today: choose another for all items": "all_article6"
    }
    assert not LegalBasisReview.objects.exists()
