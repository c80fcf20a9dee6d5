"""Legal basis over HTTP: an answer for all items or for each, what the law refuses, and where it goes."""

import pytest

from requests_app.journey import correction, release, reopening
from requests_app.models import LegalBasisReview
from requests_app.workflow import State
from tests.factories import consents, journeys
from tests.factories.people import a_member, a_membership, a_practice
from tests.integration.pages.legally import ALL, PAPER, REVIEW, effects, finding, for_all
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url


@pytest.fixture
def request_(team):
    return journeys.triaged(team, journeys.submitted(team))


@pytest.fixture
def lead(team, as_person):
    return as_person(team.ig_lead)


def test_it_shows_the_claim_beside_the_powers_and_chooses_nothing(lead, team):
    law = {"codes": ["IM-01", "EX-04", "AG-OTHER", "IM-08"]}
    request = journeys.triaged(team, journeys.submitted(team, law=law, requester={"kind": "home_office"}))

    page = opened(lead, request, "legal_basis")

    for words in (
        "IM-01 Supply to the Home Secretary for immigration purposes Immigration and Asylum Act 1999 s.20",
        "Permits; compels nobody",
        "Whether it binds a GP practice is contested",
        "Seek advice",
        "EX-04 Immigration exemption",
        "An exemption: it switches duties off, and is never a power Not a practice’s to use",
        "AG-OTHER Another agreement or memorandum Not a law by itself",
        "IM-08 The memorandum of understanding of 2017",
        "Not in force on",
        "Check with your DPO",
        "V2 Called back through a switchboard found independently",
    ):
        assert words in page
    html = html_of(lead.get(url(request, "legal_basis")))
    assert 'value="EX-04"' not in html
    assert 'value="IM-08"' not in html  # does nothing to us
    assert 'value="IM-03"' not in html  # not open to a practice
    assert 'value="DW-02"' not in html  # not in force
    assert 'value="CLDC-7"' not in html  # not available for tracing
    assert "selected" not in html
    # What the Home Office may use comes first.
    assert html.index('value="IM-01"') < html.index('value="PO-03"')


@pytest.mark.parametrize(
    ("codes", "proposed"), [(["D06"], False), (["D06", "D12"], True), (["D01"], True), (["D13"], True)]
)
def test_that_it_reveals_health_is_proposed_for_registration_and_nhs_number(lead, team, codes, proposed):
    request = journeys.triaged(team, journeys.submitted(team, items={"codes": codes}))

    html = " ".join(html_of(lead.get(url(request, "legal_basis"))).split())

    assert ('name="reveals_health" type="radio" value="yes" checked' in html) is proposed


def test_one_answer_for_all_items_goes_to_the_public_interest(lead, team, request_):
    response = sent(lead, request_, "legal_basis", finish="weigh", **ALL)

    assert response.url == request_.get_absolute_url()
    assert journeys.fresh(request_).state == State.PUBLIC_INTEREST
    review = LegalBasisReview.objects.get(request=request_, voided_at=None)
    assert (review.consent_sought, review.reveals_health, review.reviewer) == ("defeats", False, team.ig_lead)
    for row in review.findings.all():
        assert (row.effect, row.power, row.confidentiality) == ("permitted", "PO-01", "CLDC-5")
        assert (row.article6, row.article9, row.reason) == ("A6-d", "A9-none", "Because the guidance says so")
    assert events(request_)[:2] == ["legal_basis.to_public_interest", "legal_basis.saved"]


def test_an_item_can_have_an_answer_of_its_own(lead, request_):
    own = {"D08_answer": "own"} | finding("D08", "no_basis", power="PO-01", article6="A6-c")

    sent(lead, request_, "legal_basis", **ALL | own)

    review = LegalBasisReview.objects.get(request=request_)
    assert effects(request_) == {"D06": "permitted", "D08": "no_basis"}
    without = review.findings.get(effect="no_basis")
    assert (without.power, without.article6) == ("", "")  # without a basis no gate passes


def test_a_single_item_has_no_answer_for_all(lead, team):
    request = journeys.triaged(team, journeys.submitted(team, items={"codes": ["D08"]}))
    assert "The answer for all items" not in opened(lead, request, "legal_basis")

    sent(lead, request, "legal_basis", **REVIEW, **finding("D08", "no_basis"))

    assert effects(request) == {"D08": "no_basis"}
    assert "Because the guidance says so" in html_of(lead.get(url(request, "legal_basis")))


def test_what_was_saved_is_there_again_and_what_was_left_open_stays_open(lead, team):
    request = journeys.triaged(team, journeys.submitted(team, items={"codes": ["D06", "D08", "D09", "D14"]}))
    open_item = {"D09_answer": "own"}
    own = {"D14_answer": "own"} | finding("D14", "no_basis", reason="Not ours to tell")
    response = sent(lead, request, "legal_basis", **REVIEW, **for_all("D06", "D08"), **own, **open_item)
    assert response.url == url(request, "legal_basis")

    html = " ".join(html_of(lead.get(url(request, "legal_basis"))).split())

    assert effects(request) == {"D06": "permitted", "D08": "permitted", "D14": "no_basis"}
    for token, answer in {"D06": "same", "D08": "same", "D09": "own", "D14": "own"}.items():
        assert f'name="{token}_answer" type="radio" value="{answer}" checked' in html
    assert html.count('value="PO-01" selected') == 1
    assert "Not ours to tell" in html
    assert complaints(
        sent(lead, request, "legal_basis", finish="weigh", **REVIEW, **for_all("D06"), **open_item)
    ) == {"Select what the law says of D09 E-mail address": "D09_effect"}


def test_a_compelled_request_goes_straight_to_the_guardian(team, lead):
    request = journeys.triaged(
        team, journeys.submitted(team, law={"codes": ["CO-01"], "instrument": PAPER}), level="V4"
    )

    sent(
        lead,
        request,
        "legal_basis",
        finish="skip_test",
        **REVIEW,
        **for_all("D06", "D08", effect="compelled"),
    )

    assert journeys.fresh(request).state == State.DECISION


def test_with_consent_and_with_advice_it_can_be_saved(lead, request_, team):
    key = str(consents.given(team, request_).key)
    consent = {"consent_sought": "given"} | for_all("D06", "D08", effect="consented", consent=key)
    assert sent(lead, request_, "legal_basis", **REVIEW | consent).status_code == 302
    assert effects(request_) == {"D06": "consented", "D08": "consented"}

    advised = ALL | {
        "consent_sought": "given",
        "all_article6": "A6-e",
        "dpo_advice": "Our own task, as the contract says",
    }
    assert sent(lead, request_, "legal_basis", **advised).status_code == 302
    assert "Our own task" in html_of(lead.get(url(request_, "legal_basis")))


def test_a_gateway_that_displaces_confidence_justifies(lead, request_):
    gateway = ALL | {"all_confidentiality": "CLDC-3", "all_power": "SG-04"}

    assert sent(lead, request_, "legal_basis", **gateway).status_code == 302
    assert {row.power for row in LegalBasisReview.objects.get(request=request_).findings.all()} == {"SG-04"}


def test_the_wrong_way_on_is_refused_in_words_and_nothing_is_lost(lead, request_):
    response = sent(lead, request_, "legal_basis", finish="skip_test", **ALL)

    assert response.status_code == 409
    assert "An item that the law only permits must have the public interest weighed." in text_of(response)
    assert "Your answers are saved, but the request stays where it is." in text_of(response)
    assert effects(request_) == {"D06": "permitted", "D08": "permitted"}
    nothing = REVIEW | for_all("D06", "D08", effect="no_basis")
    response = sent(lead, request_, "legal_basis", finish="weigh", **nothing)
    assert "No item rests on the public interest: it goes straight to the guardian." in text_of(response)
    assert sent(lead, request_, "legal_basis", finish="skip_test", **nothing).status_code == 302


def test_where_nobody_is_named_nothing_can_be_merely_permitted(lead, team):
    nobody = {"subject_kind": "nobody_named", "subject_description": "Whoever lives at 4 Mill Lane"}
    request = journeys.triaged(team, journeys.submitted(team, subject=nobody))

    response = sent(lead, request, "legal_basis", finish="weigh", **ALL)

    assert response.status_code == 409
    assert "Nobody is named. Such a request passes only where the law compels it" in text_of(response)
    assert journeys.fresh(request).state == State.LEGAL_BASIS


def test_the_logger_may_review_but_not_skip_the_test(team, lead):
    request = journeys.triaged(team, journeys.submitted(team, by="ig_lead"), level="V0")
    page = opened(lead, request, "legal_basis")
    assert "a review that skips the public-interest test is by someone else" in page
    assert "straight to the guardian" not in page.split("Where it goes next")[1].split("guardian.")[1]

    response = sent(
        lead, request, "legal_basis", finish="skip_test", **REVIEW, **for_all("D06", "D08", effect="no_basis")
    )

    assert response.status_code == 403
    assert effects(request) == {"D06": "no_basis", "D08": "no_basis"}
    assert journeys.fresh(request).state == State.LEGAL_BASIS
    assert sent(lead, request, "legal_basis", finish="weigh", **ALL).status_code == 302


def test_an_old_page_a_closed_page_and_others(team, as_person, lead, request_):
    old = str(request_.version - 1)
    response = sent(lead, request_, "legal_basis", **ALL, seen_version=old)
    assert response.status_code == 409
    assert "Because the guidance says so" in html_of(response)
    for role in ("practice_manager", "clinical_reviewer", "caldicott_guardian", "auditor"):
        assert as_person(team.people[role]).get(url(request_, "legal_basis")).status_code == 403
    stranger = as_person(a_member(a_practice(), "ig_lead"))
    assert sent(stranger, request_, "legal_basis", **ALL).status_code == 404
    journeys.legally_reviewed(team, request_)
    assert lead.get(url(request_, "legal_basis")).status_code == 409


def test_whoever_decided_on_it_does_not_review_it(team, as_person, request_):
    journeys.refused(team, request_)
    journeys.closed(team, request_)
    reopening.reopen(key=request_.key, by=team.ig_lead, reason="New evidence", new_evidence="A witness")
    journeys.triaged(team, request_)
    a_membership(team.practice, "ig_lead", person=team.caldicott_guardian)

    assert as_person(team.caldicott_guardian).get(url(request_, "legal_basis")).status_code == 403


def test_where_the_basis_fell_away_it_is_reviewed_afresh(team, lead):
    request = journeys.approved(team)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The patient withdrew consent")

    assert "confirm it if it still holds" not in text_of(lead.get(url(request, "legal_basis")))


def test_after_a_correction_the_earlier_review_can_be_confirmed(team, lead, request_):
    request = journeys.legally_reviewed(team, request_)
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "To find a witness", "offence": "Attempted murder"},
        because="Misread",
    )
    assert "confirm it if it still holds" in text_of(lead.get(url(request, "legal_basis")))

    sent(lead, request, "legal_basis", **ALL)

    assert "confirm it if it still holds" not in text_of(lead.get(url(request, "legal_basis")))
