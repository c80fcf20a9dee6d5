"""Public interest over HTTP: the questions, the factors in words, advice on each item, who may weigh."""

import pytest

from requests_app.journey import correction
from requests_app.law.loader import catalogue
from requests_app.models import PublicInterestReview
from requests_app.workflow import State
from tests.factories import journeys
from tests.factories.people import a_member, a_membership, a_practice
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url

WORDS = {code: f"Our answer to {code}" for code in catalogue().questions if code != "Q4"}
MET = WORDS | {
    "Q2_choice": ["Risk of death", "Murder or manslaughter"],
    "Q3_choice": "Now",
    "Q5_choice": "Tried",
    "D06_reason": "He is likely to be there",
    "D06_advice": "disclose",
    "D08_reason": "The address is enough",
    "D08_advice": "withhold",
    "factors_for": ["F1", "F2"],
    "factors_against": ["A4"],
    "reason": "An imminent risk to life outweighs",
    "conclusion": "met",
}
NOT_MET = {
    "Q1": "Overstaying alone",
    "Q2_choice": ["None of these"],
    "Q2": "No violence is alleged",
    "D06_advice": "withhold",
    "D08_advice": "withhold",
    "factors_against": ["A1", "A10"],
    "reason": "Nothing weighs on the other side",
    "conclusion": "not_met",
}


@pytest.fixture
def request_(team):
    asked = journeys.submitted(team, items={"codes": ["D06", "D08", "D11"]})
    effects = {"D06": "permitted", "D08": "permitted", "D11": "no_basis"}
    return journeys.legally_reviewed(team, journeys.triaged(team, asked), effects)


@pytest.fixture
def reviewer(team, as_person):
    return as_person(team.clinical_reviewer)


def test_it_shows_the_request_the_law_and_the_questions(reviewer, request_):
    page = opened(reviewer, request_, "public_interest")

    for words in (
        "Dmitar Halloway",
        "Only permitted PO-01 Schedule 2 form",
        "CLDC-5 Overriding public interest",
        "D11 Others at the same address No basis",
        "Not sought: it would defeat the purpose. A suspect at large would be warned",
        "Sunniva Hartwellby",
        "Nobody has looked yet. You can weigh without knowing.",
        "nothing is counted, and no score is made",
        "Q4. How would D06 Current address change the outcome?",
    ):
        assert words in page
    for question in catalogue().questions.values():
        assert question.code == "Q4" or question.question in page
    for factor in catalogue().factors.values():
        assert f"{factor.code} {factor.label}" in page
    assert "What do you advise for D11" not in page


def test_met_for_one_item_goes_to_the_guardian(team, reviewer, request_):
    response = sent(reviewer, request_, "public_interest", finish="advise", **MET)

    assert response.url == request_.get_absolute_url()
    assert journeys.fresh(request_).state == State.DECISION
    review = PublicInterestReview.objects.get(request=request_)
    assert (review.conclusion, review.factors, review.reviewer) == (
        "met",
        ["F1", "F2", "A4"],
        team.clinical_reviewer,
    )
    assert set(review.answers) == set(catalogue().questions)
    assert review.answers["Q2"] == "Risk of death; Murder or manslaughter\nOur answer to Q2"
    assert review.answers["Q3"] == "Now\nOur answer to Q3"
    assert review.answers["Q4"] == "D06: He is likely to be there\nD08: The address is enough"
    assert {f.item.token: (f.advice, f.reason) for f in review.findings.all()} == {
        "D06": ("disclose", "He is likely to be there"),
        "D08": ("withhold", "The address is enough"),
    }
    assert events(request_)[:2] == ["public_interest.advised", "public_interest.saved"]


def test_not_met_needs_only_the_first_two_questions_and_the_factors(reviewer, request_):
    response = sent(reviewer, request_, "public_interest", finish="advise", **NOT_MET)

    assert response.status_code == 302
    assert journeys.fresh(request_).state == State.DECISION


def test_what_was_saved_is_there_again(reviewer, request_):
    response = sent(reviewer, request_, "public_interest", **MET)
    assert response.url == url(request_, "public_interest")

    html = " ".join(html_of(reviewer.get(url(request_, "public_interest"))).split())

    for value in ("Risk of death", "Murder or manslaughter", "Now", "Tried", "F1", "A4", "met", "disclose"):
        assert f'value="{value}" checked' in html
    assert html.count('" checked') == 10
    for text in ("Our answer to Q2", "Our answer to Q12", "He is likely to be there"):
        assert f">{text}</textarea>" in html
    assert journeys.fresh(request_).state == State.PUBLIC_INTEREST


def test_half_a_review_can_be_saved(reviewer, request_):
    assert sent(reviewer, request_, "public_interest", Q1="Attempted murder").status_code == 302

    review = PublicInterestReview.objects.get(request=request_)
    assert (review.answers, review.conclusion) == ({"Q1": "Attempted murder"}, "")
    assert "Attempted murder</textarea>" in html_of(reviewer.get(url(request_, "public_interest")))


@pytest.mark.parametrize("code", [code for code in WORDS if code not in ("Q1", "Q2")])
def test_met_needs_every_question(reviewer, request_, code):
    response = sent(reviewer, request_, "public_interest", finish="advise", **MET | {code: " "})

    assert complaints(response) == {f"Answer {code} in words": code}
    assert "An imminent risk to life outweighs" in html_of(response)
    assert not PublicInterestReview.objects.exists()


@pytest.mark.parametrize(
    ("given", "changes", "expected"),
    [
        (NOT_MET, {"Q1": ""}, {"Answer Q1 in words": "Q1"}),
        (NOT_MET, {"Q2": ""}, {"Answer Q2 in words": "Q2"}),
        (NOT_MET, {"Q2_choice": []}, {"Select an answer to Q2": "Q2_choice"}),
        (
            NOT_MET,
            {"factors_against": []},
            {"Select the factors that weighed, for or against": "factors_against"},
        ),
        (NOT_MET, {"reason": ""}, {"Enter in words how the factors weigh": "reason"}),
        (
            NOT_MET,
            {"conclusion": ""},
            {"Select whether the public interest outweighs confidence": "conclusion"},
        ),
        (NOT_MET, {"D08_advice": ""}, {"Select what you advise for D08 Telephone number": "D08_advice"}),
        (MET, {"Q3_choice": ""}, {"Select an answer to Q3": "Q3_choice"}),
        (MET, {"D08_reason": ""}, {"Enter how D08 Telephone number would change the outcome": "D08_reason"}),
    ],
)
def test_what_is_missing_when_it_is_finished_is_said_at_its_field(
    reviewer, request_, given, changes, expected
):
    assert (
        complaints(sent(reviewer, request_, "public_interest", finish="advise", **given | changes))
        == expected
    )


@pytest.mark.parametrize(
    ("given", "changes", "expected"),
    [
        (
            MET,
            {"Q2_choice": ["None of these", "Rape"]},
            {"Select “None of these” alone, or leave it out": "Q2_choice"},
        ),
        (
            MET,
            {"D06_advice": "withhold"},
            {"You advise to withhold every item: change an advice or this answer": "conclusion"},
        ),
        (
            NOT_MET,
            {"D06_advice": "disclose"},
            {"You advise to disclose D06: change that advice or this answer": "conclusion"},
        ),
        (MET, {"D06_advice": ""}, {"Select what you advise for D06 Current address": "D06_advice"}),
    ],
)
def test_what_contradicts_itself_is_not_even_saved(reviewer, request_, given, changes, expected):
    assert complaints(sent(reviewer, request_, "public_interest", **given | changes)) == expected
    assert not PublicInterestReview.objects.exists()


def test_whoever_logged_it_does_not_weigh_it(team, as_person):
    a_membership(team.practice, "practice_manager", person=team.clinical_reviewer)
    request = journeys.submitted(team, by="clinical_reviewer")
    request = journeys.legally_reviewed(team, journeys.triaged(team, request))
    client = as_person(team.clinical_reviewer)

    for response in (
        client.get(url(request, "public_interest")),
        sent(client, request, "public_interest", **MET),
    ):
        assert response.status_code == 403
        assert "another clinician weighs the public interest" in text_of(response)


def test_an_old_page_a_closed_page_and_others(team, as_person, reviewer, request_):
    old = str(request_.version - 1)
    response = sent(reviewer, request_, "public_interest", **MET, seen_version=old)
    assert response.status_code == 409
    assert "Our answer to Q12" in html_of(response)
    for role in ("practice_manager", "ig_lead", "caldicott_guardian", "auditor"):
        assert as_person(team.people[role]).get(url(request_, "public_interest")).status_code == 403
    stranger = as_person(a_member(a_practice(), "clinical_reviewer"))
    assert stranger.get(url(request_, "public_interest")).status_code == 404
    journeys.weighed(team, request_)
    assert reviewer.get(url(request_, "public_interest")).status_code == 409


def test_after_a_correction_the_earlier_review_can_be_confirmed(team, reviewer, request_):
    journeys.weighed(team, request_)
    correction.correct(
        key=request_.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "To find a witness", "offence": "Attempted murder"},
        because="Misread",
    )
    effects = {"D06": "permitted", "D08": "permitted", "D11": "no_basis"}
    journeys.legally_reviewed(team, journeys.fresh(request_), effects)

    page = text_of(reviewer.get(url(request_, "public_interest")))

    assert "confirm it if it still holds" in page
    assert PublicInterestReview.objects.filter(request=request_, voided_at=None).count() == 0
