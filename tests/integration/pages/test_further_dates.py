"""Limits of the laws that a request claims, on the page of its dates; and the date that a letter names."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from requests_app.deadlines.further import CHECK
from requests_app.journey import keeping
from requests_app.presenters.due import answer_by
from requests_app.presenters.further_dates import further_dates
from requests_app.presenters.replies import reply_text
from tests.factories import journeys, rules
from tests.factories.journeys import fresh
from tests.integration.pages.deciding import text_of

HEADING = "Limits of the laws that it claims"


def claiming(team, *codes, **law):
    """A request that claims these laws; with a paper where `law` has one."""
    return journeys.submitted(team, law=rules.law(codes=list(codes), **law), requester=rules.court())


def labels(request):
    return [(limit.code, limit.day) for limit in further_dates(fresh(request))]


def test_what_is_claimed_has_its_limits_from_receipt_or_service(team):
    today = timezone.localdate()
    request = claiming(team, "CO-03", "HM-01")
    assert labels(request) == [
        ("deceased_recent", today + timedelta(days=21)),
        ("tax_appeal", today - timedelta(days=2) + timedelta(days=30)),
        ("deceased", today + timedelta(days=40)),
    ]


@pytest.mark.parametrize("code", ["PO-03", "PO-07", "CT-02"])
def test_what_has_a_clock_of_its_own_is_not_shown_twice(team, code):
    assert labels(claiming(team, code)) == []


def test_without_a_paper_nothing_counts_from_it(team):
    assert labels(claiming(team, "HM-01", instrument=None)) == []


def test_a_paper_without_a_day_of_service_has_no_limit_from_it(team):
    paper = {**rules.law()["instrument"], "served_on": None}
    assert labels(claiming(team, "HM-01", instrument=paper)) == []


def test_the_page_shows_the_clocks_of_orders_with_their_steps(team, as_person):
    page = text_of(
        as_person(team.ig_lead).get(reverse("request_dates", args=[claiming(team, "PO-03", "CT-02").key]))
    )
    for words in (
        "Apply to vary or discharge an order (Family Law Act)",
        "Family Law Act 1986 s.33",
        "Comply with a production order that names no time",
        "7 days later is",
        CHECK,
    ):
        assert words in page
    assert HEADING not in page


def test_the_page_shows_them_with_their_steps(team, as_person):
    person = as_person(team.ig_lead)
    page = text_of(person.get(reverse("request_dates", args=[claiming(team, "HM-01").key])))
    assert HEADING in page
    assert CHECK in page
    assert "30 days later is" in page
    plain = text_of(person.get(reverse("request_dates", args=[journeys.submitted(team).key])))
    assert HEADING not in plain


# The date that a letter names.


def test_a_letter_names_the_date_of_the_answer_and_not_of_the_next_step(team):
    request = journeys.submitted(team)
    decide = request.clocks.get(rule="decide")
    assert request.due_at < decide.due_at
    assert answer_by(request) == decide.due_at
    words = f"{decide.due_on.day} {decide.due_on:%B %Y}"
    assert f"We aim to reply by {words}." in reply_text(fresh(request), "R-ACK")


def test_with_an_instrument_it_is_the_instruments(team):
    law = rules.law(comply_by=date.today() + timedelta(days=12))
    request = journeys.submitted(team, law=law, requester=rules.coroner())
    assert answer_by(request) == request.clocks.get(rule="instrument").due_at


def test_a_draft_and_what_was_answered_have_none(team):
    draft = journeys.draft(team)
    assert answer_by(draft) is None
    assert "reply by the date that we will tell you" in reply_text(draft, "R-ACK")
    assert answer_by(journeys.disclosed(team)) is None


def test_an_acknowledgement_changes_nothing_of_it(team):
    request = journeys.submitted(team)
    before = answer_by(request)
    keeping.acknowledge(key=request.key, by=team.practice_manager, how="Letter")
    assert answer_by(fresh(request)) == before
